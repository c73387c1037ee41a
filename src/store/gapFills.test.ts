// When a gap is read, what counts as said since, and what becomes of an attempt that fails; only the server is made up.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { order as made, trade } from "../../test/support/made.ts";
import type { Identity, Order, Trade } from "../client/entities.ts";
import { O2RestError } from "../client/errors.ts";
import type { Update } from "../client/protocol.ts";
import { O2Rest } from "../client/rest.ts";
import { withTopic } from "./entries.ts";
import { GapFills } from "./gapFills.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";
import type { CarriedTopic } from "./topics.ts";

const MARKET = `0x${"1".repeat(64)}`;
const identity: Identity = { ContractId: `0x${"a".repeat(64)}` };
const other: Identity = { ContractId: `0x${"b".repeat(64)}` };
const trades = { channel: "trades", market: MARKET } as const;
const orders = { channel: "orders", identity } as const;
const balances = { channel: "balances", identity } as const;
const nonce = { channel: "nonce", identity } as const;

const order = (id: string, account?: Identity): Order => made(id, 1, account ? { account } : {});
const balance = (asset_id: string, of: Identity) => ({
  identity: of,
  asset_id,
  total_locked: 0n,
  total_unlocked: 7n,
  trading_account_balance: 0n,
  order_books: {},
});
const saidTrades = (market_id: string, ...ids: number[]): Update => ({
  action: "subscribe_trades",
  market_id,
  trades: ids.map((n) => trade(n)),
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function filling(state: O2State = withTopic(INITIAL_STATE, trades)) {
  const rest = new O2Rest("http://x.y/");
  const read = vi.spyOn(rest, "trades").mockResolvedValue([trade(1)]);
  const onFilled = vi.fn();
  const onFailed = vi.fn();
  const whenRead = vi.fn((then: () => void) => then());
  const owners = { areOne: false };
  const fills = new GapFills({
    rest,
    markets: async () => [],
    serverNow: () => 1_000,
    maxTrades: 3,
    tradesWanted: () => ({ count: 0, since: Number.POSITIVE_INFINITY }),
    closedLimit: () => 10,
    isShared: () => false,
    around: () => ({
      state,
      maxTrades: 3,
      closedLimit: () => 10,
      isWhole: () => false,
      isOnly: () => owners.areOne,
      isShared: () => false,
      accountOf: (one) => one,
    }),
    wait: () => 0,
    isFollowed: () => true,
    accountOf: (identity: Identity) => identity,
    onAccount: () => undefined,
    state: () => state,
    whenRead,
    now: Date.now,
    onFilled,
    onFailed,
    retryDelay: 1_000,
  });
  const shown = (join: (now: O2State) => O2State) => join(state).trades[MARKET]?.data?.map(({ trade_id }) => trade_id);
  return { owners, rest, read, fills, whenRead, onFilled, onFailed, shown };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

it("what is said between the subscription and the answer is not lost, and the gap is then closed", async () => {
  const { fills, onFilled, shown, read } = filling();
  fills.arm(trades);
  expect(fills.isOpen(trades)).toBe(true);
  await settle();
  expect(read).not.toHaveBeenCalled();
  fills.push(saidTrades(MARKET, 2));
  fills.start(trades);
  fills.push(saidTrades(MARKET, 3));
  fills.push(saidTrades(`0x${"2".repeat(64)}`, 9));
  await settle();
  expect(onFilled).toHaveBeenCalledExactlyOnceWith(trades, expect.any(Function), [trade(3), trade(2)]);
  expect(shown(onFilled.mock.calls[0]?.[1])).toEqual(["3", "2", "1"]);
  expect([fills.isOpen(trades), fills.bufferedOf(trades)]).toEqual([false, undefined]);
});

it("of trades of one millisecond that are said meanwhile the last one said is the newest", async () => {
  const { fills, onFilled, shown } = filling();
  fills.arm(trades);
  fills.push({ action: "subscribe_trades", market_id: MARKET, trades: [trade(9, 5), trade(4, 5)] });
  fills.push({ action: "subscribe_trades", market_id: MARKET, trades: [trade(7, 5)] });
  fills.start(trades);
  await settle();
  expect(shown(onFilled.mock.calls[0]?.[1])).toEqual(["7", "4", "9"]);
});

it("nothing is read for a topic that is not expected", async () => {
  const { fills, read } = filling();
  fills.start(trades);
  await settle();
  expect([read.mock.calls.length, fills.isOpen(trades)]).toEqual([0, false]);
});

it("of two readings of one gap the later counts, and the first is given up", async () => {
  const { fills, read, onFilled, shown } = filling();
  const answers: ((page: readonly Trade[]) => void)[] = [];
  read.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  fills.arm(trades);
  fills.start(trades);
  fills.start(trades);
  await settle();
  expect(read.mock.calls.map(([{ signal }]) => signal?.aborted)).toEqual([true, false]);
  answers[0]?.([trade(8)]);
  answers[1]?.([trade(9)]);
  await settle();
  expect(onFilled.mock.calls.map(([, join]) => shown(join))).toEqual([["9"]]);
});

it("a reading that began before a new subscription fills nothing: what was said between the two is in neither", async () => {
  const { fills, read, onFilled, shown } = filling();
  const answers: ((page: readonly Trade[]) => void)[] = [];
  read.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  fills.arm(trades);
  fills.start(trades);
  await settle();
  fills.arm(trades);
  answers[0]?.([trade(8)]);
  await settle();
  expect([onFilled.mock.calls.length, fills.isOpen(trades)]).toEqual([0, true]);
  fills.start(trades);
  await settle();
  answers[1]?.([trade(9)]);
  await settle();
  expect(onFilled.mock.calls.map(([, join]) => shown(join))).toEqual([["9"]]);
});

it("orders and balances, read in parts, are whole when the stream has caught up, and not if they are given up till then", async () => {
  const { rest, fills, whenRead, onFilled } = filling();
  vi.spyOn(rest, "account").mockResolvedValue(undefined);
  vi.spyOn(rest, "orders").mockResolvedValue([]);
  whenRead.mockImplementation(() => undefined);
  for (const topic of [orders, balances, nonce, trades]) {
    fills.arm(topic);
    fills.start(topic);
  }
  await settle();
  expect(onFilled.mock.calls.map(([topic]) => topic)).toEqual([nonce, trades]);
  expect([orders, balances, nonce, trades].map((topic) => fills.isOpen(topic))).toEqual([true, true, false, false]);
  fills.forget(balances);
  for (const [then] of whenRead.mock.calls) then();
  expect(onFilled.mock.calls.map(([topic]) => topic)).toEqual([nonce, trades, orders]);
  expect(fills.isOpen(orders)).toBe(false);
});

it("what nobody holds any more is given up: nothing is filled, tried again or kept", async () => {
  const { fills, read, onFilled, onFailed } = filling();
  read.mockRejectedValue(new O2RestError("down"));
  fills.arm(trades);
  fills.start(trades);
  await settle();
  fills.forget(trades);
  expect([onFailed.mock.calls.length, fills.isOpen(trades)]).toEqual([1, false]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect([read.mock.calls.length, onFilled.mock.calls.length, onFailed.mock.calls.length]).toEqual([1, 0, 1]);
  expect(vi.getTimerCount()).toBe(0);
});

it("a failed attempt is told with what the stream said, and tried again from a second on until it holds", async () => {
  const { fills, read, onFilled, onFailed, shown } = filling();
  const error = new O2RestError("down", { isTransient: true });
  read.mockRejectedValueOnce(error).mockRejectedValueOnce(new Error("odd"));
  fills.arm(trades);
  fills.push(saidTrades(MARKET, 5));
  fills.start(trades);
  await settle();
  expect(onFailed).toHaveBeenCalledOnce();
  const [topic, { error: told, retryAt = 0 }] = onFailed.mock.calls[0] ?? [];
  expect([topic, told]).toEqual([trades, error]);
  const wait = retryAt - Date.now();
  expect(wait).toBeGreaterThanOrEqual(1_000);
  expect(shown(onFailed.mock.calls[0]?.[2])).toEqual(["5"]);
  await vi.advanceTimersByTimeAsync(wait - 1);
  expect(read).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(read).toHaveBeenCalledTimes(2);
  // An error of nobody's knows nothing of whether a retry may mend it.
  expect(onFailed.mock.calls[1]?.[1]).toMatchObject({
    error: { name: "O2RestError", message: expect.stringContaining("odd"), cause: { message: "odd" } },
    retryAt: undefined,
  });
  expect(onFilled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(shown(onFilled.mock.calls[0]?.[1])).toEqual(["5", "1"]);
});

it("trades heard behind a hole that was never filled prove nothing about it, over any number of links", async () => {
  const { fills, onFilled, onFailed } = filling();
  fills.arm(trades);
  fills.start(trades);
  fills.push(saidTrades(MARKET, 5));
  fills.lost();
  await settle();
  expect([fills.isOpen(trades), onFilled.mock.calls.length, onFailed.mock.calls.length]).toEqual([false, 0, 0]);
  fills.arm(trades);
  expect(fills.bufferedOf(trades)).toEqual([trade(5)]);
  fills.arm(trades);
  expect(fills.bufferedOf(trades)).toEqual([trade(5)]);
  fills.lost();
  fills.forget(trades);
  fills.arm(trades);
  expect(fills.bufferedOf(trades)).toEqual([]);
});

it("a trade that is told after the link was lost, behind a hole that was never filled, proves nothing about it either", () => {
  const { fills } = filling();
  fills.arm(trades);
  fills.push(saidTrades(MARKET, 5));
  fills.lost();
  fills.push(saidTrades(MARKET, 6));
  fills.arm(trades);
  expect(fills.bufferedOf(trades)).toEqual([trade(6), trade(5)]);
});

it("what was heard of orders, balances and the nonce on a link that was lost is not taken for said since", () => {
  const { fills } = filling();
  for (const topic of [orders, balances, nonce]) fills.arm(topic);
  fills.push({ action: "subscribe_orders", orders: [order("1", identity)] });
  fills.lost();
  fills.arm(orders);
  expect(fills.bufferedOf(orders)).toEqual([]);
});

it("each gap hears its own topic and identity alone", () => {
  const { owners, fills } = filling();
  const [mine, theirs] = [`0x${"a".repeat(64)}`, `0x${"b".repeat(64)}`];
  const wallet = { channel: "nonce", identity: { Address: theirs } } as const;
  const topics: CarriedTopic[] = [trades, orders, balances, nonce, wallet];
  for (const topic of topics) fills.arm(topic);
  fills.push(saidTrades(MARKET, 1, 2, 3, 4));
  fills.push({ action: "subscribe_orders", orders: [order("mine", identity), order("theirs", other), order("whose")] });
  fills.push({ action: "subscribe_balances", balance: [balance("0x1", identity), balance("0x2", other)] });
  const news = { action: "subscribe_nonce", contract_id: theirs, nonce: 8n } as const;
  fills.push(news);
  const heard = topics.map((topic) => fills.bufferedOf(topic));
  expect(heard).toEqual([
    [4, 3, 2].map((n) => trade(n)),
    [order("mine", identity)],
    [balance("0x1", identity)],
    [],
    // Whose a wallet's is, is known when its account was read.
    [news],
  ]);
  owners.areOne = true;
  const own = { action: "subscribe_nonce", contract_id: mine, nonce: 9n } as const;
  fills.push(own);
  fills.push({ ...own, nonce: 10n });
  fills.push({ action: "subscribe_orders", orders: [order("whose")] });
  expect(fills.bufferedOf(nonce)).toEqual([{ ...own, nonce: 10n }]);
  expect(fills.bufferedOf(orders)).toContainEqual(order("whose"));
});

it.each(Array.from({ length: 8 }, (_, steps) => steps))(
  "a fill that is given up %i steps after its answer came fills nothing, and ends no fill that took its place",
  async (steps) => {
    const { fills, read, onFilled } = filling();
    let answer: (page: readonly Trade[]) => void = () => undefined;
    read.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    fills.arm(trades);
    fills.start(trades);
    await settle();
    answer([trade(1)]);
    for (let step = 0; step < steps; step += 1) await undefined;
    const before = onFilled.mock.calls.length;
    fills.arm(trades);
    await settle();
    expect([onFilled.mock.calls.length - before, fills.isOpen(trades)]).toEqual([0, true]);
  },
);
