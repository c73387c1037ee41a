// The changes of own orders while the page's clock is set: each look tells the moment of the mount by its own clock.
import type { O2State, Order } from "o2-react";
import { expect, test } from "vitest";
import { NO_ORDERS } from "../../src/store/channels/heldOrders.ts";
import { OrderLedger } from "../../src/store/OrderLedger.ts";
import { INITIAL_STATE } from "../../src/store/state.ts";

const HOUR = 3_600_000;
const ID = `0x${"1".repeat(64)}`;

/** A state in which these are all orders of the account. */
function stateWith(...orders: readonly Order[]): O2State {
  const held = { ...NO_ORDERS, orders, isFilled: true, isRead: true };
  const entry = { data: orders, held, isLive: true, isComplete: true };
  return { ...INITIAL_STATE, orders: { [`ContractId:${ID}`]: entry } } as unknown as O2State;
}

const closed = (order_id: string, timestamp: number): Order =>
  ({ order_id, timestamp: String(timestamp), side: "buy", close: true, quantity_fill: 5n }) as unknown as Order;

test.each([HOUR, -HOUR])("a clock that was off by %i ms at the first look loses and adds nothing later", (off) => {
  const ledger = new OrderLedger();
  const now = Date.now();
  ledger.follow([{ channel: "orders", identity: { ContractId: ID } }], performance.now() - 1_000);
  expect(ledger.look(stateWith(), now + off)).toEqual([]);
  const [news, old] = [closed("0xa", now + 50), closed("0xb", now - 10_000)];
  // A page of history brings the older one.
  expect(ledger.look(stateWith(news, old), now + 100)).toMatchObject([{ order: news, filled: 5n }]);
});
