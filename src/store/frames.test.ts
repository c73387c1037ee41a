// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Frames } from "./frames.ts";

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

function show(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
}

test("however often it is asked, it runs once in the next frame, and not before", () => {
  const run = vi.fn();
  const frames = new Frames(run);
  for (let asked = 0; asked < 1_000; asked += 1) frames.request();
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersToNextFrame();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
});

test("it keeps to the screen's frames, not to a time of its own", () => {
  const run = vi.fn();
  const frames = new Frames(run);
  vi.advanceTimersByTime(10);
  frames.request();
  vi.advanceTimersToNextFrame();
  expect(run).toHaveBeenCalledTimes(1);
  expect(performance.now()).toBe(16);
});

test("what is asked for during a run is done in the frame after it", () => {
  let runs = 0;
  const frames = new Frames(() => {
    runs += 1;
    if (runs === 1) frames.request();
  });
  frames.request();
  vi.advanceTimersToNextFrame();
  expect(runs).toBe(1);
  vi.advanceTimersToNextFrame();
  expect(runs).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});

test("while the page is hidden it runs once a second", () => {
  show("hidden");
  const run = vi.fn();
  const frames = new Frames(run);
  frames.request();
  vi.advanceTimersByTime(999);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test("what is due when the page is hidden is put off, for no frame will come", () => {
  const run = vi.fn();
  const frames = new Frames(run);
  frames.request();
  show("hidden");
  frames.visibilityChanged();
  vi.advanceTimersByTime(900);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(1);
});

test("what is due when the page is shown again is done at once, and once", () => {
  show("hidden");
  const run = vi.fn();
  const frames = new Frames(run);
  frames.request();
  show("visible");
  frames.visibilityChanged();
  expect(run).toHaveBeenCalledTimes(1);
  frames.visibilityChanged();
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(1);
});

test("without a screen it runs every 16 ms", () => {
  vi.stubGlobal("requestAnimationFrame", undefined);
  vi.stubGlobal("document", undefined);
  const run = vi.fn();
  new Frames(run).request();
  vi.advanceTimersByTime(15);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test("a flush runs now and takes what was due with it; a cancel leaves nothing to run", () => {
  const run = vi.fn();
  const frames = new Frames(run);
  frames.request();
  frames.flush();
  expect(run).toHaveBeenCalledTimes(1);
  frames.request();
  frames.cancel();
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
