// Waiting of the lab: bounded also in a process that is starved, by itself or by others.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { until } from "../../lab/waiting.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => false;

test("what never holds is given up when its time is over", async () => {
  const begun = performance.now();
  const waiting = until(never, 1_000, { every: 10 });
  await vi.runAllTimersAsync();
  expect(await waiting).toBe(false);
  expect(performance.now() - begun).toBeCloseTo(1_000, -2);
});

test("time in which the process is late counts a tenth, so that it ends all the same", async () => {
  const begun = performance.now();
  const lag = {
    get total() {
      return performance.now();
    },
  };
  const waiting = until(never, 1_000, { every: 10, lag });
  await vi.runAllTimersAsync();
  expect(await waiting).toBe(false);
  expect(performance.now() - begun).toBeCloseTo(10_000, -2);
});

test("with no time at all it is looked at once", async () => {
  const check = vi.fn(never);
  expect(await until(check, 0)).toBe(false);
  expect(check).toHaveBeenCalledTimes(1);
});
