// Runs something at most once a frame; once a second while the page is hidden, and at once when it is shown again.
// Knows nothing of what it runs.
import { Quiet } from "./quiet.ts";

const HIDDEN_INTERVAL = 1_000;
const FRAME_WITHOUT_A_SCREEN = 16;
/**
 * How long a busy page may put a run off, in milliseconds: the first limit is doubled each time that it is reached, and
 * after the last one the page is taken as it is.
 */
const FIRST_LIMIT = 1_000;
const LAST_LIMIT = 4_000;

/** The parts of a run, in their order. */
export interface CommitsOptions {
  /** Reads what waits. */
  readonly read: () => void;
  /** Gathers what is new. */
  readonly collect: () => void;
  /** Shows it: what is asked for from now on is for another run. */
  readonly publish: () => void;
}

/**
 * Work that is asked for often and done once a frame.
 *
 * A run makes React render its subscribers synchronously (`useSyncExternalStore`), and React then throws away what it is
 * rendering in slices: beside a run in each frame, a transition or a lazy component that needs longer than a frame would
 * start over again and again. So a run waits until the page came to rest after the one before, within limits.
 */
export class Commits {
  readonly #options: CommitsOptions;
  readonly #now: () => number;
  readonly #quiet: Quiet;
  #cancel: (() => void) | undefined;
  #waitingSince: number | undefined;
  #limit = FIRST_LIMIT;
  #isCollecting = false;

  constructor(options: CommitsOptions, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#now = now;
    this.#quiet = new Quiet(now);
  }

  /** Asks for a run in the next frame; asking again before it changes nothing. */
  request(): void {
    this.#cancel ??= this.#schedule();
  }

  /** Follows the page's being hidden and shown until the returned function is called. */
  watch(): () => void {
    if (typeof document === "undefined") return () => undefined;
    // A page of a test may be gone before the linger is over.
    const page = document;
    const changed = (): void => this.visibilityChanged();
    page.addEventListener("visibilitychange", changed);
    return () => page.removeEventListener("visibilitychange", changed);
  }

  /** The page was hidden or shown: what is due is planned anew. */
  visibilityChanged(): void {
    if (!this.#cancel) return;
    this.#cancel();
    if (isHidden()) this.#cancel = this.#schedule();
    else this.flush();
  }

  /** Whether a run gathers what it will publish: what changes now is in it, and asks for no other. */
  get isCollecting(): boolean {
    return this.#isCollecting;
  }

  /** Runs now what was asked for. */
  flush(): void {
    const { read, collect, publish } = this.#options;
    this.cancel();
    this.#isCollecting = true;
    try {
      read();
      collect();
    } finally {
      this.#isCollecting = false;
    }
    publish();
  }

  /** Forgets what was asked for. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waitingSince = undefined;
    this.#quiet.stop();
  }

  #schedule(): () => void {
    // requestAnimationFrame sleeps while the page is hidden.
    if (typeof requestAnimationFrame === "function" && !isHidden()) {
      const frame = requestAnimationFrame(() => this.#inFrame());
      return () => cancelAnimationFrame(frame);
    }
    const timer = setTimeout(() => this.flush(), isHidden() ? HIDDEN_INTERVAL : FRAME_WITHOUT_A_SCREEN);
    return () => clearTimeout(timer);
  }

  #inFrame(): void {
    if (this.#mayRun()) this.flush();
    else this.#cancel = this.#schedule();
    this.#quiet.watch();
  }

  #mayRun(): boolean {
    if (this.#quiet.isQuiet) {
      this.#limit = FIRST_LIMIT;
      return true;
    }
    this.#waitingSince ??= this.#now();
    if (this.#now() - this.#waitingSince < this.#limit) return false;
    this.#limit *= 2;
    if (this.#limit > LAST_LIMIT) this.#quiet.accept();
    return true;
  }
}

function isHidden(): boolean {
  return typeof document !== "undefined" && document.visibilityState === "hidden";
}
