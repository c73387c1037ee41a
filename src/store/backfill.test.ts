// A gap is read over REST: how that joins what was held with what the stream said meanwhile; only the server is made up.
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { order as made, trade } from "../../test/support/made.ts";
import type { Balance, Bar, Identity, Market, Order, Trade } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import { identityKey } from "../client/ids.ts";
import type { NonceUpdate } from "../client/protocol.ts";
import { O2Rest } from "../client/rest.ts";
import { PAGE } from "../client/restQueries.ts";
import { type Item, nothingBuffered, readGap, type Sources } from "./backfill.ts";
import type { Around, Buffered } from "./channels/channel.ts";
import { bufferedWith, withBuffered } from "./channels/channels.ts";
import { patch, withTopic } from "./entries.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";

const identity: Identity = { ContractId: "0xacc0" };
const trades = { channel: "trades", market: "0x1" } as const;
const orders = { channel: "orders", identity } as const;
const balances = { channel: "balances", identity } as const;
const nonce = { channel: "nonce", identity } as const;

const downFrom = (newest: number, count: number): Trade[] => Array.from({ length: count }, (_, n) => trade(newest - n));
const order = (id: string, timestamp: number, more: Partial<Order> = {}): Order =>
  made(id, timestamp, { market_id: "0x1", ...more });
const balance = (asset_id: string, total_unlocked: bigint): Balance => ({
  identity,
  asset_id,
  total_locked: 0n,
  total_unlocked,
  trading_account_balance: 0n,
  order_books: {},
});
const market = (market_id: string, base: string, quote: string): Market => {
  const asset = (id: string) => ({ symbol: id, asset: id, decimals: 9, max_precision: 9 });
  const none = { contract_id: "0x0", maker_fee: 0n, taker_fee: 0n, min_order: 0n, dust: 0n, price_window: 0 };
  return { ...none, market_id, pair: `${base}/${quote}`, base: asset(base), quote: asset(quote) };
};

const saidNonce = (contract_id: string, value: bigint): NonceUpdate => ({
  action: "subscribe_nonce",
  contract_id,
  nonce: value,
});

/** A server that answers as the reads say, and the signal that each of its reads must have been given. */
function server(reads: Partial<Record<"trades" | "orders" | "balance" | "account" | "depth", unknown>>) {
  const rest = new O2Rest("http://x.y/");
  vi.spyOn(rest, "orders").mockResolvedValue([]);
  vi.spyOn(rest, "activeOrders").mockRejectedValue(new O2RestError("There is no such read.", { status: 404 }));
  for (const [name, read] of Object.entries(reads)) vi.spyOn(rest, name as "trades").mockImplementation(read as never);
  onTestFinished(() => void vi.restoreAllMocks());
  const { signal } = new AbortController();
  const sources: Sources = {
    rest,
    markets: async () => [market("0x1", "0xa", "0xb"), market("0x2", "0xc", "0xb")],
    serverNow: () => 1_000,
    maxTrades: 120,
    tradesWanted: () => ({ count: 0, since: Number.POSITIVE_INFINITY }),
    closedLimit: () => 10,
    isShared: () => false,
    accountOf: (identity: Identity) => identity,
    onAccount: vi.fn(),
  };
  return { rest, sources, signal };
}

const holding = (topic: FeedTopic, data: unknown): O2State =>
  patch(withTopic(INITIAL_STATE, topic), topic.channel, feedId(topic), { data } as never);

/** The data of a topic once its gap is filled; `now` is what came to be held while it was read. */
async function filled(
  topic: FeedTopic,
  { sources, signal }: ReturnType<typeof server>,
  held?: unknown,
  said: Buffered<Item> = nothingBuffered(),
  now: unknown = held,
) {
  const join = await readGap(topic, holding(topic, held), said, sources, { retries: 0, signal });
  return join(holding(topic, now))[topic.channel][feedId(topic)]?.data as never;
}
const ids = (list: readonly (Order | Trade)[]) => list.map((one) => ("order_id" in one ? one.order_id : one.trade_id));

/** A server that has these trades, newest first. */
const tradesServer = (all: readonly Trade[]) =>
  server({
    trades: async ({ before }: { before?: Trade }) => {
      const index = before ? all.findIndex(({ trade_id }) => trade_id === before.trade_id) + 1 : 0;
      return all.slice(index, index + PAGE.trades);
    },
  });

it("at first one page of trades is enough", async () => {
  const far = tradesServer(downFrom(1_000, 500));
  expect(await filled(trades, far)).toEqual(downFrom(1_000, PAGE.trades));
  expect(far.rest.trades).toHaveBeenCalledExactlyOnceWith({
    market: "0x1",
    before: undefined,
    retries: 0,
    signal: far.signal,
  });
  expect(await filled(trades, tradesServer(downFrom(1_000, 500)), [])).toHaveLength(PAGE.trades);
});

/** The same server, of whose trades so many are wanted, and those made later than a time. */
const wanting = (far: ReturnType<typeof tradesServer>, count: number, since: number = Number.POSITIVE_INFINITY) => ({
  ...far,
  sources: { ...far.sources, tradesWanted: () => ({ count, since }) },
});

it.each([
  ["as many pages as are wanted", 110, downFrom(1_000, 500), 110, 3],
  ["no more than are kept", 500, downFrom(1_000, 500), 120, 3],
  ["as many as there are", 110, downFrom(1_000, 70), 70, 2],
])("at first, of trades: %s", async (_, count, there, expected, pages) => {
  const far = wanting(tradesServer(there), count);
  const shown: readonly Trade[] = await filled(trades, far);
  expect(shown.length).toBeGreaterThanOrEqual(expected);
  expect(shown).toEqual(downFrom(1_000, shown.length));
  expect(far.rest.trades).toHaveBeenCalledTimes(pages);
});

it("at first trades are read back to a time since when they are news, where nothing is held", async () => {
  const far = wanting(tradesServer(downFrom(1_000, 500)), 0, 930);
  expect(await filled(trades, far)).toEqual(downFrom(1_000, 100));
  const held = wanting(tradesServer(downFrom(1_000, 500)), 0, 930);
  expect(await filled(trades, held, downFrom(999, 20))).toEqual(downFrom(1_000, PAGE.trades));
  expect(held.rest.trades).toHaveBeenCalledTimes(1);
});

it("older trades than are held are read behind these, as many as are wanted", async () => {
  const far = wanting(tradesServer(downFrom(1_000, 500)), 110);
  const shown: readonly Trade[] = await filled(trades, far, downFrom(1_000, 60));
  expect(shown).toEqual(downFrom(1_000, 110));
  // The newest page, and one behind the 60.
  expect(far.rest.trades).toHaveBeenCalledTimes(2);
  const few = wanting(tradesServer(downFrom(1_000, 70)), 110);
  expect(await filled(trades, few, downFrom(1_000, 60))).toEqual(downFrom(1_000, 70));
});

it("older trades that are read stand behind those that are held, also within their millisecond", async () => {
  const all = sweep(...Array.from({ length: 150 }, (_, n) => (n * 7) % 150));
  const far = wanting(tradesServer(all), 110);
  expect(await filled(trades, far, all.slice(0, 60))).toEqual(all.slice(0, 110));
});

it("a server that gives the same trades again and again is not asked for ever", async () => {
  const page = downFrom(1_000, PAGE.trades);
  const far = wanting(server({ trades: async () => page }), 110);
  expect(await filled(trades, far, downFrom(1_000, 60))).toEqual(downFrom(1_000, 60));
  expect(far.rest.trades).toHaveBeenCalledTimes(2);
});

it("trades heard over a link that was lost before they were ever whole leave no hole behind the newest", async () => {
  const far = tradesServer(downFrom(1_000, 500));
  const heard = nothingBuffered([trade(1_001), trade(6), trade(5)]);
  expect(ids(await filled(trades, far, undefined, heard))).toEqual(
    ids([trade(1_001), ...downFrom(1_000, PAGE.trades)]),
  );
  // Nor where they were shown as stale, because REST could not be read.
  expect(ids(await filled(trades, far, undefined, heard, heard.items))).toEqual(
    ids([trade(1_001), ...downFrom(1_000, PAGE.trades)]),
  );
});

it("missed trades are read back to one that was held, and no further", async () => {
  const far = tradesServer(downFrom(1_000, 500));
  expect(await filled(trades, far, downFrom(940, 5))).toEqual(downFrom(1_000, 100));
  expect(far.rest.trades).toHaveBeenCalledTimes(2);
});

it("a server that has no more than one page ends the reading", async () => {
  const far = tradesServer(downFrom(1_000, PAGE.trades - 1));
  expect(await filled(trades, far, [trade(5)])).toEqual([...downFrom(1_000, PAGE.trades - 1), trade(5)]);
  expect(far.rest.trades).toHaveBeenCalledTimes(1);
});

it("when more trades were missed than are kept, what lies behind the hole goes", async () => {
  const held = [trade(10), trade(9)];
  const result: readonly Trade[] = await filled(trades, tradesServer(downFrom(1_000, 900)), held);
  expect(result).toEqual(downFrom(1_000, 120));
  const few = { ...tradesServer(downFrom(1_000, 900)) };
  const sources = { ...few.sources, maxTrades: 40 };
  expect(ids(await filled(trades, { ...few, sources }, [trade(951), trade(5)]))).toEqual(ids(downFrom(1_000, 40)));
});

it("no more trades are read than are kept", async () => {
  const far = tradesServer(downFrom(1_000, 900));
  const sources = { ...far.sources, maxTrades: 2 * PAGE.trades };
  expect(await filled(trades, { ...far, sources }, [trade(10)])).toEqual(downFrom(1_000, 100));
  expect(far.rest.trades).toHaveBeenCalledTimes(2);
});

it("no hole is shown where the server's pages overlap, so that fewer trades were read than are kept", async () => {
  const all = downFrom(1_000, 900);
  const far = server({
    trades: async ({ before }: { before?: Trade }) => {
      const index = before ? all.findIndex(({ trade_id }) => trade_id === before.trade_id) : 0;
      return all.slice(index, index + PAGE.trades);
    },
  });
  const sources = { ...far.sources, maxTrades: 2 * PAGE.trades };
  expect(await filled(trades, { ...far, sources }, [trade(10), trade(9)])).toEqual(downFrom(1_000, 99));
});

it("a trade that was heard since the hole proves nothing of what is behind it", async () => {
  const said = nothingBuffered([trade(1_000)]);
  const far = tradesServer(downFrom(1_000, 500));
  expect(await filled(trades, far, [trade(1_000), ...downFrom(920, 5)], said)).toEqual(downFrom(1_000, 100));
});

it("trades that were said while older ones were read are there, each once", async () => {
  const said = nothingBuffered([trade(1_002), trade(1_001), trade(1_000)]);
  expect(await filled(trades, tradesServer(downFrom(1_000, 3)), undefined, said)).toEqual(downFrom(1_002, 5));
});

/** Trades of one millisecond with ids that say nothing of their order, newest first. */
const sweep = (...numbers: readonly number[]): Trade[] => numbers.map((n) => trade(n, 5));

it("trades of one millisecond stand in the server's order: what was said, what was read, what was held", async () => {
  const far = tradesServer(sweep(1, 9, 4, 7, 3));
  // 8 came after the page was read, 3 is known from before the gap, 2 from long before.
  const said = nothingBuffered(sweep(8, 1, 9));
  const held = [...sweep(3), trade(2, 4)];
  expect(ids(await filled(trades, far, held, said, [...sweep(8, 1, 9), ...held]))).toEqual(
    ids([...sweep(8, 1, 9, 4, 7, 3), trade(2, 4)]),
  );
});

it("trades that were read newer than all that was held come before them, also within their millisecond", async () => {
  expect(ids(await filled(trades, tradesServer(sweep(1, 9)), sweep(4, 7)))).toEqual(ids(sweep(1, 9, 4, 7)));
  const said = nothingBuffered(sweep(8));
  expect(ids(await filled(trades, tradesServer(sweep(1, 9)), sweep(4), said, sweep(8, 4)))).toEqual(
    ids(sweep(8, 1, 9, 4)),
  );
});

it("trades heard before a full page was asked for that lacks them are older than it, also within their millisecond", async () => {
  const all = sweep(...Array.from({ length: 80 }, (_, n) => (n * 7) % 80));
  const heard = nothingBuffered(all.slice(60, 63));
  expect(ids(await filled(trades, tradesServer(all), undefined, heard))).toEqual(ids(all.slice(0, PAGE.trades)));
  // One that was heard later is newer.
  const said: Buffered<Item> = nothingBuffered();
  const far = server({
    trades: async () => {
      said.items = sweep(90);
      return all.slice(0, PAGE.trades);
    },
  });
  expect(ids(await filled(trades, far, undefined, said))).toEqual(ids([...sweep(90), ...all.slice(0, PAGE.trades)]));
});

it("a trade that an older answer does not have yet is newer than it, also where it was heard before", async () => {
  const page = [...sweep(...Array.from({ length: PAGE.trades - 1 }, (_, n) => n)), trade(60, 4)];
  expect(
    ids(await filled(trades, tradesServer([...page, trade(61, 3)]), undefined, nothingBuffered(sweep(70)))),
  ).toEqual(ids([...sweep(70), ...page]));
});

it("behind a hole nothing is shown, also of the millisecond in which it begins", async () => {
  const all = sweep(...Array.from({ length: 300 }, (_, n) => (n * 7) % 300));
  const far = { ...tradesServer(all) };
  const sources = { ...far.sources, maxTrades: 2 * PAGE.trades };
  expect(await filled(trades, { ...far, sources }, all.slice(250))).toEqual(all.slice(0, 100));
});

it("a trade that was said and read stays what it was said to be", async () => {
  const told = { ...trade(1), trade_id: "0xA/0xB" };
  const far = tradesServer([{ ...told, trade_id: "a/b" }]);
  const [shown]: readonly Trade[] = await filled(trades, far, undefined, nothingBuffered([told]));
  expect(shown).toBe(told);
});

/** A server with these open orders and this history, both newest first. */
const ordersServer = (open: readonly Order[], history: readonly Order[] = []) =>
  server({
    orders: async ({ market, isOpen, before }: { market: string; isOpen?: boolean; before?: Order }) => {
      const all = (isOpen ? open : history).filter(({ market_id }) => market_id === market);
      const index = before ? all.findIndex(({ order_id }) => order_id === before.order_id) + 1 : 0;
      return all.slice(index, index + PAGE.orders);
    },
  });

it("open orders are read in every market, all pages of them", async () => {
  const many = Array.from({ length: 2 * PAGE.orders + 1 }, (_, n) => order(`a${n}`, 5_000 - n));
  const far = ordersServer([...many, order("b", 1, { market_id: "0x2" })]);
  expect(await filled(orders, far)).toEqual([...many, order("b", 1, { market_id: "0x2" })]);
  for (const [request] of vi.mocked(far.rest.orders).mock.calls)
    expect(request).toMatchObject({ identity, isOpen: true, retries: 0, signal: far.signal });
  // Three pages of the one market, one of the other, and one of wherever there are some.
  expect(far.rest.orders).toHaveBeenCalledTimes(5);
});

it("an order that is not open any more is shown as the history has it, however many are newer", async () => {
  const newer = Array.from({ length: PAGE.orders + 5 }, (_, n) => order(`n${n}`, 900 - n, { close: true }));
  const end = order("a", 5, { close: true, quantity_fill: 2n });
  const far = ordersServer([], [...newer, end, ...newer.map((one) => ({ ...one, order_id: `o${one.order_id}` }))]);
  const held = [order("a", 5), order("c", 4, { close: true })];
  expect(await filled(orders, far, held)).toEqual([end, held[1]]);
  const history = vi.mocked(far.rest.orders).mock.calls.filter(([{ isOpen }]) => !isOpen);
  expect(history.map(([{ market, retries, signal }]) => [market, retries, signal])).toEqual([
    ["0x1", 0, far.signal],
    ["0x1", 0, far.signal],
  ]);
});

it("an order that not even the history knows has ended, if a newer one is known; else it is looked for again and again", async () => {
  const held = [order("new", 100), order("old", 5)];
  const far = ordersServer([order("open", 50)], [order("other", 40, { close: true })]);
  const said = nothingBuffered();
  for (let tries = 1; tries < 5; tries += 1)
    await expect(filled(orders, far, held, said)).rejects.toMatchObject({
      isTransient: true,
      message:
        "Order new is not among the open ones any more, and REST does not know yet how it ended. It is read again.",
    });
  // Each time all was read anew.
  expect(
    vi.mocked(far.rest.orders).mock.calls.filter(([{ isOpen, market }]) => isOpen && market === "0x1"),
  ).toHaveLength(4);
  expect(await filled(orders, far, held, said)).toEqual([
    order("new", 100, { close: true }),
    order("open", 50),
    order("old", 5, { close: true }),
  ]);
});

it("an order that REST knows again in the end is open all the while", async () => {
  const held = [order("new", 100)];
  const said = nothingBuffered();
  await expect(filled(orders, ordersServer([]), held, said)).rejects.toThrow("does not know yet");
  expect(await filled(orders, ordersServer([order("new", 100)]), held, said)).toEqual(held);
});

it("an order that is held and still open stays open, and is not looked for in the history", async () => {
  const far = ordersServer([order("a", 5)], [order("b", 4, { close: true })]);
  expect(await filled(orders, far, [order("a", 5)])).toEqual([order("a", 5)]);
  expect(vi.mocked(far.rest.orders).mock.calls.every(([{ isOpen }]) => isOpen)).toBe(true);
});

it("an order as old as the newest that was read has ended where nobody knows it", async () => {
  const far = ordersServer([order("open", 50)]);
  expect(await filled(orders, far, [order("gone", 50)])).toContainEqual(order("gone", 50, { close: true }));
});

it("each market's history is read from its newest order back to its own orders, and no further for another market's", async () => {
  const ends = (id: string, market_id: string) =>
    Array.from({ length: 2 * PAGE.orders }, (_, n) => order(`${id}${n}`, 900 - n, { close: true, market_id }));
  const far = ordersServer([], [...ends("a", "0x1"), ...ends("b", "0x2")]);
  const held = [order("a3", 897), order("b3", 897, { market_id: "0x2" })];
  expect(await filled(orders, far, held)).toEqual(held.map((one) => ({ ...one, close: true })));
  const history = vi.mocked(far.rest.orders).mock.calls.filter(([{ isOpen }]) => !isOpen);
  expect(history.map(([{ market, before }]) => [market, before])).toEqual([
    ["0x1", undefined],
    ["0x2", undefined],
  ]);
});

it("an order whose market was never told is ended all the same: no history can be asked for it", async () => {
  const far = ordersServer([order("open", 50)]);
  const { market_id: _, ...nowhere } = order("gone", 5);
  expect(await filled(orders, far, [nowhere])).toEqual([order("open", 50), { ...nowhere, close: true }]);
  expect(vi.mocked(far.rest.orders).mock.calls.every(([{ isOpen }]) => isOpen)).toBe(true);
});

it("the history is given up after ten pages", async () => {
  const endless = Array.from({ length: 20 * PAGE.orders }, (_, n) => order(`n${n}`, 90_000 - n, { close: true }));
  const far = ordersServer([], endless);
  expect(await filled(orders, far, [order("a", 5)])).toEqual([order("a", 5, { close: true })]);
  expect(vi.mocked(far.rest.orders).mock.calls.filter(([{ isOpen }]) => !isOpen)).toHaveLength(10);
});

it("an order does not open again: what was said, or is held as closed, wins over a list that has it open", async () => {
  const said = nothingBuffered([order("said", 30, { close: true })]);
  const far = ordersServer([order("said", 30), order("closed", 20), order("open", 10)]);
  const now = [order("closed", 20, { close: true })];
  expect(await filled(orders, far, undefined, said, now)).toEqual([
    order("said", 30, { close: true }),
    order("closed", 20, { close: true }),
    order("open", 10),
  ]);
});

it("an order that was said meanwhile is not looked for in the history", async () => {
  const said = nothingBuffered([order("a", 30, { quantity_fill: 1n })]);
  const far = ordersServer([]);
  expect(await filled(orders, far, [order("a", 30)], said)).toEqual([order("a", 30, { quantity_fill: 1n })]);
  expect(vi.mocked(far.rest.orders).mock.calls.every(([{ isOpen }]) => isOpen)).toBe(true);
});

it("balances are read of every asset that is traded or held, each once", async () => {
  const far = server({
    balance: async ({ asset }: { asset: string }) => balance(asset, asset === "0xgone" ? 0n : 7n),
  });
  const said = nothingBuffered([balance("0xb", 9n)]);
  const held = [balance("0xgone", 5n), balance("0xb", 1n)];
  expect(await filled(balances, far, held, said)).toEqual([
    balance("0xgone", 0n),
    balance("0xb", 9n),
    balance("0xa", 7n),
    balance("0xc", 7n),
  ]);
  expect(vi.mocked(far.rest.balance).mock.calls.map(([{ asset }]) => asset)).toEqual(["0xgone", "0xb", "0xa", "0xc"]);
  for (const [request] of vi.mocked(far.rest.balance).mock.calls)
    expect(request).toMatchObject({ identity, retries: 0, signal: far.signal });
});

it("balances that the stream confirmed since keep their list, whatever older ones are read", async () => {
  const far = server({
    balance: async ({ asset }: { asset: string }) => balance(asset, asset === "0xb" ? 1n : 0n),
  });
  const said = nothingBuffered([balance("0xb", 9n)]);
  const held = [balance("0xb", 9n), balance("0xa", 0n), balance("0xc", 0n)];
  expect(await filled(balances, far, held, said)).toBe(held);
});

it("a second attempt reads only what the first did not", async () => {
  let isDown = true;
  const far = server({
    balance: async ({ asset }: { asset: string }) => {
      if (isDown && asset === "0xc") throw new Error("down");
      return balance(asset, 7n);
    },
  });
  const said = nothingBuffered();
  await expect(filled(balances, far, undefined, said)).rejects.toThrow("down");
  isDown = false;
  vi.mocked(far.rest.balance).mockClear();
  expect(await filled(balances, far, undefined, said)).toHaveLength(3);
  expect(vi.mocked(far.rest.balance).mock.calls.map(([{ asset }]) => asset)).toEqual(["0xc"]);
});

it.each([
  ["held", 9n, 7n, 8n, 9n],
  ["read", 7n, 9n, 8n, 9n],
  ["said", 7n, 8n, 9n, 9n],
  ["read where nothing is held or said", undefined, 3n, undefined, 3n],
  ["unknown where nothing is known at all", undefined, undefined, undefined, undefined],
] as const)("a nonce is the newest of what is known: %s", async (_, held, read, said, newest) => {
  const trade_account_id = identity.ContractId;
  const far = server({ account: async () => (read === undefined ? undefined : { trade_account_id, nonce: read }) });
  const heard = said === undefined ? [] : [saidNonce(trade_account_id, said)];
  expect(await filled(nonce, far, held, nothingBuffered([...heard, saidNonce("0xother", 99n)]))).toBe(newest);
  expect(far.rest.account).toHaveBeenCalledExactlyOnceWith({ identity, retries: 0, signal: far.signal });
});

it("a wallet's nonce is that of its account among all that were said, and of any where it is alone and has none", async () => {
  const wallet = { channel: "nonce", identity: { Address: "0x9" } } as const;
  const said = nothingBuffered([saidNonce("0xmine", 5n), saidNonce("0xother", 9n)]);
  const far = server({ account: async () => ({ trade_account_id: "0xmine", nonce: 4n }) });
  expect(await filled(wallet, far, undefined, said)).toBe(5n);
  expect(far.sources.onAccount).toHaveBeenCalledExactlyOnceWith(wallet.identity, "0xmine");
  const none = server({ account: async () => undefined });
  expect(await filled(wallet, none, undefined, said)).toBe(9n);
  expect(none.sources.onAccount).not.toHaveBeenCalled();
});

it("the nonce of a wallet without an account, beside others, is not known: that is said and read again", async () => {
  const far = server({ account: async () => undefined });
  const sources = { ...far.sources, isShared: () => true };
  const wallet = { channel: "nonce", identity: { Address: "0x9" } } as const;
  const read = (topic: FeedTopic) =>
    readGap(topic, holding(topic, undefined), nothingBuffered(), sources, { retries: 0, signal: far.signal });
  await expect(read(wallet)).rejects.toThrow(/The wallet 0x9 has no trade account yet.*looked for again/);
  await expect(read(nonce)).resolves.toBeTypeOf("function");
});

describe("a wallet beside others", () => {
  const wallet: Identity = { Address: "0x9" };
  const mine: Identity = { ContractId: "0xmine" };
  const other: Identity = { ContractId: "0xother" };
  const walletOrders = { channel: "orders", identity: wallet } as const;
  const walletBalances = { channel: "balances", identity: wallet } as const;
  const around = (accounts: ReadonlyMap<string, Identity>): Around => ({
    state: INITIAL_STATE,
    maxTrades: 10,
    closedLimit: () => 10,
    isWhole: () => false,
    isOnly: () => false,
    isShared: () => true,
    accountOf: (identity) => accounts.get(identityKey(identity)) ?? identity,
  });
  const named = (id: string, identity: Identity) => order(id, 5, { account: identity });
  const read = (topic: FeedTopic, said: Buffered<Item>, accounts: Map<string, Identity>) => {
    const far = server({
      account: async () => ({ trade_account_id: "0xmine", nonce: 0n }),
      balance: async ({ asset }: { asset: string }) => ({ ...balance(asset, 1n), identity: wallet }),
    });
    const { accountOf, isShared } = around(accounts);
    const onAccount = (_: Identity, id: string) => accounts.set(identityKey(wallet), { ContractId: id });
    return filled(topic, { ...far, sources: { ...far.sources, accountOf, isShared, onAccount } }, undefined, said);
  };

  it("has the orders that were told under its account's name, also before that was known, and no others", async () => {
    const accounts = new Map<string, Identity>();
    const update = { action: "subscribe_orders", orders: [named("mine", mine), named("theirs", other)] } as const;
    const said = nothingBuffered(bufferedWith([], "orders", walletOrders, update, around(accounts)));
    expect(ids(await read(walletOrders, said, accounts))).toEqual(["mine"]);
    expect(bufferedWith([], "orders", walletOrders, update, around(accounts))).toEqual([named("mine", mine)]);
  });

  it("has the balances that were told so, under its own name", async () => {
    const accounts = new Map<string, Identity>();
    const told = (identity: Identity, asset: string) => ({ ...balance(asset, 9n), identity });
    const update = { action: "subscribe_balances", balance: [told(mine, "0xa"), told(other, "0xc")] } as const;
    const said = nothingBuffered(bufferedWith([], "balances", walletBalances, update, around(accounts)));
    const shown: readonly Balance[] = await read(walletBalances, said, accounts);
    expect(shown.map(({ asset_id, total_unlocked }) => `${asset_id} ${total_unlocked}`).sort()).toEqual([
      "0xa 9",
      "0xb 1",
      "0xc 1",
    ]);
    expect(new Set(shown.map(({ identity }) => identityKey(identity)))).toEqual(new Set([identityKey(wallet)]));
  });

  it("has what was told under its own name though it has no account, and nothing of others", async () => {
    const far = server({ account: async () => undefined });
    const { accountOf, isShared } = around(new Map());
    const said = nothingBuffered([named("mine", wallet), named("theirs", other)]);
    const sources = { ...far.sources, accountOf, isShared };
    expect(ids(await filled(walletOrders, { ...far, sources }, undefined, said))).toEqual(["mine"]);
  });
});

it("a book that is read without a link is shown, row by row the same where it did not change", async () => {
  const sides = { bids: [{ price: 2n, quantity: 1n }], asks: [{ price: 3n, quantity: 1n }] };
  const topic = { channel: "depth", market: "0x1", precision: 2, levels: 5 } as const;
  const far = server({ depth: async () => sides });
  const join = await readGap(topic, holding(topic, undefined), nothingBuffered(), far.sources, {
    retries: 0,
    signal: far.signal,
  });
  const once = join(holding(topic, undefined));
  const { data } = once.depth[feedId(topic)] ?? {};
  expect(data).toMatchObject({ bestBid: 2n, bestAsk: 3n });
  expect(join(once).depth[feedId(topic)]?.data).toBe(data);
  expect(far.rest.depth).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ market: "0x1", precision: 2, retries: 0, signal: far.signal }),
  );
});

it("while nothing can be read, there is what the stream alone said, and nothing changes where it said nothing", () => {
  const around = { maxTrades: 2, closedLimit: () => 1, isWhole: () => false } as unknown as Around;
  const after = (topic: FeedTopic, held: unknown, said: readonly Item[]) =>
    withBuffered(holding(topic, held), said as readonly never[], topic.channel as "trades", topic as never, around)[
      topic.channel
    ][feedId(topic)]?.data;
  const [heard, closed, paid] = [[trade(3), trade(2)], [order("b", 20, { close: true })], [balance("0xb", 9n)]];
  expect(after(trades, [trade(1)], heard)).toEqual([trade(3), trade(2)]);
  expect(after(trades, undefined, heard)).toEqual([trade(3), trade(2)]);
  expect(after(orders, [order("a", 10, { close: true })], closed)).toEqual(closed);
  expect(after(orders, undefined, closed)).toEqual(closed);
  expect(after(balances, [balance("0xa", 1n)], paid)).toEqual([balance("0xa", 1n), balance("0xb", 9n)]);
  expect(after(balances, undefined, paid)).toEqual(paid);
  for (const topic of [trades, orders, balances, nonce]) expect(after(topic, undefined, [])).toBe(undefined);
});

it("candles are read where nothing is held of their market's trades, from its newest trade back", async () => {
  const topic = { channel: "candles", market: "0x1", resolution: "1m", limit: 5 } as const;
  const far = tradesServer([trade(1, 1_000)]);
  vi.spyOn(far.rest, "bars").mockResolvedValue([]);
  const [candle]: readonly Bar[] = await filled(topic, far);
  expect(candle).toMatchObject({ timestamp: 0, volume: 1n });
  expect(vi.mocked(far.rest.trades).mock.calls.map(([{ before }]) => before)).toEqual([undefined]);
});
