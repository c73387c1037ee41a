import type { MarketSpec } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { fixedClock, rawLink, stillExchange, unit } from "./support.ts";
import { order, readyTrader } from "./trader.ts";

const ROUND: MarketSpec = {
  base: { symbol: "fAAA", decimals: 9, max_precision: 0 },
  quote: { symbol: "fZZZ", decimals: 9, max_precision: 0 },
  startPrice: 100n * unit,
};

const ZERO = `0x${"0".repeat(64)}`;
type Quantity = bigint | "parent";

/** A leg: take profit or stop loss, with its own quantity or its parent's. */
const leg = (side: "Buy" | "Sell", price: bigint, quantity: Quantity, order_type: unknown = "Market") => ({
  order_type,
  quantity:
    quantity === "parent"
      ? { ParentOrder: { parent_order_id: ZERO } }
      : { Quantity: { quantity: (quantity * unit).toString() } },
  trigger_price: (price * unit).toString(),
  side,
});

const spot = (price: bigint) => ({ Spot: { price: (price * unit).toString() } });

const setUp = async () => {
  const clock = fixedClock();
  const exchange = stillExchange({ wire: "likely", now: clock.now, markets: [ROUND] });
  const [market] = exchange.markets;
  const [ada, grace] = exchange.accounts;
  const trader = await readyTrader(exchange, clock.now());
  const me = { ContractId: trader.account };
  const trade = (price: bigint) => {
    const terms = { marketId: market.market_id, price: price * unit, quantity: unit };
    exchange.place(ada, { ...terms, side: "sell" });
    exchange.place(grace, { ...terms, side: "buy" });
  };
  const rest = (side: "buy" | "sell", price: bigint, quantity: bigint) =>
    exchange.place(ada, { marketId: market.market_id, side, price: price * unit, quantity: quantity * unit });
  trade(100n);
  const act = (...actions: object[]) => trader.act([{ market_id: market.market_id, actions }]);
  const held = (asset: string) => exchange.balances(me).find(({ asset_id }) => asset_id === asset)!;
  const statuses = () => exchange.triggerOrders(me).map(({ status }) => status);
  return { clock, exchange, market, trader, act, trade, rest, held, statuses, me };
};

describe("trigger orders", () => {
  test("lock their money and rest outside of the book; a trade at their price makes them orders", async () => {
    const { exchange, market, act, trade, held, statuses, me } = await setUp();
    await act({ CreateTriggerOrder: { args: leg("Sell", 90n, 5n, spot(80n)) } });
    expect(held(market.base.asset).total_locked).toBe(5n * unit);
    expect(exchange.depth(market.market_id)).toEqual({ bids: [], asks: [] });
    trade(95n);
    expect(statuses()).toEqual(["Active"]);
    trade(90n);
    expect(statuses()).toEqual(["Activated"]);
    expect(exchange.depth(market.market_id).asks).toEqual([{ price: 80n * unit, quantity: 5n * unit }]);
    expect(exchange.orders(me, { open: true })).toMatchObject([{ side: "sell", price: 80n * unit }]);
    expect(held(market.base.asset).total_locked).toBe(5n * unit);
  });

  test("of a pair share one lock, and one that fires cancels the other", async () => {
    const { market, act, trade, rest, held, statuses } = await setUp();
    await act({ CreateTriggerOrders: { first: leg("Sell", 120n, 5n), second: leg("Sell", 90n, 5n) } });
    expect(held(market.base.asset).total_locked).toBe(5n * unit);
    rest("buy", 85n, 10n);
    trade(120n);
    expect(statuses()).toEqual(["Activated", "CanceledBySibling"]);
    expect(held(market.base.asset).total_locked).toBe(0n);
    expect(held(market.quote.asset).order_books[market.contract_id]?.unlocked).toBeGreaterThan(0n);
  });

  test("of a pair keep their lock when one of them is cancelled", async () => {
    const { exchange, me, market, act, held, statuses } = await setUp();
    await act({ CreateTriggerOrders: { first: leg("Sell", 120n, 5n), second: leg("Sell", 90n, 5n) } });
    const [first, second] = exchange.triggerOrders(me);
    await act({ CancelTriggerOrder: { order_id: first!.order_id } });
    expect(held(market.base.asset).total_locked).toBe(5n * unit);
    await act({ CancelTriggerOrder: { order_id: second!.order_id } });
    expect(held(market.base.asset).total_locked).toBe(0n);
    expect(statuses()).toEqual(["CanceledByUser", "CanceledByUser"]);
  });

  test("hang on an order without a lock, and wait until it is filled", async () => {
    const { exchange, market, act, trade, rest, held, statuses, me } = await setUp();
    const placed = await act({
      CreateOrderWithTriggers: {
        ...order("Buy", 95n * unit, 4n * unit).CreateOrder,
        trigger_1: leg("Sell", 120n, "parent"),
        trigger_2: leg("Sell", 80n, "parent"),
      },
    });
    expect(placed.body.orders).toHaveLength(1);
    expect(held(market.base.asset).total_locked).toBe(0n);
    trade(120n);
    expect(statuses()).toEqual(["Active", "Active"]);
    rest("sell", 95n, 4n);
    expect(statuses()).toEqual(["Active", "Active"]);
    rest("buy", 70n, 4n);
    trade(120n);
    expect(statuses()).toEqual(["Activated", "CanceledBySibling"]);
    expect(exchange.orders(me)).toMatchObject([
      { side: "sell", close: true },
      { side: "buy", close: true },
    ]);
  });

  test("go with their parent when it is cancelled, and alone when their owner cancels them", async () => {
    const { act, exchange, statuses, me, held, market } = await setUp();
    const { body } = await act(order("Buy", 95n * unit, 4n * unit));
    const parent = { order_id: body.orders[0].order_id, expected_quantity: (4n * unit).toString() };
    await act({ CreateTriggerOrder: { args: leg("Sell", 120n, "parent"), parent } });
    exchange.cancel(me, parent.order_id);
    expect(statuses()).toEqual(["ParentOrderCanceled"]);
    await act({ CreateTriggerOrder: { args: leg("Sell", 120n, 3n) } });
    const [own] = exchange.triggerOrders(me, { active: true });
    expect((await act({ CancelTriggerOrder: { order_id: own!.order_id } })).status).toBe(200);
    expect(statuses()).toEqual(["ParentOrderCanceled", "CanceledByUser"]);
    expect(held(market.base.asset).total_locked).toBe(0n);
  });

  test("are undone with their batch", async () => {
    const { act, exchange, me, held, market } = await setUp();
    const refused = await act(
      { CreateTriggerOrder: { args: leg("Sell", 120n, 3n) } },
      order("Buy", 95n * unit, 4n * unit, "FillOrKill"),
    );
    expect(refused.body).toMatchObject({ reason: "OrderNotFilled" });
    expect(exchange.triggerOrders(me)).toEqual([]);
    expect(held(market.base.asset).total_locked).toBe(0n);
  });

  test("are told with their parent, or by themselves where they have none, and are read over REST", async () => {
    const { act, clock, exchange, trader, market, me } = await setUp();
    const link = rawLink(exchange);
    link.send({ action: "subscribe_orders", identities: [me] });
    await act({ CreateTriggerOrder: { args: leg("Sell", 90n, 5n, spot(80n)) } });
    const [alone] = exchange.triggerOrders(me);
    expect(link.of("subscribe_orders")).toMatchObject([
      {
        orders: [],
        standalone_trigger_orders: [
          {
            order_id: alone!.order_id,
            owner: me,
            side: "sell",
            status: "Active",
            trigger_price: String(90n * unit),
            order_type: { Spot: { price: Number(80n * unit) } },
          },
        ],
      },
    ]);
    clock.advance(1);
    const { body } = await act(order("Buy", 95n * unit, 4n * unit));
    const parent = { order_id: body.orders[0].order_id, expected_quantity: (4n * unit).toString() };
    await act({ CreateTriggerOrder: { args: leg("Sell", 120n, "parent"), parent } });
    const attached = { parent_order_id: parent.order_id, status: "Active" };
    expect(link.of("subscribe_orders").at(-1)).toMatchObject({
      orders: [{ order_id: parent.order_id, active_trigger_orders: [attached] }],
    });
    expect(link.of("subscribe_orders").at(-1)).toMatchObject({ standalone_trigger_orders: [] });
    const query = `market_id=${market.market_id}&contract=${trader.account}&direction=asc&count=50`;
    const active = await trader.ask("GET", `/v1/orders/active?${query}`);
    expect(active.body.entries).toMatchObject([
      { kind: "trigger", order_id: alone!.order_id },
      { kind: "order", order_id: parent.order_id, triggers: [attached] },
    ]);
  });

  test.each([
    ["both legs wait for a rise", { first: leg("Sell", 120n, 1n), second: leg("Sell", 130n, 1n) }, { code: 7007 }],
    [
      "no quantity of its own and no parent",
      { first: leg("Sell", 120n, "parent"), second: leg("Sell", 90n, 1n) },
      { code: 7009 },
    ],
    ["the last price itself", { first: leg("Sell", 100n, 1n), second: leg("Sell", 90n, 1n) }, { code: 7009 }],
    ["more than there is", { first: leg("Sell", 120n, 10n ** 9n), second: leg("Sell", 90n, 1n) }, { code: 7005 }],
  ])("are refused: %s", async (_, CreateTriggerOrders, expected) => {
    const { act, statuses } = await setUp();
    expect((await act({ CreateTriggerOrders })).body).toMatchObject(expected);
    expect(statuses()).toEqual([]);
  });

  test("are refused under a parent that does not fit", async () => {
    const { act, rest } = await setUp();
    const { body } = await act(order("Buy", 95n * unit, 4n * unit));
    const parent = { order_id: body.orders[0].order_id, expected_quantity: (4n * unit).toString() };
    const arm = async (args: object, on: object = parent) =>
      (await act({ CreateTriggerOrder: { args, parent: on } })).body;
    expect(await arm(leg("Buy", 120n, "parent"))).toMatchObject({ code: 7010 });
    expect(await arm(leg("Sell", 120n, 1n))).toMatchObject({ reason: "QuantityMustBeParentOrder" });
    expect(await arm(leg("Sell", 120n, "parent"), { ...parent, expected_quantity: "1" })).toMatchObject({ code: 7008 });
    const other = {
      ...leg("Sell", 120n, "parent"),
      quantity: { ParentOrder: { parent_order_id: `0x${"3".repeat(64)}` } },
    };
    expect(await arm(other)).toMatchObject({ code: 7013 });
    rest("sell", 95n, 1n);
    expect(await arm(leg("Sell", 120n, "parent"))).toMatchObject({ code: 7006 });
  });
});
