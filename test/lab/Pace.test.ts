// The pace of a far end's traffic.
import { expect, onTestFinished, test, vi } from "vitest";
import { Pace } from "../../lab/far/Pace.ts";

function paced(rate: number, pay = (most: number) => Math.ceil(most)) {
  vi.useFakeTimers();
  let done = 0;
  const pace = new Pace(rate, (most) => {
    const paid = pay(most);
    done += paid;
    return paid;
  });
  onTestFinished(() => {
    pace.stop();
    vi.useRealTimers();
  });
  return { pace, done: () => done };
}

test("the given number a second, even if that is less than one a beat", () => {
  const { done } = paced(500);
  vi.advanceTimersByTime(2_000);
  expect(done()).toBe(1_000);
  const slow = paced(3);
  vi.advanceTimersByTime(10_000);
  expect(slow.done()).toBeGreaterThanOrEqual(30);
  expect(slow.done()).toBeLessThanOrEqual(31);
});

test("nothing in a pause, which is made up for at twice the rate", () => {
  const { pace, done } = paced(500);
  vi.advanceTimersByTime(1_000);
  pace.pause();
  vi.advanceTimersByTime(1_000);
  expect(done()).toBe(500);
  pace.resume();
  vi.advanceTimersByTime(500);
  expect(done()).toBe(1_000);
  vi.advanceTimersByTime(1_500);
  expect(done()).toBe(2_000);
});

test("work that could not be done stays owed, and surplus work is subtracted", () => {
  let isOpen = false;
  const { done } = paced(100, (most) => (isOpen ? Math.ceil(most) + 2 : 0));
  vi.advanceTimersByTime(1_000);
  expect(done()).toBe(0);
  isOpen = true;
  vi.advanceTimersByTime(3_000);
  expect(done()).toBeGreaterThanOrEqual(400);
  expect(done()).toBeLessThanOrEqual(403);
});
