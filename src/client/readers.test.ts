// Whose an update is, and what a reader gets to see of it. What is held at the server is made up.
import { expect, it } from "vitest";
import type { Identity, Order } from "./entities.ts";
import type { DepthUpdate, OrderUpdate, Topic } from "./protocol.ts";
import { atPrecision, Readers } from "./readers.ts";

const ADA: Identity = { ContractId: `0x${"a".repeat(64)}` };
const BOB: Identity = { ContractId: `0x${"b".repeat(64)}` };
const EVE: Identity = { ContractId: `0x${"e".repeat(64)}` };

function reading() {
  const released: Topic[] = [];
  const readers = new Readers(10, { precision: () => 1, isOnly: () => false, isHeld: () => false }, (topics) =>
    released.push(...topics),
  );
  return { readers, released };
}
const orders = (...accounts: Identity[]): OrderUpdate =>
  ({ action: "subscribe_orders", orders: accounts.map((account) => ({ account }) as Order) }) as OrderUpdate;

it("a reader of several accounts hears of each, of nobody else, and of an update that is empty", async () => {
  const { readers } = reading();
  const topics = [ADA, BOB].map((identity) => ({ channel: "orders", identity }) as const);
  const stream = readers.open("orders", topics, () => ({}));
  const first = stream.next();
  for (const update of [orders(EVE), orders(BOB, EVE), orders(ADA), orders()]) readers.deliver(update);
  const heard: unknown[] = [];
  for (const step of [first, stream.next(), stream.next()])
    heard.push((await step).value?.orders.map(({ account }) => account));
  expect(heard).toEqual([[BOB], [ADA], []]);
});

it("a reader begins with the first update it gets, and is nobody's once it has ended", async () => {
  const { readers, released } = reading();
  const topic = { channel: "trades", market: "0x1" } as const;
  const stream = readers.open("trades", [topic], () => ({}));
  expect(readers.follow("trades", "0x1")).toBe(false);
  const first = stream.next();
  expect(readers.follow("trades", "0x1")).toBe(true);
  readers.deliver({ action: "subscribe_trades", market_id: "0x1", trades: [] });
  expect(await first).toMatchObject({ value: { market_id: "0x1" } });
  await stream.return();
  expect([readers.follow("trades", "0x1"), released]).toEqual([false, [topic]]);
});

it("changes that come to nothing at a coarser precision are none, and a book that is not held is nobody's", () => {
  const change = (...quantities: bigint[]): DepthUpdate => ({
    action: "subscribe_depth_update",
    market_id: "0x1",
    changes: { bids: quantities.map((quantity, at) => ({ price: 101n + BigInt(at), quantity })), asks: [] },
  });
  expect(atPrecision(change(5n, -5n), 2, 1)).toBeUndefined();
  expect(atPrecision(change(5n, -4n), 2, 1)?.changes?.bids).toEqual([{ price: 100n, quantity: 1n }]);
  expect(atPrecision(change(5n), 2, undefined)).toBeUndefined();
});
