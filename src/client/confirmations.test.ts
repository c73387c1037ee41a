// Subscriptions that the server does not answer: when they count as taken, and when they are asked for again.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Confirmations } from "./confirmations.ts";
import type { Slot } from "./wire.ts";

const trades: Slot = { channel: "trades", market: "0x1" };
const others: Slot = { channel: "trades", market: "0x2" };
const orders: Slot = { channel: "orders", identities: [] };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function confirming() {
  const again = vi.fn<(slot: Slot) => void>();
  const confirmations = new Confirmations({ minDelay: 1_000, maxDelay: 8_000, again });
  const asked = (milliseconds: number) => {
    again.mockClear();
    vi.advanceTimersByTime(milliseconds);
    return again.mock.calls.map(([slot]) => slot);
  };
  return { confirmations, asked };
}

it("what was sent and read is taken, once; what was not sent is not", () => {
  const { confirmations, asked } = confirming();
  confirmations.add([trades, orders]);
  expect(confirmations.confirm([trades, others])).toEqual([trades]);
  expect(confirmations.confirm([trades, orders])).toEqual([orders]);
  expect(asked(60_000)).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it("a refusal is of what was sent in that market, without one of all that was sent, and may come some moments after it was read", () => {
  const { confirmations, asked } = confirming();
  confirmations.add([trades, others, orders]);
  confirmations.confirm([trades]);
  vi.advanceTimersByTime(999);
  expect(confirmations.refuse("0x1")).toEqual([trades]);
  // Which market it was about, the server need not say.
  expect(confirmations.refuse(undefined)).toEqual([others, orders]);
  expect(confirmations.refuse(undefined)).toEqual([]);
  expect(confirmations.confirm([trades, others, orders])).toEqual([]);
  expect(asked(999)).toEqual([]);
  expect(asked(1)).toEqual([trades, others, orders]);
});

it("what was read a moment ago and not refused cannot be refused any more", () => {
  const { confirmations, asked } = confirming();
  confirmations.add([trades]);
  confirmations.confirm([trades]);
  vi.advanceTimersByTime(1_000);
  expect(confirmations.refuse("0x1")).toEqual([]);
  expect(asked(60_000)).toEqual([]);
});

it("it is asked for again with waits that double to the longest while it is refused, and from the first one on once it was taken", () => {
  const { confirmations, asked } = confirming();
  for (const wait of [1_000, 2_000, 4_000, 8_000, 8_000]) {
    confirmations.add([trades]);
    confirmations.refuse("0x1");
    expect(asked(wait - 1)).toEqual([]);
    expect(asked(1)).toEqual([trades]);
  }
  confirmations.add([trades]);
  confirmations.confirm([trades]);
  vi.advanceTimersByTime(1_000);
  confirmations.add([trades]);
  confirmations.refuse("0x1");
  expect(asked(999)).toEqual([]);
  expect(asked(1)).toEqual([trades]);
});

it("one that is about to be asked for is asked for once, however often it is refused or doubted meanwhile", () => {
  const { confirmations, asked } = confirming();
  confirmations.add([trades]);
  confirmations.refuse("0x1");
  confirmations.doubt([{ ...trades }]);
  expect(asked(60_000)).toEqual([trades]);
});

it("what is in doubt is asked for at once, then with waits", () => {
  const { confirmations, asked } = confirming();
  confirmations.doubt([trades, orders]);
  expect(asked(0)).toEqual([trades, orders]);
  confirmations.doubt([trades]);
  expect(asked(1_999)).toEqual([]);
  expect(asked(1)).toEqual([trades]);
});

it("with the link goes all that was sent, read and due; how often it failed is remembered", () => {
  const { confirmations, asked } = confirming();
  confirmations.add([trades, orders]);
  confirmations.confirm([orders]);
  confirmations.refuse("0x1");
  confirmations.add([others]);
  confirmations.lost();
  expect([
    vi.getTimerCount(),
    confirmations.refuse(undefined),
    confirmations.refuse("0x2"),
    confirmations.confirm([others]),
  ]).toEqual([0, [], [], []]);
  expect(asked(60_000)).toEqual([]);
  confirmations.add([trades]);
  confirmations.refuse("0x1");
  expect(asked(1_999)).toEqual([]);
  expect(asked(1)).toEqual([trades]);
});
