// A subscription of trades, orders, balances or a nonce that ends in silence is found over REST, at the shipped defaults; and
// an honest exchange is never accused. Books have audits of their own.
import type { Balance, FeedTopic, Identity, O2FeedOptions, O2State } from "o2-react";
import type { Account, SimulatedExchange, SimulatedExchangeOptions } from "o2-react/testing";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { toTradeIds } from "../support/same.ts";
import { quietBid } from "../support/served.ts";
import { simulate } from "../support/simulated.ts";

const MINUTE = 60_000;
const ALWAYS = Number.POSITIVE_INFINITY;
const CHANNELS = ["trades", "orders", "balances", "nonce"] as const;
type Channel = (typeof CHANNELS)[number];

afterEach(() => vi.unstubAllGlobals());

/** Places a buy that nobody takes by chance. */
function bid(exchange: SimulatedExchange, account: Account, index = 0): string {
  return exchange.place(account, quietBid(exchange.markets[index]!)).order_id;
}

/** The amounts by asset; none where it is zero. */
function amounts(balances: readonly Balance[] = []): object {
  return Object.fromEntries(
    balances
      .filter((balance) => balance.total_locked + balance.total_unlocked > 0n)
      .map((balance) => [balance.asset_id, [balance.total_locked, balance.total_unlocked]] as const)
      .sort(([one], [other]) => one.localeCompare(other)),
  );
}

/** A feed that shows one market's trades and all of some identities. */
async function follow(
  options: O2FeedOptions = {},
  exchangeOptions: SimulatedExchangeOptions = {},
  whom: (exchange: SimulatedExchange) => readonly Identity[] = ({ accounts }) => [accounts[0].identity],
) {
  const simulated = await simulate(options, { latency: 20, ...exchangeOptions });
  const { exchange, feed, pass } = simulated;
  const [ada] = exchange.accounts;
  const market = exchange.markets[0].market_id;
  const order = bid(exchange, ada);
  const identities = whom(exchange);
  const topics: FeedTopic[] = [
    { channel: "trades", market },
    ...identities.flatMap((identity) =>
      (["orders", "balances", "nonce"] as const).map((channel) => ({ channel, identity })),
    ),
  ];
  const release = feed.retain(topics);
  await pass(1_000);
  const idOf = (topic: FeedTopic): string =>
    "identity" in topic ? Object.entries(topic.identity)[0]!.join(":") : topic.market;
  const entriesOf = (state: O2State) =>
    topics.map((topic) => ({
      name: `${topic.channel} ${idOf(topic)}`,
      topic,
      entry: state[topic.channel][idOf(topic)],
    }));
  const entries = () => entriesOf(feed.store.getState());
  /** The topics of which something else is shown than the exchange has. */
  const wrong = (): string[] =>
    entries()
      .filter(({ topic }) => {
        const { trades, orders, balances, nonce } = feed.store.getState();
        const id = idOf(topic);
        if (!("identity" in topic)) {
          const ids = toTradeIds(trades[id]?.data);
          return ids.join() !== toTradeIds(exchange.trades(market).slice(-ids.length).reverse()).join();
        }
        const { identity } = topic;
        if (topic.channel === "nonce") return nonce[id]?.data !== exchange.nonce(identity);
        if (topic.channel === "balances")
          return (
            String(Object.entries(amounts(balances[id]?.data))) !==
            String(Object.entries(amounts(exchange.balances(identity))))
          );
        const open = (all: O2State["orders"][string]["data"]) =>
          (all ?? [])
            .filter((one) => !one.close)
            .map((one) => `${one.order_id} ${one.quantity_fill ?? 0n}`)
            .sort()
            .join();
        return open(orders[id]?.data) !== open(exchange.orders(identity, { open: true }));
      })
      .map(({ name }) => name);
  const stale = (): string[] => entries().flatMap(({ name, entry }) => (entry?.isLive ? [] : [name]));
  /** What was stale at any time since, and why. */
  const doubted = new Map<string, string | undefined>();
  onTestFinished(
    feed.store.subscribe((state) => {
      for (const { name, entry } of entriesOf(state))
        if (!entry?.isLive) doubted.set(name, entry?.error?.message ?? doubted.get(name));
    }),
  );
  const subscribes = () =>
    exchange.requests.filter(({ frame }) => (frame as { action: string }).action.startsWith("subscribe_"));
  expect([stale(), wrong()]).toEqual([[], []]);
  exchange.clearRequests();
  simulated.reads.length = 0;
  /** Somebody takes Ada's order, and she places another one: all four channels have something to tell. */
  const act = (): void => {
    exchange.fill(ada, order);
    bid(exchange, ada);
  };
  return {
    ...simulated,
    market,
    ada,
    order,
    release,
    wrong,
    stale,
    doubted,
    subscribes,
    act,
    names: topics.map((topic) => `${topic.channel} ${idOf(topic)}`),
  };
}

describe("a subscription that ends in silence", () => {
  it.each(CHANNELS)("of %s is found, made anew and true again; the others are not disturbed", async (channel) => {
    const { exchange, errors, pass, wrong, stale, doubted, subscribes, act, names } = await follow();
    exchange.faults.forget(channel);
    act();
    await pass(5_000);
    const [name = ""] = names.filter((one) => one.startsWith(channel));
    // Nothing tells.
    expect([wrong(), stale()]).toEqual([[name], []]);
    let minutes = 0;
    for (; wrong().length > 0 && minutes < 10; minutes += 0.1) await pass(MINUTE / 10);
    // Of balances one of four assets is read at a time, and two of them changed.
    expect(minutes).toBeLessThan(channel === "balances" ? 4 : 1.5);
    expect([...doubted.keys()]).toEqual([name]);
    expect(doubted.get(name)).toContain("subscribed to anew");
    expect(subscribes()).toHaveLength(1);
    await pass(10 * MINUTE);
    expect([wrong(), stale(), subscribes().length, errors]).toEqual([[], [], 1, []]);
  });
});
