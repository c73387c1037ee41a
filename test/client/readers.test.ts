// Many readers of one feed: the parts they share and the parts that each has alone.
import { type DepthUpdate, O2LimitError, O2OverflowError, OrderBook } from "o2-react/client";
import { expect, it } from "vitest";
import { quietBid } from "../support/quietBid.ts";
import { collect, serve, until } from "../support/served.ts";

it("a second reader of a held market starts from the current book and sends nothing", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const id = exchange.markets[0]!.market_id;
  const first = collect(ws.streamDepth(id));
  await until(() => expect(first.values).toHaveLength(1));
  exchange.tick(100);
  const seen = new OrderBook();
  await until(() => {
    for (const update of first.values.splice(0)) seen.apply(update);
    expect(seen.view).toEqual(exchange.depth(id, 1));
  });
  requests();
  const second = ws.streamDepth(id.slice(2).toUpperCase());
  expect((await second.next()).value?.view).toEqual(exchange.depth(id, 1));
  // Frames arrive in order, so an earlier frame would have arrived before this one.
  const marker = exchange.markets[1]!.market_id;
  void collect(ws.streamTrades(marker));
  await until(() => expect(exchange.requests.length).toBeGreaterThan(0));
  expect(requests()).toEqual([{ action: "subscribe_trades", market_id: marker }]);
});

it("two readers of one market send one subscribe, the last to leave one unsubscribe", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const id = exchange.markets[0]!.market_id;
  const one = ws.streamDepth(id);
  const two = ws.streamDepth(id);
  await Promise.all([one.next(), two.next()]);
  await one.return();
  const marker = exchange.markets[1]!.market_id;
  void collect(ws.streamTrades(marker));
  await until(() => expect(exchange.requests).toHaveLength(2));
  await two.return();
  await until(() => expect(exchange.requests).toHaveLength(3));
  expect(requests()).toEqual([
    { action: "subscribe_depth", market_id: id, precision: "10" },
    { action: "subscribe_trades", market_id: marker },
    { action: "unsubscribe_depth", market_id: id },
  ]);
});

it("readers of different identities share one subscription of the union and each sees only its own", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const [ada, grace] = exchange.accounts;
  const market = exchange.markets[0]!;
  const streams = [ada!, grace!].map(({ identity }) => ({
    orders: collect(ws.streamOrders([identity])),
    balances: collect(ws.streamBalances([identity])),
    nonces: collect(ws.streamNonce([identity])),
  }));
  const identities = [ada!.identity, grace!.identity];
  await until(() => expect(exchange.requests).toHaveLength(3));
  expect(requests()).toEqual([
    { action: "subscribe_orders", identities },
    { action: "subscribe_balances", identities },
    { action: "subscribe_nonce", identities },
  ]);
  exchange.place(ada!, quietBid(market));
  exchange.place(grace!, quietBid(market));
  await until(() => {
    for (const { orders, balances, nonces } of streams) {
      for (const { values } of [orders, balances, nonces]) expect(values).toHaveLength(1);
    }
  });
  for (const [index, { orders, balances, nonces }] of streams.entries()) {
    const account = exchange.accounts[index];
    expect(orders.values.flatMap((update) => update.orders.map((order) => order.account))).toEqual([account?.identity]);
    expect(balances.values.flatMap((update) => update.balance.map((entry) => entry.identity))).toEqual([
      account?.identity,
    ]);
    expect(nonces.values.map((update) => update.contract_id)).toEqual([account?.id]);
  }
});

it("an order that names no owner belongs to the only identity, and to nobody when there are several", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const [ada, grace] = exchange.accounts;
  const frame = JSON.stringify({
    action: "subscribe_orders",
    orders: [
      { order_id: "0x01", side: "Buy", order_type: "Spot", price: "1", quantity: "2", timestamp: "3", close: false },
    ],
  });
  const one = collect(ws.streamOrders([ada!.identity]));
  await until(() => expect(requests()).toHaveLength(1));
  exchange.faults.garbage(frame);
  await until(() => expect(one.values).toHaveLength(1));
  const two = collect(ws.streamOrders([grace!.identity]));
  await until(() => expect(requests()).toHaveLength(2));
  exchange.faults.garbage(frame);
  exchange.place(grace!, quietBid(exchange.markets[0]!));
  await until(() => expect(two.values).toHaveLength(1));
  expect(one.values).toHaveLength(1);
});

it("an eleventh identity is rejected for its own reader alone, and nothing is sent for it", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const accounts = Array.from({ length: 11 }, (_, index) => exchange.createAccount(`account ${index}`).identity);
  const reader = collect(ws.streamOrders(accounts.slice(0, 10)));
  await until(() => expect(requests()).toHaveLength(1));
  await expect(ws.streamOrders([accounts[10]!]).next()).rejects.toThrow(O2LimitError);
  ws.unsubscribeOrders();
  await reader.ended;
  void collect(ws.streamOrders([accounts[10]!]));
  await until(() => expect(exchange.subscriptions[0]?.orders).toEqual([accounts[10]]));
});

it("two precisions of one market: the finest is held and the coarser is regrouped exactly", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const id = exchange.markets[0]!.market_id;
  const levels = [1, 5, 6];
  const readers = levels.map((level) => ({
    level,
    book: new OrderBook(),
    ...collect<DepthUpdate>(ws.streamDepth(id, `1${"0".repeat(level)}`)),
  }));
  await until(() => expect(readers.every(({ values }) => values.length > 0)).toBe(true));
  exchange.tick(300);
  await until(() => {
    for (const { level, book, values } of readers) {
      for (const update of values.splice(0)) expect(book.apply(update)).toBeUndefined();
      expect(book.view).toEqual(exchange.depth(id, level));
    }
  });
  expect(requests()).toEqual([{ action: "subscribe_depth", market_id: id, precision: "10" }]);
});

it("a finer reader costs one exchange of frames, and the coarser one goes on from the finer book", async () => {
  const { client, exchange, requests } = await serve();
  const ws = await client().connect();
  const id = exchange.markets[0]!.market_id;
  const coarse = collect(ws.streamDepth(id, "100000"));
  await until(() => expect(coarse.values).toHaveLength(1));
  const fine = ws.streamDepth(id);
  expect((await fine.next()).value?.view).toEqual(exchange.depth(id, 1));
  await until(() => expect(coarse.values.length).toBeGreaterThan(1));
  exchange.tick(50);
  const book = new OrderBook();
  await until(() => {
    for (const update of coarse.values.splice(0)) expect(book.apply(update)).toBeUndefined();
    expect(book.view).toEqual(exchange.depth(id, 5));
  });
  expect(requests()).toEqual([
    { action: "subscribe_depth", market_id: id, precision: "100000" },
    { action: "unsubscribe_depth", market_id: id },
    { action: "subscribe_depth", market_id: id, precision: "10" },
  ]);
});

it("a reader that falls behind is ended with a typed error, and no other reader notices", async () => {
  const { client, exchange } = await serve();
  const ws = await client({ maxBufferedUpdates: 20 }).connect();
  const id = exchange.markets[0]!.market_id;
  const slow = ws.streamDepth(id);
  const quick = collect(ws.streamDepth(id));
  await slow.next();
  await until(() => {
    // Not each of these changes this book.
    exchange.tick(10);
    expect(quick.values.length).toBeGreaterThan(40);
  });
  await expect(slow.next()).rejects.toThrow(O2OverflowError);
  expect(await slow.next()).toEqual({ done: true, value: undefined });
  expect(exchange.subscriptions[0]?.depth).toEqual({ [id]: "10" });
});

it("a book handed to a reader is never changed afterwards", async () => {
  const { client, exchange } = await serve();
  const ws = await client().connect();
  const id = exchange.markets[0]!.market_id;
  const { values } = collect(ws.streamDepth(id));
  await until(() => expect(values).toHaveLength(1));
  const before = exchange.depth(id, 1);
  exchange.tick(100);
  await until(() => expect(values.length).toBeGreaterThan(10));
  expect(values[0]?.view).toEqual(before);
});
