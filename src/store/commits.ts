// Runs something at most once a frame; at least once a second where no frames come, and at once when the page is shown again.
// Knows nothing of what it runs.
import { type PageRest, Quiet } from "./quiet.ts";

/** A window whose frames can be followed: what is asked of a `Window`. */
export interface FrameWindow {
  /** Whether it is gone. */
  readonly closed?: boolean;
  /** Its page, whose `visibilityState` says whether the window is shown. */
  readonly document?: { readonly visibilityState: string };
  /** Calls back in its next frame. */
  requestAnimationFrame(callback: () => void): number;
  /** Takes back what was asked for. */
  cancelAnimationFrame(frame: number): void;
}

/**
 * When the store is written. With the page's frames, once in so many milliseconds, or with the frames of another window
 * while that is shown.
 */
export type CommitPace = "frame" | number | FrameWindow;

/** The longest wait without a frame, in milliseconds. */
const LONGEST = 1_000;
const FRAME_WITHOUT_A_SCREEN = 16;
/**
 * The longest time that a busy page may put a run off, in milliseconds: the first limit is doubled each time that it is reached, and
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
  readonly #quiet: PageRest;
  #pace: CommitPace = "frame";
  #cancel: (() => void) | undefined;
  #plannedAt = 0;
  #waitingSince: number | undefined;
  #limit = FIRST_LIMIT;
  #isCollecting = false;

  constructor(options: CommitsOptions, now: () => number = () => performance.now(), quiet: PageRest = new Quiet(now)) {
    this.#options = options;
    this.#now = now;
    this.#quiet = quiet;
  }

  /** Asks for a run in the next frame; asking again before it changes nothing. */
  request(): void {
    this.#cancel ??= this.#schedule();
  }

  /** Changes when runs come; one that is due is planned anew. */
  setPace(pace: CommitPace): void {
    this.#pace = pace;
    if (this.#cancel) this.#plan(this.#plannedAt);
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
    if (isShown(globalThis)) this.flush();
    else this.#plan(this.#plannedAt);
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

  /** @param since when what waits was planned first, where it is only planned anew: that puts nothing off. */
  #plan(since?: number): void {
    this.#cancel?.();
    this.#cancel = this.#schedule(since);
  }

  #schedule(since: number = this.#now()): () => void {
    this.#plannedAt = since;
    const pace = this.#pace;
    if (typeof pace === "number") {
      const timer = setTimeout(() => this.#inFrame(), pace);
      return () => clearTimeout(timer);
    }
    const screen = screenOf(pace);
    // A page may be visible and have no frames: in a frame of another origin that is not rendered.
    const wait = screen || !isShown(globalThis) ? LONGEST : FRAME_WITHOUT_A_SCREEN;
    const timer = setTimeout(() => this.flush(), Math.max(0, since + wait - this.#now()));
    const frame = screen?.requestAnimationFrame(() => this.#inFrame());
    return () => {
      clearTimeout(timer);
      if (frame !== undefined) screen?.cancelAnimationFrame(frame);
    };
  }

  #inFrame(): void {
    // The timers that tell whether a page is at rest are slow while it is hidden.
    if (!isShown(globalThis) || this.#mayRun()) this.flush();
    else this.#plan();
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

/** The window whose frames to follow: the one that was given while it is shown, or else the page's own. */
function screenOf(pace: "frame" | FrameWindow): FrameWindow | undefined {
  if (pace !== "frame" && isShown(pace)) return pace;
  // requestAnimationFrame sleeps while the page is hidden.
  return typeof requestAnimationFrame === "function" && isShown(globalThis) ? globalThis : undefined;
}

function isShown(window: Pick<FrameWindow, "closed" | "document">): boolean {
  try {
    return !window.closed && window.document?.visibilityState !== "hidden";
  } catch {
    // It was navigated to another origin.
    return false;
  }
}
