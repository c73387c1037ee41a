// Some failures are tried again; the trying ends in one way.
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { persist, retry } from "./retry.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("an attempt that fails with a TypeError is tried again as any other, and the last one's own error is the cause", async () => {
  const mistake = new TypeError("fetch failed");
  const attempt = vi.fn(() => Promise.reject(mistake));
  const failed = retry(attempt, { retries: 2, delay: 10, maxDelay: 100 }).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  expect(attempt).toHaveBeenCalledTimes(3);
  expect(await failed).toMatchObject({ message: "fetch failed", cause: mistake });
});

it("what is given up ends without an error; what fails in the telling of a failure does not go unheard", async () => {
  const leaving = new AbortController();
  const onFailed = vi.fn();
  const left = persist(() => Promise.reject(new Error("no")), { delay: 10, signal: leaving.signal, onFailed });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(onFailed.mock.calls.length).toBeGreaterThan(5);
  leaving.abort();
  await vi.runAllTimersAsync();
  expect(await left).toBeUndefined();

  const broken = persist(() => Promise.reject(new Error("no")), {
    delay: 10,
    signal: new AbortController().signal,
    onFailed: () => {
      throw new Error("told wrong");
    },
  }).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  expect(await broken).toMatchObject({ message: "told wrong" });
});

it.each([
  [0, 1_000],
  [0.5, 1_500],
])("waits are jittered: with %d drawn, the first attempt after a failure comes after %d ms", async (drawn, wait) => {
  const random = vi.spyOn(Math, "random").mockReturnValue(drawn);
  onTestFinished(() => random.mockRestore());
  const attempt = vi.fn(() => Promise.reject(new Error("no")));
  const leaving = new AbortController();
  const left = persist(attempt, { delay: 1_000, signal: leaving.signal, onFailed: () => undefined });
  await vi.advanceTimersByTimeAsync(wait - 1);
  expect(attempt).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(attempt).toHaveBeenCalledTimes(2);
  leaving.abort();
  await left;
});
