// Tracks whether one run's page is visible, and its popped-out windows. Steps of this run, or of another run in the
// same page, hide and show the page. Tells how much later values may be shown. Knows nothing of values.
import { isPageShown, keepPageShown, showPage, watchPage } from "../page.ts";
import { Popped } from "./Popped.ts";
import type { PoppedState } from "./screenSteps.ts";

/** The most milliseconds between two commits while no frames run. */
const COMMITS = 1_000;
/** Milliseconds that a page may need after its return to show its state. */
const RETURNING = 100;

/** The page of one run. */
export class Visibility {
  readonly #windows = [new Popped(), new Popped()];
  readonly #unwatch: () => void;
  #unkeep: () => void = () => undefined;
  #shownAt = Number.NEGATIVE_INFINITY;
  /** The time when a tree was last without the page's own frames, by `Date.now()`. */
  #slowAt = Number.NEGATIVE_INFINITY;

  constructor() {
    this.#unwatch = watchPage((isShown) => {
      if (!isShown) return;
      this.#shownAt = Date.now();
      this.#slowAt = Date.now();
    });
  }

  /**
   * True while the page is hidden, or was until just now. A silent link is then believed for longer.
   * @param late milliseconds that this process is late.
   */
  isHidden(late: number): boolean {
    return !isPageShown() || Date.now() - this.#shownAt <= RETURNING + late;
  }

  /** Additional milliseconds of age that a value may have, because frames may be missing. */
  get slower(): number {
    const isSlow = !isPageShown() || this.#windows.some(({ isOut }) => isOut);
    if (isSlow) this.#slowAt = Date.now();
    return Date.now() - this.#slowAt <= COMMITS ? COMMITS : 0;
  }

  /** Shows or hides the page. */
  show(isShown: boolean): void {
    showPage(isShown);
  }

  /**
   * Pops a tree's panel out, or back in.
   * @returns the window, if there is one.
   */
  popOut(place: number, state: PoppedState | "none"): Popped | undefined {
    const window = this.#windows[place];
    this.#slowAt = Date.now();
    window?.become(state);
    return window?.isOut ? window : undefined;
  }

  /** Shows the page and all its panels from now on. */
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
