// Unusual frames: huge, oddly spelled, malformed, or of another venue.
import { O2FrameError, O2ServerError } from "o2-react/client";
import { describe, expect, it } from "vitest";
import { collect, serve, until } from "../support/served.ts";

const BIG = "18446744073709551615123456789";

async function following() {
  const served = await serve();
  const ws = await served.client().connect();
  const market = served.exchange.markets[0]!;
  const account = served.exchange.accounts[0]!;
  const depth = collect(ws.streamDepth(market.market_id));
  const trades = collect(ws.streamTrades(market.market_id));
  const orders = collect(ws.streamOrders([account.identity]));
  const balances = collect(ws.streamBalances([account.identity]));
  const nonces = collect(ws.streamNonce([account.identity]));
  await until(() => expect(depth.values).toHaveLength(1));
  await until(() => expect(served.exchange.subscriptions[0]?.nonce).toHaveLength(1));
  const say = (frame: unknown): void =>
    served.exchange.faults.garbage(typeof frame === "string" ? frame : JSON.stringify(frame));
  return { ...served, ws, market, account, id: market.market_id, depth, trades, orders, balances, nonces, say };
}

const trade = { trade_id: "t1", side: "Sell", price: "5", quantity: "6", total: "30", timestamp: "1700000000000" };

describe("amounts and ids", () => {
  it("amounts above 2^53 survive exactly, as strings and as bare JSON numbers", async () => {
    const { say, trades, id } = await following();
    say(
      `{"action":"subscribe_trades","market_id":"${id}","trades":[{"trade_id":"a \\"12345678901234567890, b","side":"buy","price":${BIG},"quantity":"${BIG}","total":9007199254740993,"timestamp":1700000000000}]}`,
    );
    await until(() => expect(trades.values).toHaveLength(1));
    expect(trades.values[0]?.trades[0]).toMatchObject({
      trade_id: 'a "12345678901234567890, b',
      price: BigInt(BIG),
      quantity: BigInt(BIG),
      total: 9007199254740993n,
      timestamp: 1_700_000_000_000,
    });
  });

  it("a timestamp that is a bare number refuses no book, however it is spelled", async () => {
    const { say, depth, ws, id } = await following();
    const stamps = ["1700000000000000001", "1.7e18", "1700000000000", "12345678901234567.5"];
    const frame = `{"action":"subscribe_depth_update","market_id":"${id}","changes":{"buys":[],"sells":[]},"seen_timestamp":`;
    for (const stamp of stamps) say(`${frame}${stamp}}`);
    await until(() => expect(depth.values).toHaveLength(5));
    expect(depth.values.slice(1).map((update) => update.seen_timestamp)).toEqual([
      "1700000000000000001",
      "1700000000000000000",
      "1700000000000",
      "12345678901234568",
    ]);
    expect(ws.counters.malformedFrames).toBe(0);
  });

  it("ids match in any case, with or without 0x, and come out in one spelling", async () => {
    const { say, trades, orders, balances, nonces, id, account } = await following();
    const odd = (hex: string): string => hex.slice(2).toUpperCase();
    say({ action: "trades", market_id: odd(id), trades: [{ ...trade, maker: { ContractId: odd(account.id) } }] });
    say({ action: "nonce", contract_id: odd(account.id), nonce: "0x2a" });
    say({
      action: "subscribe_orders",
      orders: [
        {
          order_id: "AB",
          market_id: odd(id),
          side: "SELL",
          order_type: "Spot",
          price: 1,
          quantity: 2,
          timestamp: 3,
          close: true,
          account: { ContractId: odd(account.id) },
        },
      ],
    });
    say({
      action: "subscribe_balances",
      balance: [
        {
          identity: { ContractId: odd(account.id) },
          asset_id: odd(id),
          total_locked: 1,
          total_unlocked: "2",
          trading_account_balance: 0,
          order_books: { [odd(id)]: { locked: "1", unlocked: "2" } },
        },
      ],
    });
    await until(() => expect(balances.values).toHaveLength(1));
    expect(trades.values[0]).toMatchObject({
      action: "subscribe_trades",
      market_id: id,
      trades: [{ side: "sell", maker: account.identity }],
    });
    expect(nonces.values[0]).toMatchObject({ action: "subscribe_nonce", contract_id: account.id, nonce: 42n });
    expect(orders.values[0]?.orders[0]).toMatchObject({
      order_id: "0xab",
      market_id: id,
      side: "sell",
      account: account.identity,
    });
    expect(balances.values[0]?.balance[0]).toMatchObject({
      asset_id: id,
      order_books: { [id]: { locked: 1n, unlocked: 2n, fee: 0n } },
    });
  });

  it("the whole of an order comes out in the official SDK's types", async () => {
    const { say, orders, account } = await following();
    const base = {
      order_id: "0x01",
      side: "buy",
      price: "1",
      quantity: "2",
      timestamp: "3",
      close: false,
      account: account.identity,
    };
    say({
      action: "subscribe_orders",
      orders: [
        {
          ...base,
          order_type: { BoundedMarket: { max_price: 9, min_price: 1 } },
          desired_quantity: { Quote: { desired_base_quantity: "Infinite", remaining_quote_token: "7" } },
        },
        {
          ...base,
          order_type: { Limit: [5, "6"] },
          desired_quantity: { Quote: { desired_base_quantity: { Quantity: 4 }, remaining_quote_token: 7 } },
        },
        {
          ...base,
          order_type: "PostOnly",
          desired_quantity: { Base: { remaining_quantity: "4" } },
          quantity_fill: "1",
          price_fill: 1,
          partially_filled: true,
          cancel: false,
          base_decimals: 9,
          fills: [{ order_id: "02", price: 1, quantity: "1", timestamp: 3 }],
        },
      ],
    });
    await until(() => expect(orders.values).toHaveLength(1));
    expect(orders.values[0]?.orders).toMatchObject([
      {
        order_type: { BoundedMarket: { max_price: "9", min_price: "1" } },
        desired_quantity: { Quote: { desired_base_quantity: "Infinite", remaining_quote_token: 7n } },
      },
      {
        order_type: { Limit: ["5", "6"] },
        desired_quantity: { Quote: { desired_base_quantity: { Quantity: 4n }, remaining_quote_token: 7n } },
      },
      {
        order_type: "PostOnly",
        desired_quantity: { Base: { remaining_quantity: 4n } },
        quantity_fill: 1n,
        price_fill: 1n,
        base_decimals: 9,
        fills: [{ order_id: "0x02", price: 1n, quantity: 1n, timestamp: 3 }],
      },
    ]);
  });

  it("a snapshot is told by its key, also in an older server's words", async () => {
    const { client, exchange } = await serve({ snapshotKey: "view" });
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    expect((await ws.streamDepth(id).next()).value?.view).toMatchObject(exchange.depth(id, 1));
  });
});

describe("another venue", () => {
  it("frames of the margin venue never reach spot readers", async () => {
    const { say, ws, depth, trades, orders, balances, nonces, id, account, errors, exchange } = await following();
    const turbo = { turbo: true, market_id: id };
    say({ ...turbo, action: "subscribe_depth", orders: { buys: [{ price: "1", quantity: "1" }], sells: [] } });
    say({ ...turbo, action: "subscribe_depth_update", changes: { buys: [{ price: "1", quantity: "1" }], sells: [] } });
    say({ ...turbo, action: "subscribe_trades", trades: [trade] });
    say({ ...turbo, action: "nonce", contract_id: account.id, nonce: 99 });
    say({ ...turbo, action: "subscribe_orders", orders: [] });
    say({ ...turbo, action: "subscribe_balances", balance: [] });
    say({ ...turbo, action: "error", resync_required: true });
    exchange.tick(100);
    await until(() => expect(depth.values.length).toBeGreaterThan(1));
    await until(() => expect(ws.session.book(id)?.book.view).toEqual(exchange.depth(id, 1)));
    // The remaining book is the exchange's own.
    expect(
      depth.values.flatMap(({ view, changes }) => [...(view ?? changes).bids]).filter(({ price }) => price === 1n),
    ).toEqual([]);
    expect(orders.values.filter((update) => update.orders.length === 0)).toEqual([]);
    expect(balances.values.filter((update) => update.balance.length === 0)).toEqual([]);
    expect(trades.values.flatMap((update) => update.trades.map(({ trade_id }) => trade_id))).not.toContain("t1");
    expect(nonces.values.map(({ nonce }) => nonce)).not.toContain(99n);
    expect(errors).toEqual([]);
  });
});

describe("malformed frames", () => {
  const level = { price: "10", quantity: "1" };
  const depthOf = (buys: unknown): Record<string, unknown> => ({
    action: "subscribe_depth_update",
    changes: { buys, sells: [level] },
  });
  it.each<[string, string | Record<string, unknown>, RegExp]>([
    ["not JSON", "{nope", /not JSON/],
    ["an HTML page", "<html>502</html>", /not JSON/],
    ["not an object", "[1,2]", /not an object/],
    ["null", "null", /not an object/],
    ["no action", { hello: 1 }, /no action/],
    ["an unknown action", { action: "subscribe_weather", orders: [] }, /"subscribe_weather" is unknown/],
    [
      "a fraction for a quantity",
      depthOf([{ price: "10", quantity: "1.5" }]),
      /changes\.buys\[0\]\.quantity is not a whole number: 1\.5/,
    ],
    ["a negative price", depthOf([level, { price: "-10", quantity: "1" }]), /changes\.buys\[1\]\.price is negative/],
    ["a missing price", depthOf([{ quantity: "1" }]), /price is not a whole number/],
    ["an entry that is null", depthOf([null]), /changes\.buys\[0\] is not an object/],
    ["a side that is no list", depthOf("many"), /changes\.buys is not a list/],
    ["neither snapshot nor changes", { action: "subscribe_depth", buys: [], sells: [] }, /neither a snapshot/],
    ["an empty snapshot object", { action: "subscribe_depth", orders: {} }, /neither buys nor sells/],
    [
      "a trade without a side",
      { action: "subscribe_trades", trades: [trade, { ...trade, side: "up" }] },
      /trades\[1\]\.side is neither buy nor sell/,
    ],
    [
      "an order that may be closed",
      {
        action: "subscribe_orders",
        orders: [{ order_id: "0x1", side: "buy", order_type: "Spot", price: 1, quantity: 1, timestamp: 1 }],
      },
      /close is neither true nor false/,
    ],
    [
      "a balance of nobody",
      { action: "subscribe_balances", balance: [{ asset_id: "0x1" }] },
      /identity is not an object/,
    ],
    [
      "a nonce that is no number",
      { action: "nonce", contract_id: "0x1", nonce: "soon" },
      /nonce is not a whole number/,
    ],
    [
      "an id that is no hex",
      { action: "subscribe_trades", market_id: "FUEL/USDC", trades: [] },
      /market_id is not a hex id/,
    ],
  ])("%s: dropped whole, counted, reported once, and the stream goes on", async (_, frame, reason) => {
    const { say, ws, id, depth, errors, exchange } = await following();
    say(typeof frame === "string" ? frame : { market_id: id, ...frame });
    await until(() => expect(errors).toHaveLength(1));
    expect(errors[0]).toBeInstanceOf(O2FrameError);
    expect(errors[0]?.message).toMatch(reason);
    expect(ws.counters.malformedFrames).toBe(1);
    const before = depth.values.length;
    exchange.tick(50);
    await until(() => expect(depth.values.length).toBeGreaterThan(before));
    await until(() => expect(ws.session.book(id)?.book.view).toEqual(exchange.depth(id, 1)));
    expect(errors).toHaveLength(1);
    // The book lacks the change of a dropped frame, so it is fetched again. A frame that was cut off before it named
    // its subject may have been such a frame.
    const isDepth = frame === "{nope" || String(Object(frame).action).startsWith("subscribe_depth");
    expect(ws.counters.resyncs).toBe(isDepth ? 1 : 0);
  });
});

describe("the server's errors", () => {
  it.each([
    [{ action: "error", code: 6002, message: "no" }, 6002],
    [{ code: 1003, message: "too fast" }, 1003],
    [{ message: "only words" }, undefined],
  ])("%o is reported as a typed error", async (frame, code) => {
    const { say, errors } = await following();
    say(frame);
    await until(() => expect(errors).toHaveLength(1));
    expect(errors[0]).toBeInstanceOf(O2ServerError);
    expect(errors[0]).toMatchObject({ code });
    expect(errors[0]?.message).toContain(frame.message);
  });
});

it("a listener that throws is reported and silences nobody else", async () => {
  const { ws, errors, exchange, depth } = await following();
  const heard: string[] = [];
  ws.session.listen(() => {
    throw new Error("mine");
  });
  ws.session.listen((event) => heard.push(event.type));
  const before = depth.values.length;
  exchange.tick(100);
  await until(() => expect(depth.values.length).toBeGreaterThan(before));
  expect(heard.length).toBeGreaterThan(0);
  expect(errors.length).toBe(heard.length);
  expect(errors[0]).toMatchObject({ name: "O2CallbackError", cause: new Error("mine") });
});
