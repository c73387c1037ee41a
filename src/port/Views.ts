// Shows what an engine in another thread says: at most one view a frame, none of them believed beyond its lease. Knows nothing of what
// is asked of the engine.
import { type CommitPace, Commits } from "../store/commits.ts";
import type { Mirror } from "../store/Mirror.ts";
import { withSeed } from "../store/seed.ts";
import type { O2State } from "../store/state.ts";
import { Lease } from "./Lease.ts";
import type { View } from "./messages.ts";
import { apply } from "./patch.ts";
import { stale } from "./stale.ts";

/** An engine that says nothing for so long is given up, in milliseconds. Its script may be on its way over a slow line. */
const PATIENCE = 30_000;
/** A timer that comes this late, in milliseconds, says that the page slept, not that its engine is dead. */
const LATE = 2_000;

/** The parts of the views, and the functions that they tell. */
export interface ViewsOptions {
  readonly mirror: Mirror;
  readonly isVisible: () => boolean;
  /** A view is about to be shown. */
  readonly onShow: (view: View) => void;
  /** A view is shown: another one may come. */
  readonly onShown: (view: View) => void;
  /** The engine has said nothing for long. */
  readonly onGone: (why: string) => void;
}

/** The views of one page. */
export class Views {
  readonly #options: ViewsOptions;
  readonly #commits: Commits;
  readonly #lease: Lease;
  readonly #unwatch: () => void;
  /** The engine's state as of the last view that was shown. */
  #state: O2State | undefined;
  #next: View | undefined;
  #death: ReturnType<typeof setTimeout> | undefined;
  #hasSpoken = false;

  constructor(options: ViewsOptions) {
    this.#options = options;
    this.#commits = new Commits({ read: nothing, collect: nothing, publish: () => this.#show() });
    this.#lease = new Lease((since) => {
      if (this.#state) options.mirror.show(stale(this.#state, since));
    });
    this.#unwatch = this.#commits.watch();
    this.#asked();
  }

  setPace(pace: CommitPace): void {
    this.#commits.setPace(pace);
  }

  /** A view came; it is shown with the next frame. */
  take(view: View): void {
    clearTimeout(this.#death);
    this.#hasSpoken = true;
    this.#lease.renew();
    this.#next = view;
    this.#commits.request();
  }

  /** Whether a view came so far. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** Shows what was read for a page, also while rendering: the engine will say it too, with a view to come. */
  addSeed(seed: O2State): void {
    if (this.#state) this.#state = withSeed(this.#state, seed);
    this.#options.mirror.addSeed(seed);
  }

  /** The page may have slept: what is not proven any more is stale before anything else is shown. */
  check(): void {
    this.#lease.check();
  }

  /** Ends it: no timer is left. */
  stop(): void {
    this.#unwatch();
    this.#commits.cancel();
    this.#lease.stop();
    clearTimeout(this.#death);
  }

  #show(): void {
    const view = this.#next;
    this.#next = undefined;
    if (!view) return;
    const state = (view.patch ? apply(this.#state, view.patch) : this.#state) as O2State;
    this.#state = state;
    this.#options.onShow(view);
    this.#options.mirror.show(this.#lease.isValid ? state : stale(state, Date.now()));
    this.#asked();
    this.#options.onShown(view);
  }

  /** The engine owes a view from now on. */
  #asked(): void {
    this.#lease.asked();
    this.#await();
  }

  #await(): void {
    clearTimeout(this.#death);
    const due = performance.now() + PATIENCE;
    this.#death = setTimeout(() => {
      const isAsleep = performance.now() - due > LATE || !this.#options.isVisible();
      if (isAsleep) this.#await();
      else this.#options.onGone(`it said nothing for ${PATIENCE / 1_000} s`);
    }, PATIENCE);
  }
}

const nothing = (): void => undefined;
