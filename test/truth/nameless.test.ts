// An order that names nobody may belong to any of the followed accounts. None of them is live until it was read again.
import { expect, it } from "vitest";
import { simulate } from "../support/simulated.ts";

/** An orders frame of a server that leaves the names out of the orders. */
const nameless =
  (more: object = {}) =>
  (text: string): string => {
    const { orders, ...frame } = JSON.parse(text);
    return JSON.stringify({
      ...frame,
      ...more,
      orders: orders.map(({ owner, account, ...order }: Record<string, unknown>) => order),
    });
  };

async function open(count: number) {
  const simulated = await simulate({ auditInterval: false }, { latency: 20 });
  const { exchange, feed, pass } = simulated;
  const market = exchange.markets[0];
  const accounts = exchange.accounts.slice(0, count);
  const [account] = accounts;
  if (!account) throw new Error("the exchange has accounts");
  feed.retain(accounts.map(({ identity }) => ({ channel: "orders", identity })));
  feed.retain([{ channel: "trades", market: market.market_id }]);
  const lowest = exchange.depth(market.market_id).bids.at(-1)?.price ?? 0n;
  const place = () =>
    exchange.place(account, {
      marketId: market.market_id,
      side: "buy",
      price: lowest - market.tick,
      quantity: market.step * 1_000_000n,
    });
  await pass(1_000);
  const entries = () => accounts.map(({ id }) => feed.store.getState().orders[`ContractId:${id}`]);
  const live = () => [...entries(), feed.store.getState().trades[market.market_id]].map((entry) => entry?.isLive);
  const openOrders = () =>
    accounts.map((_, at) =>
      entries()
        [at]?.data?.filter(({ close }) => !close)
        .map(({ order_id }) => order_id)
        .sort(),
    );
  const truth = () =>
    accounts.map(({ identity }) =>
      exchange
        .orders(identity, { open: true })
        .map(({ order_id }) => order_id)
        .sort(),
    );
  expect(live()).toEqual([...accounts.map(() => true), true]);
  /** Lets time pass. Checks every state in which all accounts are live, once the frame had time to arrive. */
  const passTrue = async (milliseconds: number) => {
    let stale = 0;
    for (let passed = 0; passed < milliseconds; passed += 10) {
      await pass(10);
      if (!entries().every((entry) => entry?.isLive)) stale += 1;
      else if (passed > 60) expect(openOrders()).toEqual(truth());
    }
    return stale;
  };
  return { ...simulated, account, place, live, passTrue };
}

it("an order that names nobody puts the orders of every account that is followed in doubt, and nothing else", async () => {
  const { exchange, errors, account, place, live, passTrue } = await open(2);
  const order = place();
  await passTrue(500);
  exchange.clearRequests();
  exchange.faults.corrupt("subscribe_orders", nameless());
  exchange.cancel(account, order.order_id);
  expect(await passTrue(2_000)).toBeGreaterThan(0);
  expect(live()).toEqual([true, true, true]);
  expect(exchange.requests.map(({ frame }) => (frame as { action: string }).action)).toEqual([
    "unsubscribe_orders",
    "subscribe_orders",
  ]);
  expect(errors).toMatchObject([{ name: "O2FrameError", message: expect.stringContaining("names nobody") }]);
});

it("an order that names nobody is of the only account that is followed: nothing is in doubt", async () => {
  const { exchange, errors, account, place, passTrue } = await open(1);
  const order = place();
  await passTrue(500);
  exchange.clearRequests();
  exchange.faults.corrupt("subscribe_orders", nameless());
  exchange.cancel(account, order.order_id);
  expect(await passTrue(2_000)).toBe(0);
  expect([exchange.requests, errors]).toEqual([[], []]);
});

it("a name in the frame counts for all of its orders", async () => {
  const { exchange, errors, account, place, passTrue } = await open(2);
  const order = place();
  await passTrue(500);
  exchange.clearRequests();
  exchange.faults.corrupt("subscribe_orders", nameless({ identity: account.identity }));
  exchange.cancel(account, order.order_id);
  expect(await passTrue(2_000)).toBe(0);
  expect([exchange.requests, errors]).toEqual([[], []]);
});

it("a server that never names anybody costs a subscription now and then, and one report", async () => {
  const { exchange, errors, place, passTrue } = await open(2);
  exchange.clearRequests();
  exchange.faults.corrupt("subscribe_orders", nameless(), Number.POSITIVE_INFINITY);
  for (let round = 0; round < 60; round += 1) {
    place();
    await passTrue(500);
  }
  const asked = exchange.requests.filter(({ frame }) => (frame as { action: string }).action === "subscribe_orders");
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.length).toBeLessThan(8);
  expect(errors).toHaveLength(1);
});
