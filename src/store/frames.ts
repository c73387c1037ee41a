// Runs something at most once a frame; once a second while the page is hidden, and at once when it is shown again.
// Knows nothing of what it runs.

const HIDDEN_INTERVAL = 1_000;
const FRAME_WITHOUT_A_SCREEN = 16;

/** Work that is asked for often and done once a frame. */
export class Frames {
  readonly #run: () => void;
  #cancel: (() => void) | undefined;

  constructor(run: () => void) {
    this.#run = run;
  }

  /** Asks for a run in the next frame; asking again before it changes nothing. */
  request(): void {
    this.#cancel ??= this.#schedule();
  }

  /** Follows the page's being hidden and shown until the returned function is called. */
  watch(): () => void {
    if (typeof document === "undefined") return () => undefined;
    const changed = (): void => this.visibilityChanged();
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  }

  /** The page was hidden or shown: what is due is planned anew. */
  visibilityChanged(): void {
    if (!this.#cancel) return;
    this.#cancel();
    if (isHidden()) this.#cancel = this.#schedule();
    else this.flush();
  }

  /** Runs now what was asked for. */
  flush(): void {
    this.cancel();
    this.#run();
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): () => void {
    const run = (): void => {
      this.#cancel = undefined;
      this.#run();
    };
    // requestAnimationFrame sleeps while the page is hidden.
    if (typeof requestAnimationFrame === "function" && !isHidden()) {
      const frame = requestAnimationFrame(run);
      return () => cancelAnimationFrame(frame);
    }
    const timer = setTimeout(run, isHidden() ? HIDDEN_INTERVAL : FRAME_WITHOUT_A_SCREEN);
    return () => clearTimeout(timer);
  }
}

function isHidden(): boolean {
  return typeof document !== "undefined" && document.visibilityState === "hidden";
}
