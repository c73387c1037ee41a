// Whether the page is seen, as one run knows it: hidden and shown by its steps or by those of another run in the same page; and
// the windows that panels are popped out into. Says how much slower values may come. Knows nothing of values.
import { isPageShown, keepPageShown, showPage, watchPage } from "../page.ts";
import { Popped } from "./Popped.ts";
import type { PoppedState } from "./screenSteps.ts";

/** The longest time between two commits while no frames come, in milliseconds. */
const COMMITS = 1_000;
/** The time that a page may need after its return to say what it knows, in milliseconds. */
const RETURNING = 100;

/** The page of one run. */
export class Visibility {
  readonly #windows = [new Popped(), new Popped()];
  readonly #unwatch: () => void;
  #unkeep: () => void = () => undefined;
  #shownAt = Number.NEGATIVE_INFINITY;
  /** When a tree was last without the page's own frames, by `Date.now()`. */
  #slowAt = Number.NEGATIVE_INFINITY;

  constructor() {
    this.#unwatch = watchPage((isShown) => {
      if (!isShown) return;
      this.#shownAt = Date.now();
      this.#slowAt = Date.now();
    });
  }

  /** Whether the page is hidden, or was until just now: then a silent link is believed for longer. @param late how late this process is. */
  isHidden(late: number): boolean {
    return !isPageShown() || Date.now() - this.#shownAt <= RETURNING + late;
  }

  /** A value may be so much older, for there may be no frames, in milliseconds. */
  get slower(): number {
    const isSlow = !isPageShown() || this.#windows.some(({ isOut }) => isOut);
    if (isSlow) this.#slowAt = Date.now();
    return Date.now() - this.#slowAt <= COMMITS ? COMMITS : 0;
  }

  /** Hides the page, or shows it. */
  show(isShown: boolean): void {
    showPage(isShown);
  }

  /** Pops a tree's panel out, or back in. @returns the window, where there is one. */
  popOut(place: number, state: PoppedState | "none"): Popped | undefined {
    const window = this.#windows[place];
    this.#slowAt = Date.now();
    window?.become(state);
    return window?.isOut ? window : undefined;
  }

  /** From now on the page is shown, and all that is in it. */
  heal(): void {
    this.#unkeep = keepPageShown();
    for (const window of this.#windows) window.become("none");
  }

  close(): void {
    if (!isPageShown()) showPage(true);
    this.#unwatch();
    this.#unkeep();
    for (const window of this.#windows) window.become("none");
  }
}
