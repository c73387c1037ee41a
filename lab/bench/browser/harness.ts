// The part that every page of the benchmark shares: it samples the shown ladder once a frame, and answers the Node side
// through `window.bench`. Knows nothing of how the participant works.
import { clock } from "./clock.ts";
import { counts } from "./counts.ts";
import { type LadderText, TOP } from "./wire.ts";

/** One entry per animation frame. */
export interface Samples {
  readonly at: readonly number[];
  /** The number of the newest update shown. */
  readonly shown: readonly number[];
  /** Commits of the ladder so far. */
  readonly commits: readonly number[];
  /** Renders of the quiet market's component since `begin()`. */
  readonly otherRenders: number;
  /** Uncaught errors, including those of the warm-up. */
  readonly errors: readonly string[];
}

/** The functions that the Node side may call. */
export interface Bench {
  /** Resolves with the frame rate, once the snapshot is shown and animation frames come at a full rate. */
  ready(): Promise<number>;
  /** Begins to sample. */
  begin(): void;
  end(): Samples;
  /** Waits until an update is shown, but no longer than this; resolves with the newest one shown. */
  drained(update: number, milliseconds: number): Promise<number>;
  ladder(): LadderText;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

/** An hour of frames. */
const CAPACITY = 60 * 3_600;

/** The participant's side: whether the snapshot is shown, and the newest update. */
export interface Shown {
  isReady(): boolean;
  newest(): number;
}

/** Reads a ladder from the DOM. */
export const ladderShown: Shown = {
  isReady: () => rowsOf("bids").length > 0,
  newest: () => {
    const cells = document.getElementById("bids")?.firstElementChild?.children;
    return cells?.[0]?.textContent === `${TOP}` ? Number(cells[1]?.textContent) : 0;
  },
};

function rowsOf(id: string): string[] {
  const rows = [...(document.getElementById(id)?.children ?? [])];
  return rows.map((row) => [...row.children].map((cell) => cell.textContent).join(" "));
}

/** The address of the server for the participant. */
export function socketUrl(): string {
  return new URLSearchParams(location.search).get("ws") ?? "";
}

/** The element for the participant's screen. */
export function root(): HTMLElement {
  const found = document.getElementById("root");
  if (!found) throw new Error("The page has no root.");
  return found;
}

/** Starts sampling frames and makes `window.bench`. */
export function startHarness(shown: Shown): void {
  const at = new Float64Array(CAPACITY);
  const newest = new Float64Array(CAPACITY);
  const commits = new Float64Array(CAPACITY);
  let taken = 0;
  let isSampling = false;
  let rendersBefore = 0;
  let frames = 0;
  const errors: string[] = [];
  addEventListener("error", ({ message }) => errors.push(message));

  // A frame paints the DOM as it is after all of its animation callbacks, in whatever order they run. A size observer
  // runs after them all, in each frame in which its element has another size than before.
  const probe = document.getElementById("probe");
  if (!probe) throw new Error("The page has no probe.");
  new ResizeObserver(() => {
    if (!isSampling || taken === CAPACITY) return;
    at[taken] = clock();
    newest[taken] = shown.newest();
    commits[taken] = counts.commits;
    taken += 1;
  }).observe(probe);
  const frame = (): void => {
    frames += 1;
    if (isSampling) probe.style.width = frames % 2 === 0 ? "1px" : "2px";
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const until = async (isSo: () => boolean, milliseconds: number): Promise<void> => {
    const end = clock() + milliseconds;
    while (!isSo() && clock() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  window.bench = {
    async ready() {
      await until(shown.isReady, 10_000);
      if (!shown.isReady()) throw new Error("The snapshot was not shown within 10 s.");
      if (document.visibilityState !== "visible") throw new Error("The page is not visible.");
      const before = frames;
      const start = clock();
      await until(() => frames >= before + 30, 5_000);
      return ((frames - before) * 1_000) / (clock() - start);
    },
    begin() {
      taken = 0;
      isSampling = true;
      rendersBefore = counts.otherRenders;
    },
    end() {
      isSampling = false;
      const list = (values: Float64Array): number[] => Array.from(values.subarray(0, taken));
      return {
        at: list(at),
        shown: list(newest),
        commits: list(commits),
        otherRenders: counts.otherRenders - rendersBefore,
        errors,
      };
    },
    async drained(update, milliseconds) {
      await until(() => shown.newest() >= update, milliseconds);
      return shown.newest();
    },
    ladder: () => ({ bids: rowsOf("bids"), asks: rowsOf("asks") }),
  };
}
