// Components that show one hook each and count their renders, and the frames of a page without a screen. Import
// lab/page.ts before it.
import type { Result } from "o2-react";
import { createElement, Profiler, type ReactElement, type ReactNode, useLayoutEffect } from "react";

const FRAME = 16;
let frame = 0;
let due: FrameRequestCallback[] = [];
globalThis.requestAnimationFrame = (run) => {
  if (due.length === 0)
    setTimeout(() => {
      const now = due;
      due = [];
      frame += 1;
      for (const each of now) each(performance.now());
    }, FRAME);
  return due.push(run);
};
globalThis.cancelAnimationFrame = () => {
  due = [];
};

const NOTHING: Result<unknown> = {
  status: "idle",
  data: undefined,
  error: undefined,
  retryAt: undefined,
  isStale: false,
  complete: false,
  updatedAt: undefined,
};

/** One mounted hook. */
export interface Probe {
  readonly element: ReactElement;
  readonly last: () => Result<unknown>;
  renders: number;
  /** Number of renders that showed the same data in the same state as the render before. */
  wasted: number;
}

/**
 * @param useIt the hook, called without arguments.
 * @param onData called with each new data.
 */
export function probe(key: string, useIt: () => Result<unknown>, onData?: (data: unknown) => void): Probe {
  let last: Result<unknown> | undefined;
  const counts = { renders: 0, wasted: 0 };
  function Probe(): null {
    const result = useIt();
    useLayoutEffect(() => {
      counts.renders += 1;
      if (last && last.status === result.status && last.data === result.data && last.error === result.error)
        counts.wasted += 1;
      if (last?.data !== result.data) onData?.(result.data);
      last = result;
    });
    return null;
  }
  return Object.assign(counts, {
    element: createElement(Probe, { key }),
    last: () => last ?? NOTHING,
  });
}

/** Counts a tree's commits: the most in one frame, and all. */
export function countCommits(children: ReactNode): {
  readonly tree: ReactElement;
  readonly most: () => number;
  readonly all: () => number;
  readonly forget: () => void;
} {
  let byFrame = new Map<number, number>();
  const onRender = (): void => void byFrame.set(frame, (byFrame.get(frame) ?? 0) + 1);
  return {
    tree: createElement(Profiler, { id: "page", onRender }, children),
    most: () => Math.max(0, ...byFrame.values()),
    all: () => [...byFrame.values()].reduce((sum, count) => sum + count, 0),
    forget: () => {
      byFrame = new Map();
    },
  };
}
