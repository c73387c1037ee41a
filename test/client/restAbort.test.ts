// REST reads that their callers abort: they reject with the signal's own reason, at once, and leave nothing behind.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failure, page } from "../support/rest.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a read given up", () => {
  const reasons: [string, unknown][] = [
    ["an Error", new Error("unmounted")],
    ["a word", "unmounted"],
    ["no reason given", undefined],
  ];

  it.each(reasons)("before it began asks for nothing: %s", async (_, reason) => {
    const { rest, asked } = page();
    const signal = AbortSignal.abort(reason);
    expect(await failure(rest.markets({ signal }))).toBe(signal.reason);
    expect(asked).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(reasons)("in flight rejects at once and frees its place: %s", async (_, reason) => {
    const { rest, asked } = page({ maxRequests: 1 }, 500);
    const controller = new AbortController();
    const failed = failure(rest.markets({ signal: controller.signal }));
    const next = rest.markets();
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual([0]);
    controller.abort(reason);
    expect(await failed).toBe(controller.signal.reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([0, 500]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await next).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(reasons)("while it waits for its turn rejects at once and never asks: %s", async (_, reason) => {
    const { rest, asked } = page({ maxRequests: 1 }, 500);
    const controller = new AbortController();
    const first = rest.markets();
    const failed = failure(rest.markets({ signal: controller.signal }));
    const last = rest.markets();
    await vi.advanceTimersByTimeAsync(500);
    controller.abort(reason);
    expect(await failed).toBe(controller.signal.reason);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await first).toHaveLength(3);
    expect(await last).toHaveLength(3);
    expect(asked).toEqual([0, 1_000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(reasons)("between two attempts rejects at once and asks no more: %s", async (_, reason) => {
    const { rest, exchange, asked } = page();
    const controller = new AbortController();
    exchange.faults.rest({ status: 500, times: 100 });
    const failed = failure(rest.markets({ signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(100);
    expect(vi.getTimerCount()).toBe(1);
    controller.abort(reason);
    expect(await failed).toBe(controller.signal.reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(asked).toEqual([0]);
  });
});
