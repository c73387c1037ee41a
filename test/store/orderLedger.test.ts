// The changes of own orders while the page's clock is set: each look tells the moment of the mount by its own clock.
import type { O2State, Order } from "o2-react";
import { expect, onTestFinished, test, vi } from "vitest";
import { type HeldOrders, NO_ORDERS } from "../../src/store/channels/heldOrders.ts";
import { OrderLedger } from "../../src/store/OrderLedger.ts";
import { INITIAL_STATE } from "../../src/store/state.ts";

const HOUR = 3_600_000;
const ID = `0x${"1".repeat(64)}`;

/** A state in which these are all orders of the account. */
function stateWith(...orders: readonly Order[]): O2State {
  return stateOf({ orders });
}

/** The same, with more that is known of them. */
function stateOf(known: Partial<HeldOrders> & Pick<HeldOrders, "orders">): O2State {
  const held = { ...NO_ORDERS, isFilled: true, isRead: true, ...known };
  const entry = { data: held.orders, held, isLive: true, isComplete: true };
  return { ...INITIAL_STATE, orders: { [`ContractId:${ID}`]: entry } } as unknown as O2State;
}

const closed = (order_id: string, timestamp: number): Order =>
  ({ order_id, timestamp: String(timestamp), side: "buy", close: true, quantity_fill: 5n }) as unknown as Order;

const topics = [{ channel: "orders", identity: { ContractId: ID } }] as const;

test.each([HOUR, -HOUR])(
  "a clock that is off by %i ms until the exchange says its time loses and adds nothing later",
  (off) => {
    const ledger = new OrderLedger();
    const now = Date.now();
    const ours = vi.spyOn(Date, "now").mockReturnValue(now + off);
    onTestFinished(() => ours.mockRestore());
    ledger.follow(topics, performance.now() - 1_000);
    expect(ledger.look(stateWith(), undefined)).toEqual([]);
    const [news, old] = [closed("0xa", now + 50), closed("0xb", now - 10_000)];
    // A page of history brings the older one.
    expect(ledger.look(stateWith(news, old), now + 100)).toMatchObject([{ order: news, filled: 5n }]);
  },
);

test("what was placed and closed while the machine slept is told, though the time that passes stood still", () => {
  const ledger = new OrderLedger();
  const now = Date.now();
  ledger.follow(topics, performance.now() - 1_000);
  expect(ledger.look(stateWith(closed("0xa", now - 60_000)), now)).toEqual([]);
  const slept = closed("0xb", now + HOUR / 2);
  expect(ledger.look(stateWith(slept, closed("0xc", now - 10_000)), now + HOUR)).toMatchObject([
    { order: slept, filled: 5n },
  ]);
  const later = closed("0xd", now + HOUR / 2 + 1);
  expect(ledger.look(stateWith(later, slept), now + HOUR)).toMatchObject([{ order: later }]);
});

test("an order that was on the way at the mount, and is over when it is seen first, is told; an older one that a page or a filled gap brings is not", () => {
  const ledger = new OrderLedger();
  const now = Date.now();
  // All that closed since a second before the mount was told or read.
  const since = now - 1_000;
  ledger.follow(topics, performance.now());
  expect(ledger.look(stateOf({ orders: [], since }), now)).toEqual([]);
  // The stream tells how it ended, a moment after the mount; it was placed before anything was read.
  const streamed = closed("0xa", now - 1_001);
  const told = stateOf({ orders: [streamed], closings: new Set(["0xa"]), since });
  expect(ledger.look(told, now)).toEqual([{ order: streamed, previous: undefined, filled: 5n, missed: false }]);
  const ofPage = closed("0xb", now - 1_002);
  const paged = stateOf({ orders: [streamed, ofPage], closings: new Set(["0xa"]), since });
  expect(ledger.look(paged, now)).toEqual([]);
  // The link was lost with its first message. One from before the reading comes with the gap, too.
  const [missed, old] = [closed("0xc", now - 5), closed("0xd", now - 1_003)];
  const filled = stateOf({
    orders: [missed, streamed, ofPage, old],
    closings: new Set(["0xa", "0xc", "0xd"]),
    ...{ since: now, gaps: 1 },
  });
  expect(ledger.look(filled, now)).toEqual([{ order: missed, previous: undefined, filled: 5n, missed: true }]);
  expect(ledger.look(stateOf({ orders: [missed] }), now)).toEqual([]);
});

test("an order that was evicted before the mount is not told when a page brings it again", () => {
  const ledger = new OrderLedger();
  const now = Date.now();
  ledger.follow(topics, performance.now());
  const since = now - 1_000;
  expect(ledger.look(stateOf({ orders: [], since, line: now - 100 }), now)).toEqual([]);
  const evicted = closed("0xa", now - 200);
  expect(ledger.look(stateOf({ orders: [evicted], since, line: now - 100 }), now)).toEqual([]);
});

test("an order of the very millisecond of the mount that was not known then is told", () => {
  const ledger = new OrderLedger();
  const now = vi.spyOn(performance, "now").mockReturnValue(5_000);
  onTestFinished(() => now.mockRestore());
  ledger.follow(topics, 4_000);
  expect(ledger.look(stateOf({ orders: [] }), 1_700_000_000_000)).toEqual([]);
  const order = closed("0xa", 1_699_999_999_000);
  expect(ledger.look(stateOf({ orders: [order], gaps: 1 }), 1_700_000_000_000)).toMatchObject([{ order }]);
});
