// Some answers prove that the stream did not tell something, and others do not; only the server is made up.
import { expect, it, onTestFinished, vi } from "vitest";
import { order as made, trade } from "../../test/support/made.ts";
import type { Balance, Identity, Market, Order } from "../client/entities.ts";
import { O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
import { type ComparedTopic, nextSubject, readDifference, type Subject } from "./differences.ts";
import { patch, withTopic } from "./entries.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";
import { feedId } from "./topics.ts";

const identity: Identity = { ContractId: "0xacc0" };
const trades = { channel: "trades", market: "0x1" } as const;
const orders = { channel: "orders", identity } as const;
const balances = { channel: "balances", identity } as const;
const nonce = { channel: "nonce", identity } as const;

const order = (id: string, more: Partial<Order> = {}): Order => made(id, 1, { market_id: "0x1", ...more });
const balance = (asset_id: string, total_unlocked: bigint, more: Partial<Balance> = {}): Balance => ({
  identity,
  asset_id,
  total_locked: 0n,
  total_unlocked,
  trading_account_balance: 0n,
  order_books: {},
  ...more,
});

function holding(topic: ComparedTopic, data: unknown): O2State {
  return patch(withTopic(INITIAL_STATE, topic), topic.channel, feedId(topic), { data: data as never });
}

/** A server that gives the same answer to each read, and what it was asked. */
function server(answer: unknown, markets: readonly string[] = []) {
  const rest = new O2Rest("http://x.y/");
  const asked: unknown[] = [];
  for (const read of ["trades", "orders", "balance", "account"] as const)
    vi.spyOn(rest, read).mockImplementation(((query: unknown) => {
      asked.push(query);
      return Promise.resolve(answer);
    }) as never);
  onTestFinished(() => void vi.restoreAllMocks());
  return {
    rest,
    asked,
    markets: () => Promise.resolve(markets.map((market_id) => ({ market_id }) as Market)),
    accountOf: () => ({ ContractId: "0xmine" }),
  };
}

/** The differences that are found where the server says one thing, and the store has another before the request and after the answer. */
async function found(topic: ComparedTopic, answer: unknown, before: unknown, now: unknown = before, subject?: Subject) {
  const compare = await readDifference(topic, { subject }, server(answer), {});
  return compare(holding(topic, before), holding(topic, now));
}

const none = undefined;

it("a trade is missing when it is newer than all that are held", async () => {
  expect(await found(trades, [trade(3)], [trade(2), trade(1)])).toBeDefined();
  expect(await found(trades, [trade(1)], [])).toBeDefined();
  expect(await found(trades, [trade(1)], none)).toBeDefined();
  for (const held of [[trade(3)], [trade(4), trade(3)], [trade(4)]])
    expect(await found(trades, [trade(3)], held)).toBe(none);
  // The same trade, spelled otherwise and at another time.
  expect(await found(trades, [{ ...trade(3), trade_id: "0xAB" }], [{ ...trade(2), trade_id: "ab" }])).toBe(none);
  expect(await found(trades, [trade(3)], [], [trade(3)])).toBe(none);
  expect(await found(trades, [], [])).toBe(none);
});

it("an open order that is not held is missing where the stream told nothing meanwhile", async () => {
  const held = [order("a")];
  const open = [order("a"), order("b")];
  expect(await found(orders, open, held)).toEqual({ subject: "0x1" });
  expect(await found(orders, open, held, [...held])).toBe(none);
  expect(await found(orders, open, held, [order("b"), ...held])).toBe(none);
  // It was let go of.
  expect(await found(orders, open, [order("b"), ...held], [...held])).toBe(none);
});

it("a fill or an end of an order held as open is missing whatever else was told", async () => {
  const half = order("a", { quantity_fill: 1n });
  for (const now of [none, [order("b"), order("a")]]) {
    const held = [order("a")];
    expect(await found(orders, [half, order("b")], held, now ?? held)).toEqual({ subject: "0x1" });
    expect(await found(orders, [], held, now ?? held)).toEqual({ subject: "0x1" });
  }
  // REST is older.
  expect(await found(orders, [order("a")], [half])).toBe(none);
  expect(await found(orders, [half], [order("a", { close: true })])).toBe(none);
  expect(await found(orders, [], [order("a")], [order("a", { close: true })])).toBe(none);
  expect(await found(orders, [], [order("a")], [])).toBe(none);
  expect(await found(orders, [], [], [order("a")])).toBe(none);
  expect(await found(orders, [order("a")], [half], [half, order("b")])).toBe(none);
});

it("a list of open orders that may go on, or is of another market, ends none", async () => {
  const page = Array.from({ length: PAGE.orders }, (_, n) => order(String(n)));
  expect(await found(orders, page, [...page, order("a")])).toBe(none);
  expect(await found(orders, page.slice(1), page)).toEqual({ subject: "0x1" });
  expect(await found(orders, [], [order("a", { market_id: "0x2" })], none, "0x1")).toBe(none);
  expect(await found(orders, [], [order("a")], none, "0x1")).toEqual({ subject: "0x1" });
});

it("a balance is another one where the stream did not tell of it meanwhile", async () => {
  const held = [balance("0xa", 5n)];
  const other = { total_locked: 1n, total_unlocked: 6n, trading_account_balance: 1n };
  for (const [member, amount] of Object.entries(other))
    expect(await found(balances, balance("0xa", 5n, { [member]: amount }), held, none, "0xa")).toEqual({
      subject: "0xa",
    });
  const books = { "0xb": { locked: 0n, unlocked: 0n, fee: 0n } };
  expect(await found(balances, balance("0xa", 5n, { order_books: books }), held, none, "0xa")).toBe(none);
  expect(await found(balances, balance("0xa", 6n), held, [balance("0xa", 7n)], "0xa")).toBe(none);
  // Another asset was told of.
  expect(await found(balances, balance("0xa", 6n), held, [balance("0xc", 1n), ...held], "0xa")).toBeDefined();
  expect(await found(balances, balance("0xa", 6n), [], [], "0xa")).toBe(none);
});

it("a nonce is missing when it is larger than what is held", async () => {
  expect(await found(nonce, { nonce: 8n }, 7n)).toBeDefined();
  expect(await found(nonce, { nonce: 1n }, none)).toBeDefined();
  expect(await found(nonce, { nonce: 0n }, none)).toBe(none);
  expect(await found(nonce, { nonce: 8n }, 7n, 8n)).toBe(none);
  expect(await found(nonce, { nonce: 7n }, 8n)).toBe(none);
  expect(await found(nonce, { nonce: none }, 8n)).toBe(none);
  expect(await found(nonce, none, 8n)).toBe(none);
});

it("each read asks for as little as will do, and for a wallet's nonce by its trade account", async () => {
  const ask = async (topic: ComparedTopic, subject?: string) => {
    const sources = server([]);
    await readDifference(topic, { subject }, sources, { retries: 0 });
    return sources.asked;
  };
  expect(await ask(trades)).toEqual([{ market: "0x1", count: 1, retries: 0 }]);
  expect(await ask(orders)).toEqual([{ market: none, identity, isOpen: true, retries: 0 }]);
  expect(await ask(orders, "0x1")).toEqual([{ market: "0x1", identity, isOpen: true, retries: 0 }]);
  expect(await ask(balances, "0xa")).toEqual([{ asset: "0xa", identity, retries: 0 }]);
  expect(await ask(balances)).toEqual([]);
  expect(await ask({ channel: "nonce", identity: { Address: "0x2" } })).toEqual([
    { identity: { ContractId: "0xmine" }, retries: 0 },
  ]);
});

it("in each round there is every asset of which there is something, and one of the others", async () => {
  const state = holding(balances, [
    balance("0xa", 1n),
    balance("0xb", 0n),
    balance("0xc", 0n),
    balance("0xd", 0n, { total_locked: 1n }),
  ]);
  const turns = async (of: O2State, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, turn) => nextSubject(balances, { turn, isByMarket: false }, of, server(none))),
    );
  expect(await turns(state, 9)).toEqual(["0xa", "0xd", "0xb", "0xa", "0xd", "0xc", "0xa", "0xd", "0xb"]);
  expect(await turns(holding(balances, [balance("0xa", 1n)]), 2)).toEqual(["0xa", "0xa"]);
  expect(await turns(holding(balances, []), 1)).toEqual([none]);
});

it("orders are read of all markets at once; market by market, those with open orders come first", async () => {
  const state = holding(orders, [order("a", { market_id: "0x3" }), order("b", { market_id: "0x2", close: true })]);
  const turns = async (isByMarket: boolean) =>
    Promise.all(
      [0, 1, 2, 3].map((turn) => nextSubject(orders, { turn, isByMarket }, state, server([], ["0x1", "0x2", "0x3"]))),
    );
  expect(await turns(false)).toEqual([none, none, none, none]);
  expect(await turns(true)).toEqual(["0x3", "0x1", "0x3", "0x2"]);
  for (const topic of [trades, nonce])
    expect(await nextSubject(topic, { turn: 0, isByMarket: true }, state, server([]))).toBe(none);
});
