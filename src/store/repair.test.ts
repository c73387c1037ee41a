// When REST is read, and what becomes of the answers. The session and the server are made up.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { account, order as made, trade } from "../../test/support/made.ts";
import type { Identity, Order } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import type { ClientEvent } from "../client/events.ts";
import { identityKey } from "../client/ids.ts";
import { OrderBook } from "../client/OrderBook.ts";
import { O2Rest } from "../client/rest.ts";
import type { Session } from "../client/session.ts";
import { patch, withTopic } from "./entries.ts";
import { Repair } from "./repair.ts";
import { shownMarkets } from "./shownMarkets.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";

const MARKET = `0x${"1".repeat(64)}`;
const identity: Identity = { ContractId: `0x${"a".repeat(64)}` };
const ID = identityKey(identity);
const trades = { channel: "trades", market: MARKET } as const;
const orders = { channel: "orders", identity } as const;
const nonce = { channel: "nonce", identity } as const;
const candles = { channel: "candles", market: MARKET, resolution: "1m", limit: 5 } as const;
const depth = { channel: "depth", market: MARKET, precision: 1 } as const;
const order = (id: string, timestamp: number, close = false): Order => made(id, timestamp, { close });
const connection = (status: "connected" | "reconnecting"): ClientEvent => ({
  type: "connection",
  connection: {
    status,
    attempt: 0,
    retryAt: undefined,
    latency: undefined,
    isSilent: false,
    code: undefined,
    reason: undefined,
  },
});
const down = new O2RestError("down");

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

function repairing({
  auditInterval = 60_000 as number | false,
  maxClosedOrders = 5,
  held = [] as readonly FeedTopic[],
  isOpen = true,
  isUp = true,
} = {}) {
  const world = { state: held.reduce(withTopic, INITIAL_STATE), isOnly: vi.fn((_channel: string) => true), late: "" };
  const rest = new O2Rest("http://x.y/");
  vi.spyOn(rest, "activeOrders").mockRejectedValue(new O2RestError("There is no such read.", { status: 404 }));
  const read = {
    trades: vi.spyOn(rest, "trades").mockResolvedValue([trade(2), trade(1)]),
    orders: vi.spyOn(rest, "orders").mockResolvedValue([]),
    account: vi.spyOn(rest, "account").mockResolvedValue(account("0x1", 7n)),
    bars: vi.spyOn(rest, "bars").mockResolvedValue([]),
    markets: vi
      .spyOn(rest, "markets")
      .mockResolvedValue([{ market_id: MARKET, base: { asset: "0xa" }, quote: { asset: "0xb" } } as never]),
    depth: vi.spyOn(rest, "depth").mockResolvedValue({ bids: [], asks: [] }),
  };
  const book = new OrderBook();
  book.apply({ action: "subscribe_depth", market_id: MARKET, view: { bids: [], asks: [] } });
  const report = vi.fn();
  const whenRead = vi.fn((onRead: () => void) => onRead());
  const session = {
    book: () => ({ book, precision: 1 }),
    follow: () => () => undefined,
    books: { doubt: () => undefined },
    report,
    whenRead,
    page: { isVisible: true },
    connection: { isSilent: false },
    subscriptions: {
      isOnly: (channel: string) => world.isOnly(channel),
      mayBeLate: (channel: string) => channel === world.late,
      epochOf: () => 1,
    },
  } as unknown as Session;
  const onFilled = vi.fn((topic: FeedTopic, join: (state: O2State) => O2State) => {
    world.state = patch(join(world.state), topic.channel, feedId(topic), { epoch: 1 } as never);
  });
  const markets = shownMarkets({
    rest,
    now: Date.now,
    random: () => 0.5,
    page: { isVisible: true },
    state: () => world.state,
    onState: (state) => {
      world.state = state;
    },
    onFailed: () => undefined,
  });
  const repair = new Repair({
    markets,
    linger: 0,
    lostAfter: 0,
    maxTrades: 100,
    tradesWanted: () => ({ count: 0, since: Number.POSITIVE_INFINITY }),
    maxClosedOrders,
    auditInterval,
    now: Date.now,
    isFollowed: () => true,
    isWhole: (topic) => world.state[topic.channel][feedId(topic)]?.epoch === 1,
    serverNow: Date.now,
    random: () => 0.5,
    session,
    rest,
    state: () => world.state,
    around: () => ({
      state: world.state,
      maxTrades: 100,
      closedLimit: () => maxClosedOrders,
      isOnly: ({ channel }) => world.isOnly(channel),
      isWhole: () => true,
      isShared: () => false,
      accountOf: (one) => one,
    }),
    onState: (state) => {
      world.state = state;
    },
    onFilled,
    onFailed: () => undefined,
  });
  if (isOpen) repair.open();
  if (isUp) repair.hear(connection("connected"));
  const filled = () => onFilled.mock.calls.map(([topic]) => topic.channel);
  return { repair, markets, world, read, filled, onFilled, report, whenRead };
}

it("a subscription that was sent is read when the server has it, not before", async () => {
  const { repair, filled, read } = repairing({ held: [trades] });
  repair.take(trades, false);
  repair.hear({ type: "reset", slot: trades });
  await pass();
  expect(read.trades).not.toHaveBeenCalled();
  repair.hear({ type: "read", slots: [trades] });
  await pass();
  expect(filled()).toEqual(["trades"]);
  repair.hear({ type: "read", slots: [trades] });
  await pass();
  expect(filled()).toEqual(["trades", "trades"]);
});

it("while the link is up the server is asked whether the stream has caught up with what was read; else that is all there is", async () => {
  const { repair, filled, whenRead } = repairing({ held: [orders] });
  whenRead.mockImplementation(() => undefined);
  repair.take(orders, true);
  await pass();
  expect([filled(), whenRead.mock.calls.length]).toEqual([[], 1]);
  whenRead.mock.calls[0]?.[0]();
  expect(filled()).toEqual(["orders"]);
  repair.hear(connection("reconnecting"));
  repair.readWithoutLink();
  repair.take(orders, true);
  await pass();
  expect([filled(), whenRead.mock.calls.length]).toEqual([["orders", "orders"], 1]);
});

it("what nobody holds is not read, whatever the server confirms, and a book brings its own snapshot", async () => {
  const { repair, filled, read } = repairing({ held: [orders, depth] });
  const other: Identity = { ContractId: `0x${"b".repeat(64)}` };
  repair.hear({ type: "read", slots: [trades, { channel: "orders", identities: [identity, other] }, depth] });
  await pass();
  expect(filled()).toEqual(["orders"]);
  expect(read.trades).not.toHaveBeenCalled();
});

it("a topic whose subscription stands already is read as soon as it is taken", async () => {
  const { repair, filled } = repairing({ held: [nonce] });
  repair.take(nonce, true);
  await pass();
  expect(filled()).toEqual(["nonce"]);
});

it("a subscription that was rejected, or is not held any more, fills nothing", async () => {
  const { repair, filled, read } = repairing({ held: [trades, orders] });
  repair.hear({ type: "read", slots: [trades, { channel: "orders", identities: [identity] }] });
  repair.hear({ type: "rejected", slot: trades, error: down, retryAt: undefined });
  repair.drop(orders);
  await pass(60_000);
  expect([filled(), read.trades.mock.calls.length]).toEqual([[], 1]);
});

it("what the stream says while a gap is read is not lost, and is asked whose it may be", async () => {
  const { repair, world } = repairing({ held: [trades, orders, nonce] });
  repair.hear({
    type: "read",
    slots: [trades, { channel: "orders", identities: [identity] }, { channel: "nonce", identities: [identity] }],
  });
  repair.hear({ type: "update", update: { action: "subscribe_trades", market_id: MARKET, trades: [trade(3)] } });
  expect(repair.heardTrades(MARKET)).toEqual([trade(3)]);
  world.isOnly.mockClear();
  repair.hear({ type: "update", update: { action: "subscribe_orders", orders: [order("1", 5)] } });
  expect(world.isOnly.mock.calls).toEqual([["orders"]]);
  repair.hear({ type: "update", update: { action: "subscribe_nonce", contract_id: `0x${"a".repeat(64)}`, nonce: 9n } });
  await pass();
  expect(world.state.trades[MARKET]?.data).toEqual([trade(3), trade(2), trade(1)]);
  expect(world.state.orders[ID]?.data).toEqual([order("1", 5)]);
  expect(world.state.nonce[ID]?.data).toBe(9n);
  expect(repair.heardTrades(MARKET)).toEqual([]);
});

it("more of what is whole, or is being read, is read at once; what will be read anyway is not read early", async () => {
  const { repair, filled, read } = repairing({ held: [trades] });
  repair.take(trades, false);
  repair.hear({ type: "reset", slot: trades });
  repair.readMore(trades);
  await pass();
  expect(read.trades).not.toHaveBeenCalled();
  repair.hear({ type: "read", slots: [trades] });
  repair.readMore(trades);
  await pass();
  // The first of the two was given up.
  expect([filled(), read.trades.mock.calls.length]).toEqual([["trades"], 2]);
  repair.readMore(trades);
  await pass();
  expect([filled(), read.trades.mock.calls.length]).toEqual([["trades", "trades"], 3]);
});

it("candles wait for their market's trades to be whole, and are then read", async () => {
  const { repair, filled, read } = repairing({ held: [trades, candles] });
  repair.take(candles, true);
  await pass();
  expect(read.bars).not.toHaveBeenCalled();
  repair.hear({ type: "read", slots: [trades] });
  await pass();
  expect(filled()).toEqual(["trades", "candles"]);
});

it("orders that were whole because a false PONG said so are read again; those that were whole before are not", async () => {
  const { repair, world, filled } = repairing({ held: [orders] });
  repair.hear({ type: "read", slots: [{ channel: "orders", identities: [identity] }] });
  await pass();
  const doneAt = Date.now();
  repair.hear({ type: "unproven", since: doneAt + 1 });
  await pass();
  expect(filled()).toEqual(["orders"]);
  expect(world.state.orders[ID]?.epoch).toBe(1);
  repair.hear({ type: "unproven", since: doneAt });
  expect(world.state.orders[ID]?.epoch).toBeUndefined();
  await pass();
  expect(filled()).toEqual(["orders", "orders"]);
});

it("candles of trades that are whole are read at once; candles of a market that nobody trades are not", async () => {
  const { repair, world, filled } = repairing({ held: [trades, candles] });
  world.state = patch(world.state, "trades", MARKET, { data: [], epoch: 1 });
  repair.take(candles, false);
  repair.take({ ...candles, market: "0x2" }, true);
  await pass();
  expect(filled()).toEqual(["candles"]);
});

it("orders that are filled start no candles", async () => {
  const { repair, read } = repairing({ held: [orders, candles] });
  repair.take(orders, true);
  await pass();
  expect(read.bars).not.toHaveBeenCalled();
});

it("a read that fails leaves the topic stale with the error and what was said, and trades' candles with it", async () => {
  const { repair, world, read, filled } = repairing({ held: [trades, candles, nonce] });
  world.state = patch(world.state, "candles", feedId(candles), { epoch: 1 });
  read.trades.mockRejectedValueOnce(down);
  repair.hear({ type: "read", slots: [trades] });
  repair.hear({ type: "update", update: { action: "subscribe_trades", market_id: MARKET, trades: [trade(3)] } });
  await pass();
  expect(world.state.trades[MARKET]).toMatchObject({ error: down, data: [trade(3)] });
  expect(world.state.candles[feedId(candles)]).toMatchObject({ error: down });
  expect(filled()).toEqual([]);
  await pass(2_000);
  expect(filled()).toEqual(["trades", "candles"]);
});

it("a nonce that cannot be read is no fault of the candles", async () => {
  const { repair, world, read } = repairing({ held: [candles, nonce] });
  read.account.mockRejectedValueOnce(down);
  repair.take(nonce, true);
  await pass();
  expect([world.state.nonce[ID]?.error, world.state.candles[feedId(candles)]?.error]).toEqual([down, undefined]);
});

it("a book is audited from its first holder to its last, also after the feed was closed and opened again", async () => {
  const { repair, read } = repairing();
  const audits = async () => {
    read.depth.mockClear();
    await pass(60_000);
    return read.depth.mock.calls.length;
  };
  repair.take(depth, false);
  repair.take({ ...depth, precision: 2 }, false);
  expect(await audits()).toBe(1);
  expect(repair.counters(MARKET)).toEqual({ audits: 1, mismatches: 0 });
  repair.drop(depth);
  expect(await audits()).toBe(1);
  repair.close();
  expect(await audits()).toBe(0);
  repair.open();
  expect(await audits()).toBe(1);
  repair.drop({ ...depth, precision: 2 });
  expect(await audits()).toBe(0);
  repair.open();
  expect(await audits()).toBe(0);
  repair.take(depth, false);
  expect(await audits()).toBe(1);
});

it("a book that is held before the feed connects, or after it closed, starts no timer until it does", async () => {
  const { repair, read } = repairing({ isOpen: false, isUp: false });
  repair.take(depth, false);
  expect(vi.getTimerCount()).toBe(0);
  repair.open();
  await pass(60_000);
  expect(read.depth).toHaveBeenCalledTimes(1);
  repair.close();
  repair.drop(depth);
  repair.take(depth, false);
  expect(vi.getTimerCount()).toBe(0);
});

it("without audits none are made, and what is held besides books is never audited", async () => {
  const { repair, read } = repairing({ auditInterval: false });
  repair.take(depth, false);
  await pass(600_000);
  expect(read.depth).not.toHaveBeenCalled();
  expect(repair.counters(MARKET)).toEqual({ audits: 0, mismatches: 0 });
  const other = repairing({ held: [trades] });
  other.repair.take(trades, true);
  await pass(600_000);
  expect(other.read.depth).not.toHaveBeenCalled();
});

it("what may be of a subscription that was given up is not taken for said since", async () => {
  const { repair, world } = repairing({ held: [trades, orders] });
  repair.hear({ type: "reset", slot: { channel: "orders", identities: [identity] } });
  const update = { action: "subscribe_orders", orders: [order("1", 5)] } as const;
  world.late = "orders";
  repair.hear({ type: "update", update });
  repair.hear({ type: "read", slots: [{ channel: "orders", identities: [identity] }] });
  await pass();
  expect(world.state.orders[ID]?.data).toEqual([]);
  world.late = "trades";
  repair.hear({ type: "reset", slot: { channel: "orders", identities: [identity] } });
  repair.hear({ type: "update", update });
  repair.hear({ type: "read", slots: [{ channel: "orders", identities: [identity] }] });
  await pass();
  expect(world.state.orders[ID]?.data).toEqual([order("1", 5)]);
});

it("a gap that was being read when the link went is given up; news of a link that is the same change nothing", async () => {
  const { repair, filled, read } = repairing({ held: [trades] });
  repair.hear({ type: "read", slots: [trades] });
  repair.hear(connection("connected"));
  repair.hear(connection("reconnecting"));
  await pass();
  expect(filled()).toEqual([]);
  repair.hear(connection("connected"));
  repair.hear({ type: "read", slots: [trades] });
  repair.hear(connection("connected"));
  // After a lost link the first reads wait for a random part of 250 ms.
  await pass();
  expect(read.trades.mock.calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(125);
  expect([filled(), read.trades.mock.calls.length]).toEqual([["trades"], 2]);
});

it("without a link what nobody has heard of is read all the same, once, and what is taken meanwhile; what is known is not", async () => {
  const { repair, world, filled, read } = repairing({ held: [trades, orders, nonce] });
  world.state = patch(world.state, "orders", ID, { data: [] });
  repair.hear(connection("reconnecting"));
  repair.readWithoutLink();
  repair.readWithoutLink();
  await pass();
  expect(filled().sort()).toEqual(["nonce", "trades"]);
  expect([read.trades.mock.calls.length, read.orders.mock.calls.length]).toEqual([1, 0]);
  world.state = withTopic(world.state, { ...nonce, identity: { Address: "0x5" } });
  repair.take({ ...nonce, identity: { Address: "0x5" } }, false);
  await pass();
  expect(read.account).toHaveBeenLastCalledWith(expect.objectContaining({ identity: { Address: "0x5" } }));
  repair.hear(connection("connected"));
  read.account.mockClear();
  world.state = withTopic(world.state, { ...nonce, identity: { Address: "0x6" } });
  repair.take({ ...nonce, identity: { Address: "0x6" } }, false);
  await pass();
  expect(read.account).not.toHaveBeenCalled();
});

it("a feed that is closed reads nothing more, also not what was being read or is taken then", async () => {
  const { repair, world, filled, read } = repairing({ held: [trades] });
  repair.hear(connection("reconnecting"));
  repair.readWithoutLink();
  repair.close();
  await pass();
  expect(filled()).toEqual([]);
  read.account.mockClear();
  world.state = withTopic(world.state, nonce);
  repair.take(nonce, false);
  await pass(60_000);
  expect(read.account).not.toHaveBeenCalled();
});

it("the markets are in the state when they were read, and why not while they cannot be", async () => {
  const { markets, world, read } = repairing();
  read.markets.mockRejectedValueOnce(down);
  markets.want();
  await pass();
  expect(world.state.markets).toMatchObject({ isLive: false, error: down });
  await pass(2_000);
  expect(world.state.markets).toMatchObject({
    isLive: true,
    isComplete: true,
    error: undefined,
    updatedAt: expect.any(Number),
    data: [{ market_id: MARKET }],
  });
  const other = repairing();
  other.read.markets.mockRejectedValueOnce(down);
  other.markets.want();
  await pass();
  other.markets.pause();
  await pass(60_000);
  expect(other.world.state.markets.isLive).toBe(false);
  other.markets.resume();
  await pass();
  expect(other.world.state.markets.isLive).toBe(true);
});

it("older orders are kept besides the usual, until nobody holds the orders any more", async () => {
  const { repair, world, read } = repairing({ held: [orders], maxClosedOrders: 1 });
  world.state = patch(world.state, "orders", ID, { data: [order("new", 9, true)] });
  read.orders.mockResolvedValueOnce([order("old", 5, true), order("older", 4, true)]);
  await repair.history.read([identity], [MARKET]);
  expect(world.state.orders[ID]?.data?.map(({ order_id }) => order_id)).toEqual(["new", "old", "older"]);
  expect(repair.history.count(ID)).toBe(2);
  repair.drop(nonce);
  expect(repair.history.count(ID)).toBe(2);
  repair.drop(orders);
  expect(repair.history.count(ID)).toBe(0);
});

it("a disagreement of REST with fresh snapshots is reported", async () => {
  const { repair, read, report } = repairing({ auditInterval: 1_000 });
  read.depth.mockResolvedValue({ bids: [{ price: 1n, quantity: 1n }], asks: [] });
  repair.take(depth, false);
  await pass(60_000);
  expect(report).toHaveBeenCalledTimes(1);
});

it("a topic is audited while it is held and the feed is open, and anew over each link", async () => {
  const { repair, world, read, whenRead } = repairing({ isOpen: false, held: [nonce] });
  world.state = patch(world.state, "nonce", ID, { data: 7n, epoch: 1 });
  repair.take(nonce, false);
  expect(vi.getTimerCount()).toBe(0);
  repair.open();
  await pass(60_000);
  expect(read.account).toHaveBeenCalledTimes(1);
  // The next one waits for a PONG, and the link is lost.
  await pass(2_000);
  whenRead.mockImplementation(() => undefined);
  await pass(61_000);
  expect(read.account).toHaveBeenCalledTimes(2);
  repair.hear(connection("reconnecting"));
  await pass(60_000);
  expect(read.account).toHaveBeenCalledTimes(3);
  repair.hear(connection("connected"));
  repair.close();
  await pass();
  expect(vi.getTimerCount()).toBe(0);
  repair.open();
  await pass();
  expect(vi.getTimerCount()).toBe(1);
  repair.drop(nonce);
  repair.take(nonce, false);
  await pass();
  expect(vi.getTimerCount()).toBe(1);
  repair.drop(nonce);
  await pass();
  expect(vi.getTimerCount()).toBe(0);
});

it("what was read before the first link is given up when it comes: a book's snapshot might be there before the answer", async () => {
  const { repair, filled, read } = repairing({ held: [depth], isUp: false });
  let answer: (sides: { bids: []; asks: [] }) => void = () => undefined;
  read.depth.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  repair.readWithoutLink();
  await pass();
  expect(read.depth).toHaveBeenCalledTimes(1);
  repair.hear(connection("connected"));
  answer({ bids: [], asks: [] });
  await pass();
  expect(filled()).toEqual([]);
});

it("of closed orders no more than are wanted are kept when a gap is filled", async () => {
  const { repair, world } = repairing({ held: [orders], maxClosedOrders: 1 });
  repair.hear({ type: "read", slots: [{ channel: "orders", identities: [identity] }] });
  const said = [order("1", 5, true), order("2", 6, true), order("3", 7)];
  repair.hear({ type: "update", update: { action: "subscribe_orders", orders: said } });
  await pass();
  expect(world.state.orders[ID]?.data?.map(({ order_id }) => order_id)).toEqual(["3", "2"]);
});

it("candles that cannot be read are no fault of others of their market", async () => {
  const other = { ...candles, resolution: "5m" } as const;
  const { repair, world, read } = repairing({ held: [trades, candles, other] });
  world.state = patch(world.state, "trades", MARKET, { data: [], epoch: 1 });
  read.bars.mockRejectedValue(down);
  repair.take(candles, false);
  await pass();
  expect([world.state.candles[feedId(candles)]?.error, world.state.candles[feedId(other)]?.error]).toEqual([
    down,
    undefined,
  ]);
});

it("a book is audited on when its market's trades are let go of", async () => {
  const { repair, read } = repairing({ held: [trades, depth] });
  repair.take(depth, false);
  repair.take(trades, false);
  repair.drop(trades);
  await pass(60_000);
  expect(read.depth).toHaveBeenCalledTimes(1);
});

it("what the stream says between a subscription and the server's word on it is not lost", async () => {
  const { repair, world } = repairing({ held: [orders] });
  const slot = { channel: "orders", identities: [identity] } as const;
  repair.hear({ type: "reset", slot });
  repair.hear({ type: "update", update: { action: "subscribe_orders", orders: [order("1", 5)] } });
  repair.hear({ type: "read", slots: [slot] });
  await pass();
  expect(world.state.orders[ID]?.data).toEqual([order("1", 5)]);
});
