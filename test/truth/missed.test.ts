// An unreadable frame contained an unknown change. Every topic that it may have concerned is stale until it was
// requested again.
import type { O2State } from "o2-react";
import { describe, expect, it } from "vitest";
import { toTradeIds } from "../support/same.ts";
import { simulate } from "../support/simulated.ts";

async function open() {
  const simulated = await simulate({ auditInterval: false }, { latency: 20 });
  const { exchange, feed, pass } = simulated;
  const market = exchange.markets[0].market_id;
  const { identity, id } = exchange.accounts[0];
  feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "trades", market },
    { channel: "orders", identity },
    { channel: "balances", identity },
    { channel: "nonce", identity },
  ]);
  await pass(1_000);
  const key = `ContractId:${id}`;
  const entries = ({ depth, trades, orders, balances, nonce }: O2State) => ({
    depth: depth[`${market}:1`],
    trades: trades[market],
    orders: orders[key],
    balances: balances[key],
    nonce: nonce[key],
  });
  const stale = () =>
    Object.entries(entries(feed.store.getState()))
      .filter(([, entry]) => !entry?.isLive)
      .map(([channel]) => channel);
  expect(stale()).toEqual([]);
  /** The topics that are stale at some time in the next milliseconds. */
  const staleIn = async (milliseconds: number) => {
    const seen = new Set<string>();
    const unsubscribe = feed.store.subscribe((state) => {
      for (const [channel, entry] of Object.entries(entries(state))) if (!entry?.isLive) seen.add(channel);
    });
    await pass(milliseconds);
    unsubscribe();
    return [...seen].sort();
  };
  const expectTrue = () => {
    const now = entries(feed.store.getState());
    expect(stale()).toEqual([]);
    expect(now.depth?.data?.bids.map(({ quantity }) => quantity)).toEqual(
      exchange.depth(market).bids.map(({ quantity }) => quantity),
    );
    const ids = toTradeIds(now.trades?.data);
    expect(ids).toEqual(toTradeIds(exchange.trades(market).slice(-ids.length).reverse()));
    const open = now.orders?.data
      ?.filter((order) => !order.close)
      .map(({ order_id, quantity_fill }) => [order_id, quantity_fill]);
    expect(new Map(open as [string, bigint][])).toEqual(
      new Map(
        exchange
          .orders(identity, { open: true })
          .map(({ order_id, quantity_fill }) => [order_id, quantity_fill] as [string, bigint]),
      ),
    );
    expect(now.nonce?.data).toBe(exchange.nonce(identity));
    for (const balance of exchange.balances(identity))
      expect(now.balances?.data).toContainEqual(
        expect.objectContaining({
          asset_id: balance.asset_id,
          total_unlocked: balance.total_unlocked,
          total_locked: balance.total_locked,
        }),
      );
  };
  return { ...simulated, market, staleIn, expectTrue, account: exchange.accounts[0] };
}

describe("a frame that was cut off", () => {
  it.each([
    ["subscribe_depth_update", "depth"],
    ["subscribe_trades", "trades"],
    ["subscribe_orders", "orders"],
    ["subscribe_balances", "balances"],
    ["subscribe_nonce", "nonce"],
  ])("%s: its channel alone is stale at once, and true again soon", async (action, channel) => {
    const { exchange, errors, staleIn, expectTrue, account, market } = await open();
    exchange.faults.corrupt(action, (text) => text.slice(0, 50));
    const { bid = 0n } = exchange.top(market);
    const order = exchange.place(account, { marketId: market, side: "sell", price: bid, quantity: 10n ** 12n });
    if (!order.close) exchange.cancel(account, order.order_id);
    expect(await staleIn(500)).toEqual([channel]);
    expect(errors.map(({ name }) => name)).toEqual(["O2FrameError"]);
    expectTrue();
  });

  it("before it said what it was about: everything is", async () => {
    const { exchange, staleIn, expectTrue } = await open();
    exchange.faults.garbage('{"act');
    expect(await staleIn(500)).toEqual(["balances", "depth", "nonce", "orders", "trades"]);
    expectTrue();
  });

  it("naming another market touches none that is followed", async () => {
    const { exchange, staleIn } = await open();
    exchange.faults.garbage(`{"action":"subscribe_trades","market_id":"${exchange.markets[1]?.market_id}","trades":[{`);
    expect(await staleIn(200)).toEqual([]);
  });
});

it.each(["", "hello", "null", "[]", "{}", '{"action":"subscribe_weather","temperature":21}'])(
  "%j is of nothing that was subscribed to: it is reported, and nothing is asked for",
  async (text) => {
    const { exchange, errors, staleIn } = await open();
    exchange.clearRequests();
    exchange.faults.garbage(text);
    expect(await staleIn(500)).toEqual([]);
    expect(exchange.requests).toEqual([]);
    expect(errors.length).toBe(1);
  },
);

it("a stream of such frames asks again at once, then after growing waits; what is shown meanwhile is stale", async () => {
  const { exchange, feed, pass, market, expectTrue } = await open();
  exchange.clearRequests();
  let live = 0;
  const beat = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 50) {
      exchange.faults.garbage('{"action":"subscribe_trades","trades":[');
      await pass(50);
      if (feed.store.getState().trades[market]?.isLive) live += 1;
    }
  };
  await beat(30_000);
  const asked = exchange.requests.filter(({ frame }) => (frame as { action: string }).action === "subscribe_trades");
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.length).toBeLessThan(8);
  // Once, after the first was fixed and before the next one came.
  expect(live).toBeLessThanOrEqual(1);
  await pass(61_000);
  expectTrue();
});
