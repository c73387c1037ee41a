// @vitest-environment happy-dom
// Some moments are taken for a wake-up, and others are not.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { thisPage } from "./page.ts";
import { watchWake } from "./wake.ts";

const onDoubt = vi.fn();
const onDead = vi.fn();
const clock = { skew: 0 };
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  clock.skew = 0;
  stop = watchWake({ now: () => Date.now() + clock.skew, page: thisPage, onDoubt: () => onDoubt(), onDead });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  Reflect.deleteProperty(document, "visibilityState");
});
const show = (visibilityState: string): void => {
  Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
};

it.each([
  ["the network comes", () => dispatchEvent(new Event("online"))],
  ["the network goes", () => dispatchEvent(new Event("offline"))],
  ["the page goes on", () => document.dispatchEvent(new Event("resume"))],
  ["the page is shown", () => document.dispatchEvent(new Event("visibilitychange"))],
])("a link is in doubt when %s, until nobody watches", (_, happen) => {
  show("visible");
  happen();
  expect([onDoubt.mock.calls.length, onDead.mock.calls.length]).toEqual([1, 0]);
  stop();
  happen();
  expect(onDoubt).toHaveBeenCalledTimes(1);
});

it("a page that is hidden says nothing about the link", () => {
  show("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(onDoubt).not.toHaveBeenCalled();
});

it("also where somebody in the page stops the event on its way", () => {
  document.body.addEventListener("resume", (event) => event.stopPropagation());
  document.body.dispatchEvent(new Event("resume", { bubbles: true }));
  expect(onDoubt).toHaveBeenCalledTimes(1);
});

it("a page restored from the back-forward cache has a dead link, one that was loaded has not", () => {
  const shown = (persisted: boolean) => dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
  shown(false);
  expect(onDead).not.toHaveBeenCalled();
  shown(true);
  expect(onDead).toHaveBeenCalledExactlyOnceWith("the page was restored from the back-forward cache");
  stop();
  shown(true);
  expect(onDead).toHaveBeenCalledTimes(1);
});

it.each([
  ["on by more than five seconds", 5_001, 1],
  ["back by more than five seconds", -5_001, 1],
  ["on by five seconds", 5_000, 0],
  ["back by five seconds", -5_000, 0],
])("a clock that went %s: doubts", (_, skew, doubts) => {
  vi.advanceTimersByTime(20_000);
  expect(onDoubt).not.toHaveBeenCalled();
  clock.skew = skew;
  vi.advanceTimersByTime(2_000);
  expect(onDoubt).toHaveBeenCalledTimes(doubts);
  vi.advanceTimersByTime(20_000);
  expect(onDoubt).toHaveBeenCalledTimes(doubts);
});

it("nothing is left when nobody watches any more", () => {
  expect(vi.getTimerCount()).toBe(1);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

it("without a page the clock alone is watched", () => {
  stop();
  for (const missing of ["addEventListener", "document"]) {
    vi.stubGlobal(missing, undefined);
    stop = watchWake({ now: () => Date.now() + clock.skew, page: thisPage, onDoubt: () => onDoubt(), onDead });
    vi.unstubAllGlobals();
    dispatchEvent(new Event("online"));
    expect(onDoubt).not.toHaveBeenCalled();
    stop();
  }
});

it("stops watching a page that is gone", () => {
  for (const gone of ["document", "removeEventListener"]) vi.stubGlobal(gone, undefined);
  expect(stop).not.toThrow();
});
