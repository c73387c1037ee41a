// When what is known counts as current. Each proof is taken away once.
import { describe, expect, it } from "vitest";
import type { Identity } from "../client/entities.ts";
import { O2Error } from "../client/errors.ts";
import { patch, withTopic } from "./entries.ts";
import { type Epochs, isWhole, type Proofs, withLiveness } from "./live.ts";
import { type Entry, INITIAL_STATE, type O2State } from "./state.ts";
import { type FeedTopic, feedId } from "./topics.ts";

const ADA: Identity = { ContractId: "0xa" };
const TAPE: FeedTopic = { channel: "trades", market: "0x1" };
const CANDLES: FeedTopic = { channel: "candles", market: "0x1", resolution: "1m", limit: 10 };
const TOPICS: readonly FeedTopic[] = [
  { channel: "depth", market: "0x1", precision: 1 },
  TAPE,
  { channel: "orders", identity: ADA },
  { channel: "balances", identity: ADA },
  { channel: "nonce", identity: ADA },
];

const proven = (epoch: number | undefined, ...topics: readonly FeedTopic[]): O2State =>
  topics.reduce(
    (state, topic) => patch(withTopic(state, topic), topic.channel, feedId(topic), { epoch }),
    INITIAL_STATE,
  );
const proofs = (change: Partial<Proofs> = {}): Proofs => ({
  isHeard: true,
  heardAt: 0,
  subscriptions: { epochOf: () => 3 },
  ...change,
});

const isCurrent = (state: O2State, topic: FeedTopic, given: Proofs): boolean => {
  const entries: Readonly<Record<string, Entry<unknown>>> = withLiveness(state, given)[topic.channel];
  return entries[feedId(topic)]?.isLive ?? false;
};

describe.each(TOPICS)("$channel", (topic) => {
  it("is current when the link is heard, its subscription is read, and it was filled in that epoch", () => {
    expect(isCurrent(proven(3, topic), topic, proofs())).toBe(true);
  });

  it.each<readonly [string, number | undefined, Partial<Proofs>]>([
    ["nothing was heard within the bound", 3, { isHeard: false }],
    ["the server has not read its subscription", 3, { subscriptions: { epochOf: () => undefined } }],
    ["it was subscribed to again since", 3, { subscriptions: { epochOf: () => 4 } }],
    ["it was not filled", undefined, {}],
    ["it was not filled and there is no subscription", undefined, { subscriptions: { epochOf: () => undefined } }],
  ])("is not, when %s", (_, epoch, change) => {
    expect(isCurrent(proven(epoch, topic), topic, proofs(change))).toBe(false);
  });

  it("is not, when nobody holds it", () => {
    expect(isCurrent(INITIAL_STATE, topic, proofs())).toBe(false);
  });
});

it("candles are current while their trades are, and both are of one epoch", () => {
  const asked: unknown[] = [];
  const epochOf: Epochs["epochOf"] = (topic) => {
    asked.push(topic);
    return 3;
  };
  expect(isWhole(proven(3, TAPE, CANDLES), CANDLES, { epochOf })).toBe(true);
  expect(asked).toEqual([TAPE]);
  expect(isCurrent(proven(3, CANDLES), CANDLES, proofs())).toBe(false);
  expect(isCurrent(patch(proven(3, TAPE, CANDLES), "candles", feedId(CANDLES), { epoch: 2 }), CANDLES, proofs())).toBe(
    false,
  );
  expect(isCurrent(patch(proven(3, TAPE, CANDLES), "trades", "0x1", { epoch: 2 }), CANDLES, proofs())).toBe(false);
});

it("a silent link takes nothing away: what is whole is current once it is heard again", () => {
  const state = proven(3, TAPE, CANDLES);
  for (const topic of [TAPE, CANDLES]) expect(isWhole(state, topic, { epochOf: () => 3 })).toBe(true);
  for (const topic of [TAPE, CANDLES]) expect(isCurrent(state, topic, proofs({ isHeard: false }))).toBe(false);
});

it("all topics are marked at once; what does not change keeps its reference", () => {
  const state = proven(3, ...TOPICS, CANDLES);
  const live = withLiveness(state, proofs());
  const marks = (each: O2State) =>
    (["depth", "trades", "orders", "balances", "nonce", "candles"] as const).flatMap((channel) =>
      Object.values(each[channel]).map(({ isLive }) => isLive),
    );
  expect(marks(live)).toEqual(Array(6).fill(true));
  expect(withLiveness(live, proofs())).toBe(live);
  expect(marks(withLiveness(live, proofs({ isHeard: false })))).toEqual(Array(6).fill(false));
});

it("what goes stale was last known to be true when something last arrived, unless an error says that it was wrong", () => {
  const state = withLiveness(proven(3, ...TOPICS, CANDLES), proofs());
  const aged = (changed: number | undefined, change: Partial<Entry<never>> = {}) =>
    patch(patch(state, "trades", "0x1", { updatedAt: changed, ...change }), "nonce", "ContractId:0xa", {
      updatedAt: 90,
    });
  const ages = (each: O2State) => [each.trades["0x1"]?.updatedAt, each.nonce["ContractId:0xa"]?.updatedAt];
  const lost = proofs({ isHeard: false, heardAt: 70 });
  expect(ages(withLiveness(aged(20), lost))).toEqual([70, 90]);
  expect(ages(withLiveness(aged(undefined), lost))).toEqual([70, 90]);
  expect(ages(withLiveness(aged(20, { error: new O2Error("a hole") }), lost))).toEqual([20, 90]);
  expect(ages(withLiveness(aged(20), proofs({ subscriptions: { epochOf: () => undefined }, heardAt: 70 })))).toEqual([
    70, 90,
  ]);
  // Stale data does not grow younger, nor does data that stays live.
  const before = withLiveness(aged(20), proofs({ isHeard: false, heardAt: 30 }));
  expect(withLiveness(before, proofs({ isHeard: false, heardAt: 80 }))).toBe(before);
  expect(ages(withLiveness(aged(20), proofs({ heardAt: 80 })))).toEqual([20, 90]);
});

it("a seed is never current: nobody holds its topics yet", () => {
  const entry = {
    data: [],
    isLive: true,
    isComplete: true,
    error: undefined,
    retryAt: undefined,
    updatedAt: 1,
    epoch: 3,
  };
  expect(withLiveness({ ...INITIAL_STATE, trades: { "0x1": entry } }, proofs()).trades["0x1"]).toMatchObject({
    isLive: false,
  });
});
