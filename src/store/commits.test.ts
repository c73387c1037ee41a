// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, type Mock, test, vi } from "vitest";
import { Commits, type CommitsOptions } from "./commits.ts";

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "requestAnimationFrame", "cancelAnimationFrame", "performance", "Date"],
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A run whose last part is this. */
const parts = (publish: () => void): CommitsOptions => ({ read: () => undefined, collect: () => undefined, publish });

function show(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
}

test("however often it is asked, it runs once in the next frame, and not before", () => {
  const run = vi.fn();
  const commits = new Commits(parts(run));
  for (let asked = 0; asked < 1_000; asked += 1) commits.request();
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersToNextFrame();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
});

test("it keeps to the screen's commits, not to a time of its own", () => {
  const run = vi.fn();
  const commits = new Commits(parts(run));
  vi.advanceTimersByTime(10);
  commits.request();
  vi.advanceTimersToNextFrame();
  expect(run).toHaveBeenCalledTimes(1);
  expect(performance.now()).toBe(16);
});

test("what is asked for during a run is done in the frame after it", () => {
  let runs = 0;
  const commits = new Commits(
    parts(() => {
      runs += 1;
      if (runs === 1) commits.request();
    }),
  );
  commits.request();
  vi.advanceTimersToNextFrame();
  expect(runs).toBe(1);
  vi.advanceTimersToNextFrame();
  expect(runs).toBe(2);
  // It still looks whether the page comes to rest.
  vi.advanceTimersByTime(5);
  expect(vi.getTimerCount()).toBe(0);
});

test("a run reads, collects and publishes; what changes before it publishes is in it", () => {
  const done: string[] = [];
  const commits = new Commits({
    read: () => done.push(`read ${commits.isCollecting}`),
    collect: () => done.push(`collect ${commits.isCollecting}`),
    publish: () => done.push(`publish ${commits.isCollecting}`),
  });
  commits.flush();
  expect(done).toEqual(["read true", "collect true", "publish false"]);
});

test("while the page is hidden it runs once a second", () => {
  show("hidden");
  const run = vi.fn();
  const commits = new Commits(parts(run));
  commits.request();
  vi.advanceTimersByTime(999);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test("what is due when the page is hidden is put off, for no frame will come", () => {
  const run = vi.fn();
  const commits = new Commits(parts(run));
  commits.request();
  show("hidden");
  commits.visibilityChanged();
  vi.advanceTimersByTime(900);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(1);
});

test("what waits for a window without frames is put off by nothing for longer than a second, though it is planned anew", () => {
  const run = vi.fn();
  const frozen = { requestAnimationFrame: () => 1, cancelAnimationFrame: () => undefined };
  const commits = new Commits(parts(run));
  commits.setPace(frozen);
  commits.request();
  vi.advanceTimersByTime(700);
  show("hidden");
  commits.visibilityChanged();
  vi.advanceTimersByTime(200);
  commits.setPace("frame");
  vi.advanceTimersByTime(99);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test("what is due when the page is shown again is done at once, and once", () => {
  show("hidden");
  const run = vi.fn();
  const commits = new Commits(parts(run));
  commits.request();
  show("visible");
  commits.visibilityChanged();
  expect(run).toHaveBeenCalledTimes(1);
  commits.visibilityChanged();
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(1);
});

test("it stops watching a page that is gone", () => {
  const stop = new Commits(parts(vi.fn())).watch();
  vi.stubGlobal("document", undefined);
  expect(stop).not.toThrow();
});

test("without a screen it runs every 16 ms", () => {
  vi.stubGlobal("requestAnimationFrame", undefined);
  vi.stubGlobal("document", undefined);
  const run = vi.fn();
  new Commits(parts(run)).request();
  vi.advanceTimersByTime(15);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test("a flush runs now and takes what was due with it; a cancel leaves nothing to run", () => {
  const run = vi.fn();
  const commits = new Commits(parts(run));
  commits.request();
  commits.flush();
  expect(run).toHaveBeenCalledTimes(1);
  commits.request();
  commits.cancel();
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("where the page is visible and frames never come, it runs once a second", () => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  const run = vi.fn();
  const commits = new Commits(parts(run));
  for (let second = 1; second <= 5; second += 1) {
    commits.request();
    vi.advanceTimersByTime(999);
    expect(run).toHaveBeenCalledTimes(second - 1);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(second);
  }
  commits.cancel();
  expect(vi.getTimerCount()).toBe(0);
});

describe("at a pace of so many milliseconds", () => {
  test("it runs once in each of them, on a page that is hidden too", () => {
    const run = vi.fn();
    const commits = new Commits(parts(run));
    commits.setPace(100);
    for (const state of ["visible", "hidden"] as const) {
      show(state);
      run.mockClear();
      for (let passed = 0; passed < 1_000; passed += 10) {
        commits.request();
        vi.advanceTimersByTime(10);
      }
      expect(run.mock.calls.length).toBeGreaterThanOrEqual(9);
      expect(run.mock.calls.length).toBeLessThanOrEqual(10);
    }
    commits.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("what is due when the pace changes is planned anew", () => {
    show("hidden");
    const run = vi.fn();
    const commits = new Commits(parts(run));
    commits.request();
    commits.setPace(50);
    vi.advanceTimersByTime(50);
    expect(run).toHaveBeenCalledTimes(1);
    commits.setPace("frame");
    vi.advanceTimersByTime(5_000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe("with the frames of another window", () => {
  /** A window whose frames come when the test says so. */
  function openWindow() {
    const frames = new Map<number, () => void>();
    const state = { closed: false, visibility: "visible", isForeign: false };
    return {
      state,
      window: {
        get closed() {
          return state.closed;
        },
        get document() {
          if (state.isForeign) throw new DOMException("Blocked a frame", "SecurityError");
          return { visibilityState: state.visibility };
        },
        requestAnimationFrame: (call: () => void) => {
          frames.set(frames.size + 1, call);
          return frames.size;
        },
        cancelAnimationFrame: (frame: number) => void frames.delete(frame),
      },
      frame: () => {
        const due = [...frames.values()];
        frames.clear();
        for (const call of due) call();
        return due.length;
      },
    };
  }

  test("it runs in these, on a hidden page as on a visible one, and not in its own", () => {
    const { window, frame } = openWindow();
    for (const state of ["visible", "hidden"] as const) {
      show(state);
      const run = vi.fn();
      const commits = new Commits(parts(run));
      commits.setPace(window);
      for (let frames = 1; frames <= 10; frames += 1) {
        commits.request();
        vi.advanceTimersByTime(20);
        expect(run).toHaveBeenCalledTimes(frames - 1);
        frame();
        expect(run).toHaveBeenCalledTimes(frames);
        vi.advanceTimersByTime(5);
      }
      commits.cancel();
      expect([frame(), vi.getTimerCount()]).toEqual([0, 0]);
    }
  });

  test.each([
    ["closed", { closed: true }],
    ["hidden", { visibility: "hidden" }],
    ["at another origin by now", { isForeign: true }],
  ])("while it is %s, the page's own are followed; what waited for it waits a second at most", (_, change) => {
    const { window, state, frame } = openWindow();
    const run = vi.fn();
    const commits = new Commits(parts(run));
    commits.setPace(window);
    commits.request();
    Object.assign(state, change);
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(1);
    commits.request();
    vi.advanceTimersToNextFrame();
    expect(run).toHaveBeenCalledTimes(2);
    Object.assign(state, { closed: false, visibility: "visible", isForeign: false });
    vi.advanceTimersByTime(5);
    commits.request();
    vi.advanceTimersByTime(20);
    expect(run).toHaveBeenCalledTimes(2);
    frame();
    expect(run).toHaveBeenCalledTimes(3);
    commits.cancel();
  });
});

describe("beside something that is rendered in slices", () => {
  /** Runs in the gap after each frame, as React does with what it renders in slices. */
  function renderInSlices(): { stop: () => void } {
    let isOn = true;
    const slice = (): void => {
      if (!isOn) return;
      clock += 5;
      setTimeout(slice);
    };
    slice();
    return {
      stop: () => {
        isOn = false;
      },
    };
  }
  let clock = 0;
  const now = (): number => performance.now() + clock;

  /** The number of its runs in so many commits, each of which asks for the next. */
  function runsIn(commits: Commits, run: Mock, count: number): number {
    run.mockClear();
    for (let frame = 0; frame < count; frame += 1) {
      commits.request();
      vi.advanceTimersToNextFrame();
    }
    return run.mock.calls.length;
  }

  test("it runs in each frame of a page at rest", () => {
    const run = vi.fn();
    expect(runsIn(new Commits(parts(run), now), run, 60)).toBe(60);
  });

  test("it waits until that is done, and runs in each frame again", () => {
    const run = vi.fn();
    const commits = new Commits(parts(run), now);
    runsIn(commits, run, 10);
    const rendering = renderInSlices();
    expect(runsIn(commits, run, 10)).toBeLessThanOrEqual(1);
    rendering.stop();
    // One frame to see that the page is at rest.
    expect(runsIn(commits, run, 60)).toBeGreaterThanOrEqual(59);
    commits.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("it waits one second, then two, then four; after that a page that is never at rest does not make it wait", () => {
    const run = vi.fn();
    const commits = new Commits(parts(run), now);
    renderInSlices();
    runsIn(commits, run, 1);
    for (const seconds of [1, 2, 4]) {
      run.mockClear();
      const times = [];
      while (run.mock.calls.length === 0) {
        commits.request();
        vi.advanceTimersToNextFrame();
        times.push(now());
      }
      // From the first frame in which it did not run: to the one in which it ran, and to the last one before.
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(seconds * 1_000);
      expect((times.at(-2) ?? 0) - (times[0] ?? 0)).toBeLessThan(seconds * 1_000);
    }
    expect(runsIn(commits, run, 60)).toBeGreaterThanOrEqual(30);
  });

  test("a flush does not wait", () => {
    const run = vi.fn();
    const commits = new Commits(parts(run), now);
    renderInSlices();
    runsIn(commits, run, 10);
    run.mockClear();
    commits.flush();
    expect(run).toHaveBeenCalledTimes(1);
  });
});
