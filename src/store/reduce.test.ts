import { expect, test } from "vitest";
import { trade } from "../../test/support/made.ts";
import type { Connection } from "../client/connection.ts";
import type { Identity, Order } from "../client/entities.ts";
import type { ClientEvent } from "../client/events.ts";
import { O2BookError, O2LimitError } from "../client/feedErrors.ts";
import type { IdentityChannel, RecordUpdate, Topic } from "../client/protocol.ts";
import { slotOf } from "../client/wire.ts";
import { patch, withoutTopic, withTopic } from "./entries.ts";
import { type RecordEvent, readBooks, reduce as reduceBy } from "./reduce.ts";
import { type Context, reduceRecords } from "./reduceRecords.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";
import type { DepthTopic, FeedTopic } from "./topics.ts";

const A: Identity = { ContractId: "0xa" };
const B: Identity = { ContractId: "0xb" };
const BOOK: DepthTopic = { channel: "depth", market: "0x1", precision: 1 };
const COARSE: DepthTopic = { channel: "depth", market: "0x1", precision: 5 };
const TAPE: Topic & { readonly channel: "trades" } = { channel: "trades", market: "0x1" };
const identityTopics = (identity: Identity): (Topic & { readonly channel: IdentityChannel })[] =>
  (["orders", "balances", "nonce"] as const).map((channel) => ({ channel, identity }));

const up: Connection = {
  status: "connected",
  attempt: 0,
  retryAt: undefined,
  latency: undefined,
  isSilent: false,
  code: undefined,
  reason: undefined,
};
const context = (identities: readonly Identity[] = [A, B], now = 1_000): Context => ({
  now,
  maxTrades: 3,
  closedLimit: () => 2,
  isFilled: false,
  isOnly: (topic) => identities.length === 1 && "identity" in topic && topic.identity === identities[0],
  isWhole: () => true,
  isShared: () => identities.length > 1,
  epochOf: () => 1,
  accountOf: (identity) => identity,
});
const reduce = (state: O2State, event: ClientEvent, how: Context): O2State =>
  reduceBy(state, event, (at: O2State, of: RecordEvent) => reduceRecords(at, of, how));
const held = (...topics: FeedTopic[]): O2State => topics.reduce(withTopic, INITIAL_STATE);
const said = (update: RecordUpdate): ClientEvent => ({ type: "update", update });
const run = (state: O2State, ...events: ClientEvent[]) =>
  events.reduce((next, event) => reduce(next, event, context()), state);
const order = (id: string, account?: Identity): Order => ({
  order_id: id,
  side: "buy",
  order_type: "Spot",
  price: 1n,
  quantity: 1n,
  timestamp: 1,
  close: false,
  ...(account && { account }),
});

test("a topic that nobody holds stays unknown, whatever is said of it", () => {
  const events: ClientEvent[] = [
    { type: "reset", slot: { channel: "trades", market: "0x1" } },
    said({ action: "subscribe_nonce", contract_id: "0xa", nonce: 5n }),
    said({ action: "subscribe_orders", orders: [order("0x1", A)] }),
    { type: "doubt", slot: slotOf(BOOK), error: new O2BookError("0x1", "it"), retryAt: 5 },
  ];
  expect(run(INITIAL_STATE, ...events)).toBe(INITIAL_STATE);
});

test("a subscription is live once the server has read it, not when it was sent: empty where lists are followed, unknown for a nonce, awaited for a book", () => {
  const slots = [BOOK, TAPE, ...identityTopics(A)].map(slotOf);
  const sent = run(held(BOOK, TAPE, ...identityTopics(A)), ...slots.map((slot) => ({ type: "reset", slot }) as const));
  for (const channel of ["trades", "orders", "balances", "nonce"] as const)
    expect(Object.values(sent[channel])).not.toHaveProperty("0.epoch");
  const state = run(sent, { type: "read", slots });
  expect(state.depth["0x1:1"]).toMatchObject({ data: undefined });
  expect(state.trades["0x1"]).toMatchObject({ epoch: 1, data: [], updatedAt: 1_000 });
  expect(state.orders["ContractId:0xa"]).toMatchObject({ epoch: 1, data: [] });
  expect(state.balances["ContractId:0xa"]).toMatchObject({ epoch: 1, data: [] });
  expect(state.nonce["ContractId:0xa"]).toMatchObject({ epoch: 1, data: undefined });
});

test("a link that is down leaves the data", () => {
  const live = run(
    held(TAPE, ...identityTopics(A)),
    { type: "reset", slot: { channel: "trades", market: "0x1" } },
    {
      type: "read",
      slots: [
        { channel: "trades", market: "0x1" },
        { channel: "nonce", identities: [A] },
      ],
    },
    said({ action: "subscribe_nonce", contract_id: "0xa", nonce: 5n }),
  );
  const down = run(live, { type: "connection", connection: { ...up, status: "reconnecting", attempt: 1 } });
  expect(down.trades).toBe(live.trades);
  expect(down.nonce["ContractId:0xa"]).toMatchObject({ data: 5n });
  expect(run(down, { type: "connection", connection: up }).trades).toBe(down.trades);
});

test("an order and a nonce belong to the account they name; one without a name to the only one there is", () => {
  const state = run(held(...identityTopics(A), ...identityTopics(B)), {
    type: "reset",
    slot: { channel: "orders", identities: [A, B] },
  });
  const both = run(
    state,
    said({ action: "subscribe_orders", orders: [order("0x1", A), order("0x2", B), order("0x3")] }),
    said({ action: "subscribe_nonce", contract_id: "0xb", nonce: 5n }),
  );
  expect(both.orders["ContractId:0xa"]?.data?.map(({ order_id }) => order_id)).toEqual(["0x1"]);
  expect(both.orders["ContractId:0xb"]?.data?.map(({ order_id }) => order_id)).toEqual(["0x2"]);
  expect(both.nonce["ContractId:0xa"]?.data).toBeUndefined();
  expect(both.nonce["ContractId:0xb"]?.data).toBe(5n);
  const only = reduce(state, said({ action: "subscribe_orders", orders: [order("0x3")] }), context([A]));
  expect(only.orders["ContractId:0xa"]?.data).toHaveLength(1);
  expect(only.orders["ContractId:0xb"]?.data).toEqual([]);
});

test("a doubtful book makes each precision of its market stale with the reason, and no other market", () => {
  const other: DepthTopic = { channel: "depth", market: "0x11", precision: 1 };
  const before = held(BOOK, COARSE, other);
  const error = new O2BookError("0x1", "it");
  const state = run(before, { type: "doubt", slot: slotOf(BOOK), error, retryAt: 5 });
  expect(state.depth["0x1:1"]).toMatchObject({ error, retryAt: 5 });
  expect(state.depth["0x1:5"]).toMatchObject({ error, retryAt: 5 });
  expect(state.depth["0x11:1"]).toBe(before.depth["0x11:1"]);
});

test("a refusal is its topic's alone, is news once, and over when the subscription stands", () => {
  const topics = identityTopics(A).slice(0, 1);
  const [first, again] = [new O2LimitError(10, "one"), new O2LimitError(10, "two")];
  const refused = run(held(...identityTopics(A), ...identityTopics(B)), { type: "overLimit", topics, error: first });
  expect(refused.orders["ContractId:0xa"]).toMatchObject({ error: first });
  expect(refused.orders["ContractId:0xb"]?.error).toBeUndefined();
  expect(refused.balances["ContractId:0xa"]?.error).toBeUndefined();
  expect(run(refused, { type: "overLimit", topics, error: again })).toBe(refused);
  const slot = { channel: "orders", identities: [B, A] } as const;
  const served = run(refused, { type: "reset", slot }, { type: "read", slots: [slot] });
  expect(served.orders["ContractId:0xa"]).toMatchObject({ epoch: 1, error: undefined, data: [] });
});

test("what did not change keeps its reference", () => {
  const state = run(held(BOOK, TAPE, ...identityTopics(A)), {
    type: "reset",
    slot: { channel: "trades", market: "0x1" },
  });
  const next = run(state, said({ action: "subscribe_nonce", contract_id: "0xa", nonce: 5n }));
  expect(next.nonce).not.toBe(state.nonce);
  for (const part of ["connection", "depth", "trades", "orders", "balances"] as const)
    expect(next[part]).toBe(state[part]);
  expect(run(state, { type: "reset", slot: { channel: "trades", market: "0x1" } })).toBe(state);
});

test("a topic that is let go leaves nothing behind", () => {
  const state = held(BOOK, TAPE);
  expect(withoutTopic(withoutTopic(state, BOOK), TAPE)).toEqual(INITIAL_STATE);
  expect(withoutTopic(state, COARSE)).toBe(state);
  expect(withTopic(state, BOOK)).toBe(state);
});

test("trades that are said again after more of them came than are kept count once in a candle", () => {
  const candles = { channel: "candles", market: "0x1", resolution: "1m", limit: 10 } as const;
  const trades = [1, 2, 3, 4, 5].map((id) => ({
    trade_id: `${id}`,
    side: "buy" as const,
    price: 1n,
    quantity: 1n,
    total: 1n,
    timestamp: id,
  }));
  const frame = said({ action: "subscribe_trades", market_id: "0x1", trades });
  const state = run(
    [TAPE, candles].reduce(withTopic, INITIAL_STATE),
    { type: "reset", slot: { channel: "trades", market: "0x1" } },
    frame,
    frame,
  );
  expect(state.trades["0x1"]?.data).toHaveLength(3);
  expect(state.candles["0x1:1m:10"]?.data).toMatchObject([{ volume: 5n }]);
});

test("a subscription that is not taken makes trades and their candles stale with the reason, and leaves the book alone", () => {
  const candles = { channel: "candles", market: "0x1", resolution: "1m", limit: 10 } as const;
  const before = run([BOOK, TAPE, candles, ...identityTopics(A)].reduce(withTopic, INITIAL_STATE), {
    type: "reset",
    slot: { channel: "trades", market: "0x1" },
  });
  const error = new O2BookError("0x1", "it");
  const state = run(before, { type: "rejected", slot: slotOf(TAPE), error, retryAt: undefined });
  expect(state.trades["0x1"]).toMatchObject({ error, data: [] });
  expect(state.candles["0x1:1m:10"]).toMatchObject({ error, data: [] });
  for (const part of ["depth", "orders", "balances", "nonce"] as const) expect(state[part]).toBe(before[part]);
});

test("where gaps are filled, a subscription that stands makes nothing current or complete by itself", () => {
  const seeded = patch(held(TAPE), "trades", "0x1", { epoch: 1, isComplete: true, data: [] });
  const reset: ClientEvent = { type: "reset", slot: { channel: "trades", market: "0x1" } };
  const state = reduce(seeded, reset, { ...context(), isFilled: true });
  expect(state.trades["0x1"]).toMatchObject({ isComplete: false, data: [] });
});

test("identities that only an iterator follows stay unknown, whether they are served or refused", () => {
  const state = held(...identityTopics(A));
  const served = run(state, { type: "reset", slot: { channel: "orders", identities: [A, B] } });
  expect(Object.keys(served.orders)).toEqual(["ContractId:0xa"]);
  const topics = identityTopics(B).slice(0, 1);
  expect(run(state, { type: "overLimit", topics, error: new O2LimitError(10, "one") })).toBe(state);
});

test("a book is current and whole while there is one to see; after that it is stale, keeps its rows, and stays the same", () => {
  const sides = { bids: [{ price: 2n, quantity: 1n }], asks: [{ price: 3n, quantity: 1n }] };
  const look = (state: O2State, view: typeof sides | undefined) =>
    readBooks(
      state,
      new Set(["0x1"]),
      { view: () => view, subscriptions: { epochOf: () => 1 } },
      { most: () => 5 },
      1_000,
    );
  const shown = look(held(BOOK), sides);
  expect(shown.depth["0x1:1"]).toMatchObject({ epoch: 1, isComplete: true, levels: 5, updatedAt: 1_000 });
  const stale = look(shown, undefined);
  expect(stale.depth["0x1:1"]).toEqual({ ...shown.depth["0x1:1"], epoch: undefined });
  expect(look(stale, undefined).depth["0x1:1"]).toBe(stale.depth["0x1:1"]);
});

test.each([
  ["connecting", true],
  ["reconnecting", true],
  ["connected", false],
  ["closed", false],
] as const)("a lost connection that is %s is still called lost: %s", (status, isLost) => {
  const lost = { ...INITIAL_STATE, connection: { ...INITIAL_STATE.connection, isLost: true } };
  expect(run(lost, { type: "connection", connection: { ...up, status } }).connection.isLost).toBe(isLost);
});

const bars = { channel: "candles", market: "0x1", resolution: "1m", limit: 10 } as const;
const tape = (...trades: ReturnType<typeof trade>[]) => said({ action: "subscribe_trades", market_id: "0x1", trades });
const volume = (state: O2State) => state.candles["0x1:1m:10"]?.data?.reduce((sum, bar) => sum + bar.volume, 0n);
const live = [TAPE, bars].reduce(withTopic, INITIAL_STATE);
const standing = run(live, { type: "reset", slot: { channel: "trades", market: "0x1" } });

test("a late trade counts in its candle while all trades are kept, and after that if it is newer than the oldest kept", () => {
  expect(volume(run(standing, tape(trade(5)), tape(trade(1))))).toBe(2n);
  expect(volume(run(standing, tape(trade(9), trade(7), trade(3)), tape(trade(5))))).toBe(4n);
  expect(volume(run(standing, tape(trade(9), trade(7), trade(3)), tape(trade(1))))).toBe(3n);
});

test("trades of one millisecond are shown as told, and close their candle as told", () => {
  const told = [9, 3, 7].map((id) => ({ ...trade(id, 5), price: BigInt(id) }));
  const { trades, candles } = run(standing, tape(...told.slice(0, 1)), tape(...told.slice(1)));
  expect(trades["0x1"]?.data).toEqual([...told].reverse());
  expect(candles["0x1:1m:10"]?.data).toMatchObject([{ open: 9n, high: 9n, low: 3n, close: 7n, volume: 3n }]);
});

test("where all trades that are kept are of one millisecond, a new one counts, and one that was said before does not", () => {
  const frame = [9, 3, 7, 2, 8].map((id) => trade(id, 5));
  const swept = run(standing, tape(...frame));
  expect(volume(swept)).toBe(5n);
  expect(volume(run(swept, tape(trade(1, 5))))).toBe(6n);
  expect(volume(run(swept, tape(...frame, trade(1, 5))))).toBe(6n);
});

test("candles grow by all trades, also by those that are not kept", () => {
  const state = reduce(standing, tape(trade(1), trade(2)), { ...context(), maxTrades: 1 });
  expect([state.trades["0x1"]?.data, volume(state)]).toEqual([[trade(2)], 2n]);
});

test("orders of one identity are no news of another", () => {
  const state = run(held(...identityTopics(A), ...identityTopics(B)), {
    type: "reset",
    slot: { channel: "orders", identities: [A, B] },
  });
  const update = said({ action: "subscribe_orders", orders: [order("0x1", A)] });
  const next = reduce(state, update, context([A, B], 2_000));
  expect(next.orders["ContractId:0xa"]?.updatedAt).toBe(2_000);
  expect(next.orders["ContractId:0xb"]).toBe(state.orders["ContractId:0xb"]);
});

test("a wallet's nonce, which names its account, is taken where the nonces follow that wallet alone", () => {
  const wallet: Identity = { Address: "0xa" };
  const update = said({ action: "subscribe_nonce", contract_id: "0xc", nonce: 5n });
  const after = (only: Topic["channel"]) =>
    reduce(held(...identityTopics(wallet)), update, {
      ...context([wallet]),
      isOnly: ({ channel }) => channel === only,
    });
  expect(after("nonce").nonce["Address:0xa"]?.data).toBe(5n);
  expect(after("orders").nonce["Address:0xa"]?.data).toBeUndefined();
});

test("a wallet's nonce is taken beside others once its account is known, and is not current before where nobody can know it", () => {
  const wallet: Identity = { Address: "0xa" };
  const both = { ...context([wallet, B]), accountOf: (): Identity => ({ ContractId: "0xc" }) };
  const update = said({ action: "subscribe_nonce", contract_id: "0xc", nonce: 5n });
  const topics = held(...identityTopics(wallet), ...identityTopics(B));
  expect(reduce(topics, update, both).nonce["Address:0xa"]?.data).toBe(5n);
  const slot = { channel: "nonce", identities: [wallet, B] } as const;
  const { nonce } = reduce(topics, { type: "read", slots: [slot] }, context([wallet, B]));
  expect([nonce["Address:0xa"]?.epoch, nonce["ContractId:0xb"]?.epoch]).toEqual([undefined, 1]);
  expect(reduce(topics, { type: "read", slots: [slot] }, context([wallet])).nonce["Address:0xa"]?.epoch).toBe(1);
});
