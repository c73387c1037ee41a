// @vitest-environment happy-dom
// The trigger orders of useOrders are on the order they wait on, or beside the orders, and as true as these.
import { render } from "@testing-library/react";
import { type Order, type UseOrdersParams, useOrders } from "o2-react";
import { prefetch } from "o2-react/server";
import type { Account, SimulatedVenue, TriggerRequest, WireChoice } from "o2-react/testing";
import { describe, expect, test, vi } from "vitest";
import { firstMarket, marketsOf, newcomer, openPage, pass, record, settle } from "../support/react.tsx";

const recordOrders = () => record((params: UseOrdersParams) => useOrders(params));
type Shown = ReturnType<typeof useOrders<readonly Order[]>>;

const ids = (list: readonly { readonly order_id: string }[] | undefined) => list?.map(({ order_id }) => order_id);

/** A trader with a market: places orders with and without trigger orders. */
function trader(venue: SimulatedVenue, who: Account, marketId: string) {
  const { tick, step } = venue.market(marketId);
  const quantity = step * 1_000_000n;
  if (!venue.lastTrade(marketId)) {
    // Before the first trade a trigger order has no direction.
    const price = venue.top(marketId).ask ?? venue.market(marketId).startPrice;
    venue.place(who, { marketId, side: "sell", price, quantity });
    venue.place(who, { marketId, side: "buy", price, quantity: venue.depth(marketId).asks[0]!.quantity });
  }
  const last = () => venue.lastTrade(marketId)!.price;
  const leg = (ticks: number, own?: bigint): TriggerRequest => {
    return { marketId, side: "sell", type: "Market", triggerPrice: last() + tick * BigInt(ticks), quantity: own };
  };
  const waiting = () => venue.triggerOrders(who, { active: true });
  const arm = (...ticks: number[]): string[] => {
    const before = new Set(ids(waiting()));
    venue.batch(who, [{ arm: ticks.map((each) => leg(each, quantity)) }]);
    return ids(waiting())!.filter((id) => !before.has(id));
  };
  /** A bid below the market with a take profit and a stop loss. */
  const bid = (below: bigint): Order => {
    const price = venue.top(marketId).bid! - tick * below;
    const place = { marketId, side: "buy", price, quantity } as const;
    return venue.batch(who, [{ place, triggers: [leg(9_000), leg(-9_000)] }])[0]!;
  };
  const disarm = (id: string): void => void venue.batch(who, [{ disarm: id }]);
  const standalone = (): string[] => {
    const alone = waiting().filter(
      ({ parent_order_id: id }) => !id || !venue.orders(who, { open: true }).some((one) => one.order_id === id),
    );
    return ids(alone)!;
  };
  return { marketId, tick, quantity, last, leg, arm, bid, disarm, waiting, standalone };
}

function setUp(wire: WireChoice = "likely") {
  const page = openPage({ wire });
  const [market, other] = marketsOf(page.exchange);
  const zoe = newcomer(page.exchange);
  return { ...page, market, other, zoe, ...trader(page.exchange, zoe, market) };
}

/** Each leg in a result, on an order or beside the orders. */
const legsIn = ({ data = [], standaloneTriggers = [] }: Shown) => [
  ...data.flatMap((order) => ids(order.active_trigger_orders) ?? []),
  ...ids(standaloneTriggers)!,
];

test("an idle hook requests none; those from before the mount are known with the orders", async () => {
  const { show, zoe, arm, bid, exchange } = setUp();
  const [alone = ""] = arm(5_000);
  const parent = bid(5n);
  const idle = recordOrders();
  const orders = recordOrders();
  await show(
    <>
      <idle.Probe params={{ identities: undefined }} />
      <orders.Probe params={{ identities: zoe.id }} />
    </>,
  );
  expect(idle.last).toMatchObject({ status: "idle", standaloneTriggers: undefined, triggersComplete: false });
  expect(orders.renders[0]?.result).toMatchObject({ status: "pending", standaloneTriggers: undefined });
  expect(orders.last).toMatchObject({ status: "live", triggersComplete: true });
  expect(orders.last.standaloneTriggers).toMatchObject([
    { order_id: alone, side: "sell", order_type: "Market", status: "Active", market_id: parent.market_id },
  ]);
  expect(orders.last.data).toEqual(exchange.orders(zoe, { open: true }));
  expect(orders.last.data?.[0]?.active_trigger_orders).toHaveLength(2);
});

test.each(["likely", "alt", "mixed"] as const)(
  "those that come and go are shown as the exchange has them: %s",
  async (wire) => {
    const { show, zoe, arm, bid, disarm, waiting, standalone, exchange } = setUp(wire);
    const orders = recordOrders();
    await show(<orders.Probe params={{ identities: zoe.id }} />);
    expect(orders.last).toMatchObject({ status: "live", data: [], standaloneTriggers: [], triggersComplete: true });
    const pair = arm(5_000, -5_000);
    const first = bid(5n);
    const second = bid(6n);
    await settle();
    expect(new Set(legsIn(orders.last))).toEqual(new Set(ids(waiting())));
    expect(new Set(ids(orders.last.standaloneTriggers))).toEqual(new Set(pair));
    const [leg = ""] = ids(
      orders.last.data?.find(({ order_id }) => order_id === first.order_id)?.active_trigger_orders,
    )!;
    disarm(pair[0]!);
    disarm(leg);
    exchange.cancel(zoe, second.order_id);
    await settle();
    expect(new Set(legsIn(orders.last))).toEqual(new Set(ids(waiting())));
    expect(ids(orders.last.standaloneTriggers)).toEqual([pair[1]]);
    // A fill of a part of the parent changes nothing. The fill of the whole leaves its leg alone.
    exchange.fill(zoe, first.order_id, 1_000_000n);
    await settle();
    expect(ids(orders.last.standaloneTriggers)).toEqual([pair[1]]);
    exchange.fill(zoe, first.order_id);
    await settle();
    expect(orders.last.data).toEqual([]);
    expect(new Set(ids(orders.last.standaloneTriggers))).toEqual(new Set(standalone()));
    expect(orders.last.standaloneTriggers).toHaveLength(2);
    expect(orders.last).toMatchObject({ status: "live", triggersComplete: true });
  },
);

test("no render shows a leg twice or never while its parent is filled, nor an order and the trigger that it was", async () => {
  const { show, zoe, bid, exchange, market, tick, quantity, last, leg } = setUp();
  const orders = recordOrders();
  await show(<orders.Probe params={{ identities: zoe.id, state: "all" }} />);
  const parent = bid(5n);
  await settle();
  const legs = legsIn(orders.last);
  orders.renders.length = 0;
  exchange.fill(zoe, parent.order_id);
  await settle();
  expect(ids(orders.last.standaloneTriggers)).toEqual(expect.arrayContaining(legs));
  for (const { result } of orders.renders) expect(legsIn(result).sort()).toEqual([...legs].sort());
  // A stop that becomes a resting order.
  const trigger = { ...leg(-1, quantity), type: { Spot: { price: String(last() + tick * 500n) } } } as const;
  exchange.batch(zoe, [{ arm: [trigger] }]);
  await settle();
  const [stop = ""] = ids(exchange.triggerOrders(zoe, { active: true }))!.slice(-1);
  orders.renders.length = 0;
  // Another account sells down to its price.
  const [, grace] = exchange.accounts;
  const bids = exchange.depth(market).bids;
  exchange.deposit(grace, exchange.market(market).base.asset, 10n ** 30n);
  for (const { price, quantity } of bids.slice(0, 2))
    exchange.place(grace, { marketId: market, side: "sell", price, quantity, type: "Spot" });
  await settle();
  expect(exchange.triggerOrders(zoe).find(({ order_id }) => order_id === stop)?.status).toBe("Activated");
  const became = exchange.orders(zoe, { open: true })[0]!.order_id;
  for (const { result } of orders.renders) {
    const isOrder = ids(result.data)!.includes(became);
    expect([isOrder, ids(result.standaloneTriggers)!.includes(stop)]).toEqual([isOrder, !isOrder]);
  }
  expect(ids(orders.last.data)).toContain(became);
});

test("each market, identity and venue has its own", async () => {
  const { show, exchange, zoe, market, other, arm } = setUp();
  const here = arm(5_000);
  const there = trader(exchange, zoe, other).arm(5_000);
  const max = newcomer(exchange, "Max");
  const his = trader(exchange, max, market).arm(4_000);
  const turbo = exchange.turbo();
  const assets = turbo.markets.flatMap(({ base, quote }) => [base.asset, quote.asset]);
  const twin = turbo.createAccount("Zoe", Object.fromEntries(assets.map((asset) => [asset, 10n ** 40n])));
  const onMargin = trader(turbo, twin, market);
  const first = onMargin.arm(3_000);
  const all = recordOrders();
  const one = recordOrders();
  const both = recordOrders();
  const margin = recordOrders();
  await show(
    <>
      <all.Probe params={{ identities: zoe.id }} />
      <one.Probe params={{ identities: zoe.id, market }} />
      <both.Probe params={{ identities: [zoe.id, max.id, { Address: zoe.owner }] }} />
      <margin.Probe params={{ identities: zoe.id, venue: "turbo" }} />
    </>,
  );
  const shown = () => [all, one, both, margin].map(({ last }) => new Set(ids(last.standaloneTriggers)));
  expect(shown()).toEqual([
    new Set([...here, ...there]),
    new Set(here),
    new Set([...here, ...there, ...his]),
    new Set(first),
  ]);
  const later = trader(exchange, max, market).arm(2_000);
  const more = onMargin.arm(1_000);
  await settle();
  expect(shown()).toEqual([
    new Set([...here, ...there]),
    new Set(here),
    new Set([...here, ...there, ...his, ...later]),
    new Set([...first, ...more]),
  ]);
  for (const { last } of [all, one, both, margin])
    expect(last).toMatchObject({ status: "live", triggersComplete: true });
});

test("a wallet's are those of its trade account; a wallet without one has none", async () => {
  const { show, zoe, arm, exchange } = setUp();
  const [alone = ""] = arm(5_000);
  const wallet = recordOrders();
  const nobody = recordOrders();
  await show(
    <>
      <wallet.Probe params={{ identities: { Address: zoe.owner } }} />
      <nobody.Probe params={{ identities: { Address: `0x${"9".repeat(64)}` } }} />
    </>,
  );
  expect(ids(wallet.last.standaloneTriggers)).toEqual([alone]);
  expect(nobody.last).toMatchObject({ status: "live", data: [], standaloneTriggers: [], triggersComplete: true });
  const [next = ""] = arm(4_000);
  await settle();
  expect(new Set(ids(wallet.last.standaloneTriggers))).toEqual(new Set([alone, next]));
  expect(nobody.last.standaloneTriggers).toEqual([]);
  expect(exchange.triggerOrders(zoe)).toHaveLength(2);
});

describe("where REST does not tell them", () => {
  test("orders are unaffected, and only trigger orders that the stream tells are known", async () => {
    const { show, zoe, arm, bid, disarm, exchange, errors } = setUp();
    arm(5_000);
    bid(5n);
    exchange.faults.rest({ path: "/v1/orders/active", status: 404, times: 1_000 });
    const orders = recordOrders();
    await show(<orders.Probe params={{ identities: zoe.id }} />);
    expect(orders.last).toMatchObject({ status: "live", complete: true, triggersComplete: false });
    expect(orders.last.standaloneTriggers).toBe(undefined);
    expect(ids(orders.last.data)).toEqual(ids(exchange.orders(zoe, { open: true })));
    const [told = ""] = arm(4_000);
    await settle();
    expect(ids(orders.last.standaloneTriggers)).toEqual([told]);
    disarm(told);
    await settle();
    expect(orders.last).toMatchObject({ status: "live", standaloneTriggers: [], triggersComplete: false });
    expect(errors).toEqual([]);
  });

  test("without any REST, those that the stream tells are shown", async () => {
    const { Provider, zoe, arm, exchange, options } = setUp();
    arm(5_000);
    const orders = recordOrders();
    const config = { wsUrl: options.config!.wsUrl };
    render(
      <Provider config={config}>
        <orders.Probe params={{ identities: zoe.id }} />
      </Provider>,
    );
    await settle();
    expect(orders.last).toMatchObject({ status: "live", data: [], standaloneTriggers: undefined, complete: false });
    const [told = ""] = arm(4_000);
    await settle();
    expect(ids(orders.last.standaloneTriggers)).toEqual([told]);
    expect(orders.last.triggersComplete).toBe(false);
    expect(exchange.triggerOrders(zoe)).toHaveLength(2);
  });

  test("a read that fails for now leaves all pending, and is tried again", async () => {
    const { show, zoe, arm, exchange } = setUp();
    const armed = arm(5_000);
    exchange.faults.rest({ path: "/v1/orders/active", status: 500, times: 8 });
    const orders = recordOrders();
    await show(<orders.Probe params={{ identities: zoe.id }} />);
    expect(orders.last).toMatchObject({ status: "pending", standaloneTriggers: undefined });
    await pass(20_000);
    expect(orders.last).toMatchObject({ status: "live", triggersComplete: true });
    expect(ids(orders.last.standaloneTriggers)).toEqual(armed);
  });
});

test.each([
  ["refuses for a while", { status: 404 }],
  ["answers with something else for a while", { status: 200, body: null }],
])("a server that %s is asked again, at longer and longer intervals, until it tells them", async (_, fault) => {
  const { Provider, zoe, arm, exchange, errors } = setUp();
  const armed = arm(5_000);
  const path = "/v1/orders/active";
  const orders = recordOrders();
  exchange.faults.rest({ ...fault, path, times: Number.POSITIVE_INFINITY });
  const asked = vi.fn(exchange.fetch);
  const reads = () => asked.mock.calls.filter(([url]) => String(url).includes(path)).length;
  render(
    <Provider fetch={asked}>
      <orders.Probe params={{ identities: zoe.id }} />
    </Provider>,
  );
  await pass(1_000);
  asked.mockClear();
  await pass(16 * 60_000);
  expect(orders.last).toMatchObject({ status: "live", standaloneTriggers: undefined, triggersComplete: false });
  // In the first, second, fourth, eighth and tenth of 13 to 21 audits, and in the last of these.
  expect(reads()).toBeGreaterThanOrEqual(5);
  expect(reads()).toBeLessThanOrEqual(6);
  expect(errors).toEqual([]);
  exchange.faults.clear();
  await pass(16 * 60_000);
  expect(orders.last).toMatchObject({ status: "live", triggersComplete: true });
  expect(ids(orders.last.standaloneTriggers)).toEqual(armed);
  expect(errors).toEqual([]);
});

test("through a lost connection they stay, stale; what happened meanwhile is true after it", async () => {
  const { show, zoe, arm, bid, disarm, waiting, exchange } = setUp();
  const [first = "", second = ""] = [...arm(5_000), ...arm(4_000)];
  const parent = bid(5n);
  const orders = recordOrders();
  await show(<orders.Probe params={{ identities: zoe.id }} />);
  exchange.faults.refuse();
  exchange.faults.drop();
  await settle();
  expect(orders.last.status).toBe("stale");
  disarm(first);
  const [third = ""] = arm(3_000);
  exchange.fill(zoe, parent.order_id);
  await pass(1_000);
  expect(new Set(ids(orders.last.standaloneTriggers))).toEqual(new Set([first, second]));
  exchange.faults.clear();
  await pass(20_000);
  expect(orders.last).toMatchObject({ status: "live", triggersComplete: true, data: [] });
  expect(new Set(ids(orders.last.standaloneTriggers))).toEqual(new Set(ids(waiting())));
  expect(ids(orders.last.standaloneTriggers)).toEqual(expect.arrayContaining([second, third]));
  expect(orders.last.standaloneTriggers).toHaveLength(4);
});

test("a stream that ends in silence is found by a trigger order alone", async () => {
  const { show, zoe, arm, exchange } = setUp();
  const [first = ""] = arm(5_000);
  const orders = recordOrders();
  await show(<orders.Probe params={{ identities: zoe.id, market: firstMarket(exchange).market_id }} />);
  exchange.faults.forget("orders");
  const [second = ""] = arm(4_000);
  await pass(5_000);
  expect(ids(orders.last.standaloneTriggers)).toEqual([first]);
  await pass(90_000);
  expect(new Set(ids(orders.last.standaloneTriggers))).toEqual(new Set([first, second]));
  expect(orders.last.status).toBe("live");
});

test("a server's read is there in the first render, stale, by account and by wallet", async () => {
  const { Provider, zoe, arm, bid, exchange } = setUp();
  const armed = arm(5_000);
  bid(5n);
  const identities = [zoe.identity, { Address: zoe.owner }];
  const reading = prefetch({ config: exchange.config, fetch: exchange.fetch, orders: [{ identities }] });
  await pass(100);
  const initialData = JSON.parse(JSON.stringify(await reading));
  const orders = recordOrders();
  const wallet = recordOrders();
  render(
    <Provider initialData={initialData}>
      <orders.Probe params={{ identities: zoe.id }} />
      <wallet.Probe params={{ identities: { Address: zoe.owner } }} />
    </Provider>,
  );
  for (const { renders } of [orders, wallet]) {
    expect(renders[0]?.result).toMatchObject({ status: "stale", triggersComplete: true });
    expect(ids(renders[0]?.result.standaloneTriggers)).toEqual(armed);
    expect(renders[0]?.result.data?.[0]?.active_trigger_orders).toHaveLength(2);
  }
  await settle();
  expect(orders.last).toMatchObject({ status: "live", triggersComplete: true });
  expect(orders.renders.every(({ result }) => result.standaloneTriggers?.length === 1)).toBe(true);
});

test("`select` and `state` narrow only the orders, and unchanged data renders nothing", async () => {
  const { show, zoe, arm, bid, exchange } = setUp();
  const counts = record((identities: string) => useOrders({ identities, select: (orders) => orders.length }));
  const closed = recordOrders();
  await show(
    <>
      <counts.Probe params={zoe.id} />
      <closed.Probe params={{ identities: zoe.id, state: "closed" }} />
    </>,
  );
  const armed = arm(5_000);
  await settle();
  expect(counts.last).toMatchObject({ data: 0 });
  expect(ids(counts.last.standaloneTriggers)).toEqual(armed);
  const { standaloneTriggers } = counts.last;
  bid(5n);
  await settle();
  expect(counts.last.data).toBe(1);
  expect(counts.last.standaloneTriggers).toBe(standaloneTriggers);
  expect(ids(closed.last.standaloneTriggers)).toEqual(armed);
  const { length } = closed.renders;
  exchange.tick(50);
  await settle();
  expect(closed.renders).toHaveLength(length);
});
