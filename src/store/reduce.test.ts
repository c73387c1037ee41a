import { expect, test } from "vitest";
import { O2BookError, O2LimitError } from "../client/errors.ts";
import type { ClientEvent } from "../client/events.ts";
import type { Connection } from "../client/link.ts";
import type { DepthUpdate, Identity, IdentityChannel, Order, Topic, Update } from "../client/protocol.ts";
import { type Context, reduce } from "./reduce.ts";
import { INITIAL_STATE, type O2State, withoutTopic, withTopic } from "./state.ts";

const A: Identity = { ContractId: "0xa" };
const B: Identity = { ContractId: "0xb" };
const BOOK: Topic = { channel: "depth", market: "0x1", precision: 1 };
const COARSE: Topic = { channel: "depth", market: "0x1", precision: 5 };
const TAPE: Topic = { channel: "trades", market: "0x1" };
const identityTopics = (identity: Identity): Topic[] =>
  (["orders", "balances", "nonce"] as const).map((channel) => ({ channel, identity }));

const up: Connection = { status: "connected", attempt: 0, retryAt: undefined, latency: undefined, reason: undefined };
const context = (identities: readonly Identity[] = [A, B], now = 1_000): Context => ({
  now,
  maxTrades: 3,
  closedLimit: () => 2,
  isFilled: false,
  isOnly: () => identities.length === 1,
  identities: (_: IdentityChannel) => identities,
});
const held = (...topics: Topic[]): O2State => topics.reduce(withTopic, INITIAL_STATE);
const said = (update: Exclude<Update, DepthUpdate>): ClientEvent => ({ type: "update", update });
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
    { type: "doubt", market: "0x1", error: new O2BookError("0x1", "it") },
  ];
  expect(run(INITIAL_STATE, ...events)).toBe(INITIAL_STATE);
});

test("a subscription that stands is live: empty where lists are followed, unknown for a nonce, awaited for a book", () => {
  const state = run(
    held(BOOK, TAPE, ...identityTopics(A)),
    { type: "reset", slot: { channel: "depth", market: "0x1", precision: 1 } },
    { type: "reset", slot: { channel: "trades", market: "0x1" } },
    { type: "reset", slot: { channel: "orders", identities: [A] } },
    { type: "reset", slot: { channel: "balances", identities: [A] } },
    { type: "reset", slot: { channel: "nonce", identities: [A] } },
  );
  expect(state.depth["0x1:1"]).toMatchObject({ isLive: false, data: undefined });
  expect(state.trades["0x1"]).toMatchObject({ isLive: true, data: [], updatedAt: 1_000 });
  expect(state.orders["ContractId:0xa"]).toMatchObject({ isLive: true, data: [] });
  expect(state.balances["ContractId:0xa"]).toMatchObject({ isLive: true, data: [] });
  expect(state.nonce["ContractId:0xa"]).toMatchObject({ isLive: true, data: undefined });
});

test("a link that is down makes everything stale and leaves the data", () => {
  const live = run(
    held(TAPE, ...identityTopics(A)),
    { type: "reset", slot: { channel: "trades", market: "0x1" } },
    { type: "reset", slot: { channel: "nonce", identities: [A] } },
    said({ action: "subscribe_nonce", contract_id: "0xa", nonce: 5n }),
  );
  const down = run(live, { type: "connection", connection: { ...up, status: "reconnecting", attempt: 1 } });
  expect(down.trades["0x1"]).toEqual({ ...live.trades["0x1"], isLive: false });
  expect(down.nonce["ContractId:0xa"]).toMatchObject({ data: 5n, isLive: false });
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
  const other: Topic = { channel: "depth", market: "0x11", precision: 1 };
  const before = held(BOOK, COARSE, other);
  const error = new O2BookError("0x1", "it");
  const state = run(before, { type: "doubt", market: "0x1", error });
  expect(state.depth["0x1:1"]).toMatchObject({ isLive: false, error });
  expect(state.depth["0x1:5"]).toMatchObject({ isLive: false, error });
  expect(state.depth["0x11:1"]).toBe(before.depth["0x11:1"]);
});

test("a refusal is its topic's alone, is news once, and over when the subscription stands", () => {
  const topics = identityTopics(A).slice(0, 1);
  const [first, again] = [new O2LimitError(10, "one"), new O2LimitError(10, "two")];
  const refused = run(held(...identityTopics(A), ...identityTopics(B)), { type: "refused", topics, error: first });
  expect(refused.orders["ContractId:0xa"]).toMatchObject({ isLive: false, error: first });
  expect(refused.orders["ContractId:0xb"]?.error).toBeUndefined();
  expect(refused.balances["ContractId:0xa"]?.error).toBeUndefined();
  expect(run(refused, { type: "refused", topics, error: again })).toBe(refused);
  const served = run(refused, { type: "reset", slot: { channel: "orders", identities: [B, A] } });
  expect(served.orders["ContractId:0xa"]).toMatchObject({ isLive: true, error: undefined, data: [] });
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
