import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { INITIAL_STATE, type O2State } from "../store/state.ts";
import { Throttle } from "./Throttle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A throttle of 100 ms over a store, of which one number is shown; below 0 it is urgent. */
function openThrottle() {
  const store = createStore<O2State>(() => INITIAL_STATE);
  const throttle = new Throttle(store, 100);
  const read = throttle.hold(
    ({ now }) => now,
    (_, next = 0) => next < 0,
  );
  return {
    throttle,
    read: () => read(store.getState()),
    set: (now: number) => store.setState({ now }),
  };
}

it("shows the first news at once, then the newest when the time is over, and tells of that", () => {
  const { throttle, read, set } = openThrottle();
  set(1);
  expect(read()).toBe(1);
  const notify = vi.fn();
  throttle.subscribe(notify);
  set(2);
  expect(read()).toBe(2);
  set(3);
  set(4);
  expect(read()).toBe(2);
  notify.mockClear();
  vi.advanceTimersByTime(99);
  expect(notify).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(notify).toHaveBeenCalledTimes(1);
  expect(read()).toBe(4);
});

it("tells of nothing when the time is over and nothing came", () => {
  const { throttle, read, set } = openThrottle();
  read();
  const notify = vi.fn();
  throttle.subscribe(notify);
  set(1);
  read();
  notify.mockClear();
  vi.advanceTimersByTime(1_000);
  expect(notify).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it("shows what is urgent at once, and the next after the time from then on", () => {
  const { throttle, read, set } = openThrottle();
  read();
  const notify = vi.fn();
  throttle.subscribe(notify);
  set(1);
  read();
  vi.advanceTimersByTime(60);
  set(-1);
  expect(read()).toBe(-1);
  set(2);
  expect(read()).toBe(-1);
  vi.advanceTimersByTime(99);
  expect(read()).toBe(-1);
  vi.advanceTimersByTime(1);
  expect(read()).toBe(2);
});

it("has no timer where nothing is mounted, whatever is read", () => {
  const { throttle, read, set } = openThrottle();
  read();
  set(1);
  expect(read()).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
  const stop = throttle.subscribe(() => undefined);
  set(2);
  read();
  expect(vi.getTimerCount()).toBe(1);
  stop();
  expect(vi.getTimerCount()).toBe(0);
  set(3);
  expect(read()).toBe(3);
  expect(vi.getTimerCount()).toBe(0);
});
