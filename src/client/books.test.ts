// When a wrong book may be asked for anew.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Books } from "./books.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a clock set back an hour does not keep a wrong book from being asked for again", () => {
  const market = "0x1";
  let skew = 0;
  const serve = (): void => {
    books.start(market, false);
    books.apply({ action: "subscribe_depth", market_id: market, view: { bids: [], asks: [] } });
  };
  const contradict = (): void => {
    books.apply({
      action: "subscribe_depth_update",
      market_id: market,
      changes: { bids: [{ price: 1n, quantity: -1n }], asks: [] },
    });
  };
  const books: Books = new Books({
    snapshotTimeout: 10_000,
    minResyncDelay: 1_000,
    maxResyncDelay: 60_000,
    now: () => Date.now() + skew,
    renew: serve,
    onDoubt: () => undefined,
    onChange: () => undefined,
  });
  serve();
  contradict();
  vi.advanceTimersByTime(10);
  expect(books.resyncs).toBe(1);
  skew = -3_600_000;
  contradict();
  vi.advanceTimersByTime(60_000);
  expect(books.resyncs).toBe(2);
});
