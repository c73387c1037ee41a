import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { order, trade } from "../../test/support/made.ts";
import type { Balance, Order, Trade } from "../client/entities.ts";
import { addTrades, newerNonce, newestFirst, upsertBalances } from "./merge.ts";
import { mergeOrders } from "./mergeOrders.ts";
import { upsertOrders } from "./upsertOrders.ts";

const balance = (asset: string, total_unlocked: bigint): Balance => ({
  identity: { ContractId: "0x1" },
  asset_id: asset,
  total_locked: 0n,
  total_unlocked,
  trading_account_balance: 0n,
  order_books: {},
});
const tradeIds = (trades: readonly Trade[]) => trades.map(({ trade_id }) => trade_id);
const orderIds = (orders: readonly Order[]) => orders.map(({ order_id }) => order_id);

test("new trades come before the held ones, newest first", () => {
  expect(tradeIds(addTrades([trade(2), trade(1)], [trade(3), trade(4)], 10))).toEqual(["4", "3", "2", "1"]);
});

test("trades of one millisecond keep the server's order, whatever their ids", () => {
  expect(tradeIds(addTrades([trade(9, 5)], [trade(2, 5), trade(30, 5)], 10))).toEqual(["2", "30", "9"]);
  expect(tradeIds(addTrades([trade(9, 5)], [trade(30, 5), trade(2, 5)], 10))).toEqual(["30", "2", "9"]);
});

test("trades that come between known ones of the same millisecond stand between them", () => {
  const held = [trade(7, 5), trade(1, 5), trade(8, 5)];
  expect(tradeIds(addTrades(held, [trade(7, 5), trade(4, 5), trade(1, 5)], 10))).toEqual(["7", "4", "1", "8"]);
  expect(tradeIds(addTrades(held, [trade(8, 5), trade(9, 5)], 10))).toEqual(["7", "1", "8", "9"]);
  expect(tradeIds(addTrades(held, [trade(3, 6), trade(8, 5), trade(9, 5)], 10))).toEqual(["3", "7", "1", "8", "9"]);
});

test("a list that has known trades in another order than they are held in changes nothing of that order", () => {
  const held = [trade(1, 5), trade(2, 5)];
  expect(tradeIds(addTrades(held, [trade(2, 5), trade(1, 5), trade(3, 5)], 10))).toEqual(["1", "2", "3"]);
});

test("a late trade finds its place", () => {
  expect(tradeIds(addTrades([trade(5), trade(2)], [trade(3)], 10))).toEqual(["5", "3", "2"]);
});

test("a trade that is known, or said twice at once, counts once; where nothing is new the list is the same", () => {
  const held = [trade(2), trade(1)];
  expect(addTrades(held, [trade(1), trade(2)], 10)).toBe(held);
  expect(tradeIds(addTrades(held, [trade(3), trade(3), trade(1)], 10))).toEqual(["3", "2", "1"]);
});

test("a trade that is said again with a later time is the same trade", () => {
  const held = [trade(2), trade(1)];
  expect(addTrades(held, [trade(2, 5)], 10)).toBe(held);
});

test("only the newest trades up to the limit are kept", () => {
  expect(tradeIds(addTrades([trade(2), trade(1)], [trade(3)], 2))).toEqual(["3", "2"]);
  expect(addTrades([], [trade(3)], 0)).toEqual([]);
});

property.prop([fc.array(fc.array(fc.integer({ min: 1, max: 30 })), { maxLength: 8 }), fc.integer({ min: 1, max: 12 })])(
  "in whatever frames trades come, the newest of them are held, each once",
  (frames, limit) => {
    let held: readonly Trade[] = [];
    for (const frame of frames)
      held = addTrades(
        held,
        frame.map((id) => trade(id)),
        limit,
      );
    const all = [...new Set(frames.flat())].sort((a, b) => b - a);
    expect(tradeIds(held)).toEqual(all.slice(0, limit).map(String));
  },
);

test("an order is held in its newest state, newest order first", () => {
  const held = upsertOrders([], [order("0xa", "100"), order("0xb", "200")], 5);
  expect(orderIds(held)).toEqual(["0xb", "0xa"]);
  const next = upsertOrders(held, [order("0xa", "100", { quantity_fill: 1n })], 5);
  expect(next[1]).toMatchObject({ order_id: "0xa", quantity_fill: 1n });
  expect(next[0]).toBe(held[0]);
});

test("an order said again without a change is no change", () => {
  const held = upsertOrders([], [order("0xa", "100", { account: { ContractId: "0x1" } })], 5);
  expect(upsertOrders(held, [order("0xa", "100", { account: { ContractId: "0x1" } })], 5)).toBe(held);
});

test("an order that has ended stays ended, and what was filled stays filled, whatever is said late", () => {
  const part = order("0xa", "100", { quantity_fill: 1n, price_fill: 7n, partially_filled: true });
  const end = order("0xa", "100", { quantity_fill: 2n, price_fill: 8n, close: true });
  const after = (held: Order, said: Order) => upsertOrders([held], [said], 5)[0];
  expect(after(part, order("0xa", "100"))).toBe(part);
  expect(after(part, end)).toBe(end);
  for (const late of [order("0xa", "100"), part, { ...part, close: true }]) expect(after(end, late)).toBe(end);
  // A cancel that was said without the fills before it.
  expect(after(part, order("0xa", "100", { close: true, cancel: true }))).toEqual({
    ...part,
    close: true,
    cancel: true,
  });
  const bare = order("0xa", "100", { quantity_fill: 1n });
  expect(after(bare, order("0xa", "100", { close: true }))).toEqual({ ...bare, close: true });
  expect(after(order("0xa", "100", { close: true }), end)).toBe(end);
});

test("the closed orders are bounded, the open ones are not", () => {
  const said = Array.from({ length: 8 }, (_, index) => order(`0x${index}`, index, { close: index % 2 === 0 }));
  expect(orderIds(upsertOrders([], said, 2))).toEqual(["0x7", "0x6", "0x5", "0x4", "0x3", "0x1"]);
});

test("an order's time may be in seconds or milliseconds, a number, its text, or a date", () => {
  const said = [
    order("0xa", 1_750_000_009),
    order("0xb", "1750000002000"),
    order("0xc", "2025-06-15T15:06:43.000Z"),
    order("0xd", "?"),
  ];
  expect(orderIds(upsertOrders([], said, 5))).toEqual(["0xa", "0xc", "0xb", "0xd"]);
});

test("the orders of several identities are merged, each once, newest first; one identity's list stays itself", () => {
  const one = [order("0xc", 3), order("0xa", 1)];
  expect(mergeOrders([one])).toBe(one);
  expect(mergeOrders([])).toEqual([]);
  expect(orderIds(mergeOrders([one, [order("0xd", 4), order("0xc", 3), order("0xb", 2)]]))).toEqual([
    "0xd",
    "0xc",
    "0xb",
    "0xa",
  ]);
});

test("a balance is held in its newest state, the assets in the order in which they were first heard of", () => {
  const held = upsertBalances([], [balance("0x2", 5n), balance("0x1", 7n)]);
  const next = upsertBalances(held, [balance("0x1", 8n)]);
  expect(next.map(({ asset_id, total_unlocked }) => [asset_id, total_unlocked])).toEqual([
    ["0x2", 5n],
    ["0x1", 8n],
  ]);
  expect(next[0]).toBe(held[0]);
  expect(upsertBalances(next, [balance("0x1", 8n)])).toBe(next);
});

test("a nonce never goes back", () => {
  expect(newerNonce(undefined, 0n)).toBe(0n);
  expect(newerNonce(4n, 5n)).toBe(5n);
  expect(newerNonce(5n, 4n)).toBe(5n);
});

test("among 10,000 open orders a fill is taken in without a sort: of the others no time is looked at", () => {
  let looked = 0;
  const held = Array.from({ length: 10_000 }, (_, index) =>
    Object.defineProperty(order(`0x${index}`, ""), "timestamp", {
      enumerable: true,
      get: () => {
        looked += 1;
        return String(20_000 - index);
      },
    }),
  );
  const next = upsertOrders(held, [order("0x5000", "15000", { quantity_fill: 1n })], 5);
  expect(looked).toBeLessThan(10);
  expect(next[5_000]).toMatchObject({ order_id: "0x5000", quantity_fill: 1n });
  expect(next.filter((one, index) => one !== held[index])).toHaveLength(1);
});

test("an order said twice at once is what it was said to be last, also where that is no news", () => {
  const held = upsertOrders([], [order("0xa", "100")], 5);
  expect(upsertOrders(held, [order("0xa", "100", { quantity_fill: 1n }), order("0xa", "100")], 5)).toBe(held);
});

test("the first word on a trade counts", () => {
  expect(addTrades([], [trade(1, 5), trade(1, 9)], 10)).toEqual([trade(1, 5)]);
});

test("trades that the stream tells are turned round: the last of a frame is the newest", () => {
  const told = [trade(9, 5), trade(4, 5), trade(2, 6)];
  expect(tradeIds(newestFirst(told))).toEqual(["2", "4", "9"]);
  expect(tradeIds(told)).toEqual(["9", "4", "2"]);
});

/** Ids in an order that says nothing, of trades of which many share a millisecond; oldest first. */
const HISTORY = Array.from({ length: 40 }, (_, n) => trade((n * 17) % 40, Math.floor(n / 7)));

property.prop([fc.array(fc.tuple(fc.nat(40), fc.nat(12)), { maxLength: 12 }), fc.integer({ min: 1, max: 40 })])(
  "in whatever pieces of the server's list trades come, each begun where an earlier one ended or before, they stand as there",
  (pieces, first) => {
    let held: readonly Trade[] = newestFirst(HISTORY.slice(0, first));
    let end = first;
    for (const [back, length] of pieces) {
      const begin = Math.max(0, end - back);
      const piece = HISTORY.slice(begin, begin + length);
      end = Math.max(end, begin + piece.length);
      held = addTrades(held, newestFirst(piece), 100);
    }
    expect(held).toEqual(newestFirst(HISTORY.slice(0, end)));
  },
);

test("where no closed order is to be kept none is, also when it is the newest of all", () => {
  const said = [order("0xa", 1), order("0xb", 2, { close: true })];
  expect(orderIds(upsertOrders([], said, 0))).toEqual(["0xa"]);
});

test("a trade that comes late within its millisecond counts as the newest of it", () => {
  expect(tradeIds(addTrades([trade(2, 6), trade(12, 5)], [trade(11, 5)], 10))).toEqual(["2", "11", "12"]);
});

test("a trade that REST spells in another way than the stream is the same trade", () => {
  const said = { side: "buy", price: 1n, quantity: 1n, total: 1n, timestamp: 5 } as const;
  const held = addTrades([], [{ ...said, trade_id: "0x0aBC/0x0bCD" }], 10);
  for (const trade_id of ["0x0abc/0x0bcd", "0ABC/0BCD", "0x0abc/0bcd", "0x0aBC/0x0bCD"])
    expect(addTrades(held, [{ ...said, trade_id }], 10)).toBe(held);
  expect(addTrades(held, [{ ...said, trade_id: "0x0abd/0x0bcd" }], 10)).toHaveLength(2);
});
