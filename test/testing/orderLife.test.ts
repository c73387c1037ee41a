// The simulated exchange tells an order's whole life: its matches, its steps with their transactions, and its trigger
// orders.
import type { MarketSpec, SimulatedExchangeOptions } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { fixedClock, rawLink, stillExchange, unit } from "./support.ts";
import { order, readyTrader } from "./trader.ts";

const ROUND: MarketSpec = {
  base: { symbol: "fAAA", decimals: 9, max_precision: 0 },
  quote: { symbol: "fZZZ", decimals: 9, max_precision: 0 },
  startPrice: 100n * unit,
};

const confirmed = (type: string, tx_id: string) => ({ type, status: "confirmed", tx_id });

const setUp = async (wire: SimulatedExchangeOptions["wire"] = "likely") => {
  const clock = fixedClock();
  const exchange = stillExchange({ wire, now: clock.now, markets: [ROUND] });
  const [market] = exchange.markets;
  const [ada, grace] = exchange.accounts;
  const trader = await readyTrader(exchange, clock.now());
  const me = { ContractId: trader.account };
  const { market_id } = market;
  const act = (...actions: object[]) => trader.act([{ market_id, actions }]);
  const place = (side: "buy" | "sell", price: bigint, quantity: bigint, who = ada) =>
    exchange.place(who, { marketId: market_id, side, price: price * unit, quantity: quantity * unit });
  // A first trade, because without one a trigger order has no direction.
  place("sell", 100n, 1n);
  place("buy", 100n, 1n, grace);
  const link = rawLink(exchange);
  link.send({ action: "subscribe_orders", identities: [me] });
  // biome-ignore lint/suspicious/noExplicitAny: a frame has no type until it is looked at.
  const last = (): any => link.of("subscribe_orders").at(-1);
  const ask = async (path: string, query: object) =>
    (await trader.ask("GET", `${path}?${new URLSearchParams({ market_id, ...query })}`)).body;
  const page = { contract: trader.account, direction: "asc", count: "50" };
  return { clock, exchange, market, me, act, place, link, last, ask, page };
};

/** A leg with another quantity than its parent, or with the parent's. */
const leg = (price: bigint, quantity?: bigint) => ({
  order_type: "Market",
  quantity:
    quantity === undefined
      ? { ParentOrder: { parent_order_id: `0x${"0".repeat(64)}` } }
      : { Quantity: { quantity: String(quantity * unit) } },
  trigger_price: String(price * unit),
  side: "Sell",
});

const withLegs = () => ({
  CreateOrderWithTriggers: {
    ...order("Buy", 95n * unit, 4n * unit).CreateOrder,
    trigger_1: leg(120n),
    trigger_2: leg(80n),
  },
});

describe("an order's life", () => {
  test("has each match, with the other order, and each step, with its transaction", async () => {
    const { clock, act, place, last, ask, page } = await setUp();
    const placed = (await act(order("Buy", 95n * unit, 4n * unit))).body;
    const [{ order_id }] = placed.orders;
    expect(last().orders).toMatchObject([{ fills: [], history: [confirmed("created", placed.tx_id)] }]);
    clock.advance(1);
    const first = place("sell", 95n, 1n);
    const fill = { order_id: first.order_id, price: String(95n * unit), quantity: String(unit) };
    const told = last().orders[0];
    expect(told.fills).toEqual([{ ...fill, timestamp: String(clock.now()) }]);
    expect(told.history).toEqual([confirmed("created", placed.tx_id), confirmed("trade", expect.any(String))]);
    expect(told.history[1].tx_id).not.toBe(placed.tx_id);
    const { tx_id } = (await act({ CancelOrder: { order_id } })).body;
    const { fills, history } = last().orders[0];
    expect(fills).toEqual(told.fills);
    expect(history).toEqual([...told.history, confirmed("cancelled", tx_id)]);
    expect((await ask("/v1/orders", page)).orders).toMatchObject([{ order_id, fills, history, triggers: [] }]);
    expect((await ask("/v1/order", { order_id })).order).toMatchObject({ fills, history });
  });

  test("is undone with its batch", async () => {
    const { act, exchange, me } = await setUp();
    const { order_id } = (await act(order("Buy", 95n * unit, 4n * unit))).body.orders[0];
    const before = exchange.orders(me);
    const refused = await act({ CancelOrder: { order_id } }, order("Buy", 95n * unit, 4n * unit, "FillOrKill"));
    expect(refused.body).toMatchObject({ reason: "OrderNotFilled" });
    expect(exchange.orders(me)).toEqual(before);
  });

  test.each(["told", "attached"] as const)(
    "leaves its trigger orders behind when it is filled: %s",
    async (orphans) => {
      const { act, place, last, ask, page } = await setUp({ orphans });
      await act(withLegs());
      const [{ order_id, active_trigger_orders: legs }] = last().orders;
      expect(legs).toMatchObject([{ parent_order_id: order_id }, { parent_order_id: order_id }]);
      expect(last().standalone_trigger_orders).toEqual([]);
      place("sell", 95n, 1n);
      expect(last()).toMatchObject({ orders: [{ active_trigger_orders: legs }], standalone_trigger_orders: [] });
      place("sell", 95n, 3n);
      expect(last()).toMatchObject({
        orders: [{ order_id, close: true, active_trigger_orders: orphans === "told" ? [] : legs }],
        standalone_trigger_orders: orphans === "told" ? legs : [],
      });
      expect((await ask("/v1/orders/active", page)).entries).toEqual(
        legs.map((each: object) => ({ kind: "trigger", ...each })),
      );
      // A trigger order that fires is told with the order that it became, and with the other one that it cancels.
      place("buy", 70n, 4n);
      place("buy", 120n, 1n);
      place("sell", 120n, 1n);
      expect(last()).toMatchObject({
        orders: [{ side: "sell", order_type: "Market" }],
        standalone_trigger_orders: [{ status: "Activated" }, { status: "CanceledBySibling" }],
      });
      expect((await ask("/v1/order", { order_id })).order.related_child_orders).toEqual(
        legs.map((each: { order_id: string }) => each.order_id),
      );
    },
  );

  test("takes its trigger orders along when it is cancelled", async () => {
    const { act, last } = await setUp();
    const { order_id } = (await act(withLegs())).body.orders[0];
    await act({ CancelOrder: { order_id } });
    expect(last()).toMatchObject({
      orders: [{ order_id, cancel: true, active_trigger_orders: [] }],
      standalone_trigger_orders: [{ status: "ParentOrderCanceled" }, { status: "ParentOrderCanceled" }],
    });
  });

  test("is told over REST among the active orders alone, where a server does so", async () => {
    const { act, ask, page } = await setUp({ orderLists: "active", activeKinds: "spot", noTriggers: "absent" });
    await act(order("Buy", 95n * unit, 4n * unit));
    const [plain] = (await ask("/v1/orders", page)).orders;
    for (const name of ["fills", "history", "triggers", "active_trigger_orders"])
      expect(plain).not.toHaveProperty(name);
    const [active] = (await ask("/v1/orders/active", page)).entries;
    expect(active).toMatchObject({ kind: "spot", fills: [], history: [{ type: "created" }] });
    expect(active).not.toHaveProperty("triggers");
  });
});

describe("the active orders", () => {
  test.each(["followed", "ignored"] as const)("are paged by a cursor of three: %s", async (activeCursor) => {
    const { act, clock, ask, page } = await setUp({ activeCursor });
    await act(order("Buy", 95n * unit, 4n * unit));
    clock.advance(1);
    await act({ CreateTriggerOrder: { args: leg(90n, 3n) } });
    const first = await ask("/v1/orders/active", { ...page, count: "1" });
    expect(first).toMatchObject({ entries: [{ kind: "order" }], next_kind: "spot" });
    const { next_timestamp, next_id, next_kind } = first;
    const cursor = { start_timestamp: next_timestamp, start_id: next_id, start_kind: next_kind };
    const second = await ask("/v1/orders/active", { ...page, ...cursor });
    const kinds = second.entries.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(activeCursor === "followed" ? ["trigger"] : ["order", "trigger"]);
    expect(second).toMatchObject({ next_timestamp: null, next_id: null, next_kind: null });
  });

  test("are asked for by trade account alone", async () => {
    const { ask, page, exchange } = await setUp();
    const { contract: _, ...rest } = page;
    expect(await ask("/v1/orders/active", { ...rest, account: exchange.accounts[0].owner })).toMatchObject({
      code: 1001,
    });
  });
});
