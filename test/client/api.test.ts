// The official Python client's methods, one by one, against a real server. A test of a method begins with its name.
import { readFileSync } from "node:fs";
import { type DepthUpdate, O2ConnectionError, O2WebSocket, OrderBook } from "o2-react/client";
import { describe, expect, it } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { collect, serve, until } from "../support/served.ts";

/** The members of the Python class that users call, of 0.2.0 and 0.5.x alike. */
const METHODS = [
  "__init__",
  "connect",
  "disconnect",
  "stream_depth",
  "stream_trades",
  "stream_orders",
  "stream_balances",
  "stream_nonce",
  "stream_lifecycle",
  "unsubscribe_depth",
  "unsubscribe_trades",
  "unsubscribe_orders",
  "unsubscribe_balances",
  "unsubscribe_nonce",
] as const;

it.each(METHODS)("the Python class's %s is here, and has a test that is named after it", (method) => {
  const name = method === "__init__" ? "constructor" : method.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  expect(O2WebSocket.prototype).toHaveProperty(name, expect.any(Function));
  expect(readFileSync("test/client/api.test.ts", "utf8")).toMatch(new RegExp(`(?:it\\("${method}: |\\["${method}", )`));
});

describe("connection", () => {
  it("__init__: ping_interval, pong_timeout and max_reconnect_attempts are options", async () => {
    const { client, exchange } = await serve();
    const ws = await client({ pingInterval: 10, deadAfter: 1_000, maxReconnectAttempts: 2 }).connect();
    await until(() => expect(exchange.pings).toBeGreaterThan(2));
    // A silent link is given up. After two failed attempts the connection is.
    exchange.faults.refuse();
    exchange.faults.stall();
    await until(() => expect(ws.connection.status).toBe("closed"));
  });

  it("connect: connect() resolves to the client", async () => {
    const { client } = await serve();
    const ws = client();
    expect(await ws.connect()).toBe(ws);
    expect(ws.connection.status).toBe("connected");
  });

  it("connect() called at once by several shares one attempt", async () => {
    const { client, exchange } = await serve();
    const ws = client();
    const all = await Promise.all([ws.connect(), ws.connect(), ws.connect()]);
    expect(all).toEqual([ws, ws, ws]);
    expect(exchange.connections).toBe(1);
  });

  it("connect() waits for a server that comes up later", async () => {
    const { client, exchange } = await serve();
    exchange.faults.refuse();
    const ws = client();
    const connecting = ws.connect();
    await until(() => expect(ws.connection.attempt).toBeGreaterThanOrEqual(2));
    exchange.faults.accept();
    expect(await connecting).toBe(ws);
  });

  it("disconnect: disconnect() ends every iterator", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const [market] = exchange.markets;
    const account = exchange.accounts[0];
    const readers = [
      ws.streamDepth(market!.market_id),
      ws.streamTrades(market!.market_id),
      ws.streamOrders([account!.identity]),
      ws.streamBalances([account!.identity]),
      ws.streamNonce([account!.identity]),
    ].map((stream) => collect<unknown>(stream));
    const lifecycle = collect(ws.streamLifecycle());
    ws.disconnect();
    expect(await Promise.all(readers.map(({ ended }) => ended))).toEqual(readers.map(() => undefined));
    expect(await lifecycle.ended).toBeUndefined();
    expect(lifecycle.values).toEqual([{ state: "closed", attempt: 0, message: "disconnect() was called" }]);
    await until(() => expect(exchange.connections).toBe(0));
  });

  it("disconnect() while connecting ends iterators and rejects connect()", async () => {
    const { client, exchange } = await serve();
    exchange.faults.refuse({ hang: true });
    const ws = client();
    const connecting = ws.connect();
    const reader = collect(ws.streamTrades(exchange.markets[0]!.market_id));
    ws.disconnect();
    await expect(connecting).rejects.toThrow(O2ConnectionError);
    expect(await reader.ended).toBeUndefined();
  });

  it("disconnect() while waiting to try again ends iterators, and no attempt follows", async () => {
    const { client, exchange } = await serve();
    exchange.faults.refuse();
    const ws = client({ minReconnectDelay: 60_000 });
    const connecting = ws.connect();
    const reader = collect(ws.streamTrades(exchange.markets[0]!.market_id));
    await until(() => expect(ws.connection.retryAt).toBeDefined());
    ws.disconnect();
    await expect(connecting).rejects.toThrow("disconnect() was called before the connection was open");
    expect(await reader.ended).toBeUndefined();
    expect(ws.connection).toMatchObject({ status: "closed", retryAt: undefined });
  });

  it("connect() after disconnect() starts anew", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    ws.disconnect();
    await ws.connect();
    const [market] = exchange.markets;
    const { value } = await ws.streamDepth(market!.market_id).next();
    expect(value?.view).toEqual(exchange.depth(market!.market_id, 1));
  });
});

describe("streams", () => {
  it("stream_depth: streamDepth() yields a snapshot, then signed changes that make the exchange's book", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const { values } = collect(ws.streamDepth(id));
    await until(() => expect(values).toHaveLength(1));
    exchange.tick(300);
    const book = new OrderBook();
    await until(() => {
      for (const update of values.splice(0)) expect(book.apply(update)).toBeUndefined();
      expect(book.view).toEqual(exchange.depth(id, 1));
    });
  });

  it("stream_depth: a wire precision groups prices as the exchange does", async () => {
    const { client, exchange } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const { value } = await ws.streamDepth(id, "100000").next();
    expect(value?.view).toEqual(exchange.depth(id, 5));
  });

  it("stream_trades: streamTrades() yields the market's trades, each once", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const before = exchange.trades(id).length;
    const { values } = collect(ws.streamTrades(id));
    await until(() => expect(requests()).toEqual([{ action: "subscribe_trades", market_id: id }]));
    exchange.tick(300);
    const expected = exchange.trades(id).length - before;
    expect(expected).toBeGreaterThan(0);
    await until(() => expect(values.flatMap(({ trades }) => trades)).toHaveLength(expected));
    expect(new Set(values.flatMap(({ trades }) => trades.map((trade) => trade.trade_id))).size).toBe(expected);
    const newest = exchange.trades(id).find((trade) => trade.trade_id === values.at(-1)?.trades.at(-1)?.trade_id);
    expect(values.at(-1)?.trades.at(-1)).toMatchObject({
      price: newest?.price,
      quantity: newest?.quantity,
      side: newest?.side,
    });
  });

  it("stream_orders: streamOrders() yields an identity's orders in their newest state", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const account = exchange.accounts[0]!;
    const { values } = collect(ws.streamOrders([account.id]));
    await until(() => expect(requests()).toHaveLength(1));
    const market = exchange.markets[0]!;
    const order = exchange.place(account, quietBid(market));
    exchange.cancel(account, order.order_id);
    await until(() => expect(values.flatMap(({ orders }) => orders)).toHaveLength(2));
    expect(values[0]?.orders[0]).toMatchObject({
      order_id: order.order_id,
      side: "buy",
      close: false,
      price: quietBid(market).price,
    });
    expect(values[1]?.orders[0]).toMatchObject({ order_id: order.order_id, close: true, cancel: true });
  });

  it("stream_balances: streamBalances() yields what an identity holds", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const account = exchange.accounts[0]!;
    const { values } = collect(ws.streamBalances([account.identity]));
    await until(() => expect(requests()).toHaveLength(1));
    const market = exchange.markets[0]!;
    exchange.place(account, quietBid(market));
    await until(() => expect(values).toHaveLength(1));
    const truth = exchange.balances(account.identity).find(({ asset_id }) => asset_id === market.quote.asset);
    expect(values[0]?.balance).toEqual([truth]);
  });

  it("stream_nonce: streamNonce() yields each new nonce", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const account = exchange.accounts[0]!;
    const { values } = collect(ws.streamNonce([account.identity]));
    await until(() => expect(requests()).toHaveLength(1));
    const market = exchange.markets[0]!;
    exchange.place(account, quietBid(market));
    await until(() => expect(values).toHaveLength(1));
    expect(values[0]).toMatchObject({ contract_id: account.id, nonce: exchange.nonce(account.identity) });
  });

  it("breaking out of a loop releases the topic", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    for await (const update of ws.streamDepth(id)) {
      expect(update.view).toBeDefined();
      break;
    }
    await until(() => expect(exchange.subscriptions[0]?.depth).toEqual({}));
    expect(requests()).toEqual([
      { action: "subscribe_depth", market_id: id, precision: "10" },
      { action: "unsubscribe_depth", market_id: id },
    ]);
  });

  it("streams asked for before connect() are subscribed when it opens", async () => {
    const { client, exchange } = await serve();
    const ws = client();
    const id = exchange.markets[0]!.market_id;
    const first = ws.streamDepth(id).next();
    await ws.connect();
    expect((await first).value?.view).toEqual(exchange.depth(id, 1));
  });
});

describe("unsubscribing", () => {
  it("unsubscribe_depth: unsubscribeDepth() ends that market's readers and no other's", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const [one, two] = exchange.markets.map((market) => market.market_id);
    const readers = [ws.streamDepth(one!), ws.streamDepth(one!, "1000")].map((stream) => collect<DepthUpdate>(stream));
    const other = collect(ws.streamDepth(two!));
    await until(() => expect(other.values).toHaveLength(1));
    requests();
    ws.unsubscribeDepth(one!.toUpperCase().replace("0X", ""));
    expect(await Promise.all(readers.map(({ ended }) => ended))).toEqual([undefined, undefined]);
    await until(() => expect(requests()).toEqual([{ action: "unsubscribe_depth", market_id: one }]));
    exchange.tick(100);
    await until(() => expect(other.values.length).toBeGreaterThan(1));
  });

  it("unsubscribe_trades: unsubscribeTrades() ends the market's readers", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const id = exchange.markets[0]!.market_id;
    const reader = collect(ws.streamTrades(id));
    await until(() => expect(requests()).toHaveLength(1));
    ws.unsubscribeTrades(id);
    expect(await reader.ended).toBeUndefined();
    await until(() => expect(requests()).toEqual([{ action: "unsubscribe_trades", market_id: id }]));
  });

  it("unsubscribe_orders: unsubscribeOrders() ends all readers of orders", async () => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const readers = exchange.accounts.map(({ identity }) => collect<unknown>(ws.streamOrders([identity])));
    await until(() => expect(requests()).toHaveLength(1));
    ws.unsubscribeOrders();
    expect(await Promise.all(readers.map(({ ended }) => ended))).toEqual(readers.map(() => undefined));
    await until(() => expect(requests()).toEqual([{ action: "unsubscribe_orders" }]));
  });

  it.each([
    ["unsubscribe_balances", "streamBalances", "unsubscribeBalances"],
    ["unsubscribe_nonce", "streamNonce", "unsubscribeNonce"],
  ] as const)("%s takes identities from readers; one left with none ends", async (action, stream, unsubscribe) => {
    const { client, exchange, requests } = await serve();
    const ws = await client().connect();
    const [ada, grace] = exchange.accounts.map((account) => account.identity);
    const both = collect<unknown>(ws[stream]([ada!, grace!]));
    const one = collect<unknown>(ws[stream]([ada!]));
    await until(() => expect(requests()).toHaveLength(1));
    ws[unsubscribe]([ada!]);
    expect(await one.ended).toBeUndefined();
    await until(() =>
      expect(requests()).toEqual([
        { action, identities: [ada, grace] },
        expect.objectContaining({ identities: [grace] }),
      ]),
    );
    ws[unsubscribe]([grace!]);
    expect(await both.ended).toBeUndefined();
    await until(() => expect(requests()).toEqual([{ action, identities: [grace] }]));
  });
});

it("stream_lifecycle: streamLifecycle() tells of a drop and of the return", async () => {
  const { client, exchange } = await serve();
  const ws = client();
  const { values } = collect(ws.streamLifecycle());
  await ws.connect();
  exchange.faults.drop();
  await until(() => expect(values.at(-1)?.state).toBe("reconnected"));
  expect(values.map(({ state, attempt }) => [state, attempt])).toEqual([
    ["connected", 0],
    ["disconnected", 0],
    ["reconnecting", 1],
    ["reconnected", 1],
  ]);
});

it("a config of the official SDK's shape is accepted as it is", async () => {
  const { server } = await serve();
  const config = { ...server.config, fuelRpc: "https://rpc.example", faucetUrl: null };
  const ws = await new O2WebSocket(config).connect();
  expect(ws.connection.status).toBe("connected");
  ws.disconnect();
});
