// Whose an update is, and what a reader gets to see of it. What is held at the server is made up.
import { expect, it } from "vitest";
import type { Identity, Order } from "./entities.ts";
import type { O2Error } from "./errors.ts";
import { O2ServerError } from "./feedErrors.ts";
import type { DepthUpdate, OrderUpdate, RecordUpdate, Topic } from "./protocol.ts";
import { atPrecision, Readers, type ReadSession } from "./readers.ts";

const ADA: Identity = { ContractId: `0x${"a".repeat(64)}` };
const BOB: Identity = { ContractId: `0x${"b".repeat(64)}` };
const EVE: Identity = { ContractId: `0x${"e".repeat(64)}` };

function reading() {
  const released: Topic[] = [];
  const reported: O2Error[] = [];
  const session: ReadSession = {
    subscriptions: { precision: () => 1, isOnly: () => false, isHeld: () => false },
    release: (topics) => released.push(...topics),
    report: (error) => reported.push(error),
  };
  const readers = new Readers(10, session, () => undefined);
  return { readers, released, reported, say: (update: RecordUpdate) => readers.hear({ type: "update", update }) };
}
const orders = (...accounts: Identity[]): OrderUpdate =>
  ({ action: "subscribe_orders", orders: accounts.map((account) => ({ account }) as Order) }) as OrderUpdate;

it("a reader of several accounts hears of each, of nobody else, and of an update that is empty", async () => {
  const { readers, say } = reading();
  const topics = [ADA, BOB].map((identity) => ({ channel: "orders", identity }) as const);
  const stream = readers.open("orders", topics, () => ({}));
  const first = stream.next();
  for (const update of [orders(EVE), orders(BOB, EVE), orders(ADA), orders()]) say(update);
  const heard: unknown[] = [];
  for (const step of [first, stream.next(), stream.next()])
    heard.push((await step).value?.orders.map(({ account }) => account));
  expect(heard).toEqual([[BOB], [ADA], []]);
});

it("a reader begins with the first update it gets, and is nobody's once it has ended", async () => {
  const { readers, released, reported, say } = reading();
  const topic = { channel: "trades", market: "0x1" } as const;
  const rejected = (market: string) => {
    const slot = { channel: "trades", market } as const;
    readers.hear({ type: "rejected", slot, error: new O2ServerError("no", 2000, market), retryAt: undefined });
    return reported.splice(0).length;
  };
  const stream = readers.open("trades", [topic], () => ({}));
  expect(rejected("0x1")).toBe(0);
  const first = stream.next();
  expect([rejected("0x1"), rejected("0x2")]).toEqual([1, 0]);
  say({ action: "subscribe_trades", market_id: "0x1", trades: [] });
  expect(await first).toMatchObject({ value: { market_id: "0x1" } });
  await stream.return();
  expect([rejected("0x1"), released]).toEqual([0, [topic]]);
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
