// The time for which an engine in another thread is believed.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LEASE, Lease } from "./Lease.ts";

const clock = { now: 0, monotonic: 0 };
const lapsed = vi.fn();
let lease: Lease;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Object.assign(clock, { now: 1_000_000, monotonic: 5_000 });
  lease = new Lease(lapsed, { now: () => clock.now, monotonic: () => clock.monotonic });
});
afterEach(() => {
  lease.stop();
  vi.useRealTimers();
});

/** Both clocks and the timers go on. */
function pass(milliseconds: number): void {
  clock.now += milliseconds;
  clock.monotonic += milliseconds;
  vi.advanceTimersByTime(milliseconds);
}

test("it begins when the view was asked for, not when it came, and lapses once", () => {
  lease.asked();
  pass(4_000);
  lease.renew();
  expect(lease.isValid).toBe(true);
  pass(LEASE - 4_001);
  expect([lease.isValid, lapsed.mock.calls.length]).toEqual([true, 0]);
  pass(1);
  expect([lease.isValid, lapsed.mock.calls]).toEqual([false, [[1_000_000]]]);
  pass(10 * LEASE);
  expect(lapsed).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("each view that was asked for makes it longer", () => {
  for (let view = 0; view < 10; view += 1) {
    lease.asked();
    pass(LEASE / 3);
    lease.renew();
  }
  expect(lapsed).not.toHaveBeenCalled();
  pass(LEASE);
  expect(lapsed).toHaveBeenCalledTimes(1);
});

test.each([
  ["is set back by an hour", { now: LEASE - 3_600_000, monotonic: LEASE }],
  ["stands still while the machine sleeps", { now: LEASE, monotonic: 0 }],
])("the other clock counts where one %s", (_, { now, monotonic }) => {
  lease.asked();
  lease.renew();
  clock.now += now;
  clock.monotonic += monotonic;
  expect(lease.isValid).toBe(false);
  lease.check();
  expect(lapsed).toHaveBeenCalledTimes(1);
});

test("a view that waited in a frozen page proves nothing when the page goes on", () => {
  lease.asked();
  // The page is frozen: no timer runs.
  clock.now += 600_000;
  clock.monotonic += 600_000;
  lease.renew();
  expect(lease.isValid).toBe(false);
  lease.check();
  expect(lapsed).toHaveBeenCalledTimes(1);
});

test("it is not valid before the first view, and leaves no timer once it is stopped", () => {
  expect(lease.isValid).toBe(false);
  lease.check();
  lease.asked();
  lease.renew();
  lease.stop();
  expect([lease.isValid, vi.getTimerCount(), lapsed.mock.calls.length]).toEqual([false, 0, 0]);
});
