// The lab's waits are bounded, even in a process that is starved by itself or by others.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { until } from "../../lab/waiting.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => false;

test("a condition that never holds is given up when its time is over", async () => {
  const begun = performance.now();
  const waiting = until(never, 1_000, { every: 10 });
  await vi.runAllTimersAsync();
  expect(await waiting).toBe(false);
  expect(performance.now() - begun).toBeCloseTo(1_000, -2);
});

/**
 * Milliseconds that `until` waits for a condition that never holds, in a process that is late at these moments, in
 * milliseconds since its beginning.
 */
async function waits(isLate: (at: number) => boolean): Promise<number> {
  const begun = performance.now();
  const elapsed = (): number => performance.now() - begun;
  let total = 0;
  const lag = {
    get total() {
      if (isLate(elapsed())) total += 1;
      return total;
    },
  };
  const waiting = until(never, 5_000, { every: 10, lag });
  await vi.runAllTimersAsync();
  expect(await waiting).toBe(false);
  return elapsed();
}

test("a process that is on time waits no longer than one without a lag measurement", async () => {
  expect(await waits(() => false)).toBeCloseTo(5_000, -2);
});

test("time in which the process is late counts a tenth, so that it ends all the same", async () => {
  expect(await waits(() => true)).toBeCloseTo(50_000, -2);
});

test("the second after it counts a tenth too: no link of short timings is up again before", async () => {
  // Late every half a second, beginning after half a second.
  expect(await waits((at) => at % 500 < 10)).toBeCloseTo(500 + 45_000, -3);
  expect(await waits((at) => at < 100)).toBeGreaterThan(5_900);
  expect(await waits((at) => at < 100)).toBeLessThan(6_100);
});

test("without any time the condition is checked once", async () => {
  const check = vi.fn(never);
  expect(await until(check, 0)).toBe(false);
  expect(check).toHaveBeenCalledTimes(1);
});
