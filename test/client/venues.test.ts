// The two venues of one market on one client: each iterator has only its own venue's updates, through lost connections,
// errors, and gaps in the margin venue's trades.
import { O2FrameError, O2InputError, O2Rest, O2RestError, type O2Stream } from "o2-react/client";
import type { SimulatedExchangeOptions, SimulatedVenue } from "o2-react/testing";
import { expect, it, vi } from "vitest";
import { collect as collectAll } from "../support/served.ts";
import { createExchange } from "../support/servers.ts";
import { simulateClient } from "../support/simulatedClient.ts";

const TURBO = { venue: "turbo" } as const;

async function connect(options: SimulatedExchangeOptions = {}) {
  vi.useFakeTimers();
  const exchange = createExchange({ wire: { errors: "dressed" }, ...options });
  exchange.tick(300);
  if (options.margin !== false) exchange.turbo().tick(400);
  const errors: Error[] = [];
  const { ws, pass } = await simulateClient(exchange, { onError: (error) => errors.push(error) }, 200);
  const id = exchange.markets[0].market_id;
  const say = (frame: object): void => exchange.faults.garbage(JSON.stringify(frame));
  const requests = () => exchange.requests.map(({ frame }) => frame as { action: string; turbo?: boolean });
  return { exchange, ws, pass, id, errors, say, requests };
}

/** The values of an iterator so far, and whether it has ended. */
function collect<T>(stream: O2Stream<T>) {
  const { values, ended } = collectAll(stream);
  const collected = { values, isDone: false };
  void ended.then(() => {
    collected.isDone = true;
  });
  return collected;
}

const both = <T>(one: T, other: T) => [one, other] as const;

it("books, trades and orders of both venues stand side by side, through a lost connection", async () => {
  const { exchange, ws, pass, id, errors } = await connect();
  const spot = exchange.createAccount("Eve");
  const margin = exchange.turbo().createAccount("Eve");
  expect(margin.id).toBe(spot.id);
  const books = both(collect(ws.streamDepth(id)), collect(ws.streamDepth(id, "10", TURBO)));
  const trades = both(collect(ws.streamTrades(id)), collect(ws.streamTrades(id, TURBO)));
  const orders = both(collect(ws.streamOrders([spot.id])), collect(ws.streamOrders([spot.id], TURBO)));
  await pass(200);
  const venues = both<SimulatedVenue>(exchange, exchange.turbo());
  const check = async () => {
    const before = trades.map(({ values }) => values.length);
    for (const venue of venues) venue.tick(300);
    for (const [venue, account] of both([exchange, spot] as const, [exchange.turbo(), margin] as const)) {
      venue.deposit(account, exchange.markets[0].base.asset, 10n ** 13n);
      venue.place(account, { marketId: id, side: "sell", quantity: 10n ** 11n, price: 30_000_000n });
    }
    await pass(200);
    for (const [at, venue] of venues.entries()) {
      const key = at === 0 ? id : `turbo:${id}`;
      expect(ws.session.book(key)?.book.view).toEqual(venue.depth(id, 1));
      const known = new Set(venue.trades(id).map(({ trade_id }) => trade_id));
      const told = trades[at]?.values.flatMap((update) => update.trades) ?? [];
      expect(told.filter(({ trade_id }) => !known.has(trade_id))).toEqual([]);
      expect(told.length).toBeGreaterThan(before[at] ?? 0);
      const own = venue.orders(spot).map(({ order_id }) => order_id);
      const heard = new Set(orders[at]?.values.flatMap((update) => update.orders.map(({ order_id }) => order_id)));
      expect([...heard].sort()).toEqual([...own].sort());
      expect(new Set(books[at]?.values.map((update) => update.venue))).toEqual(
        new Set([at === 0 ? undefined : "turbo"]),
      );
    }
  };
  await check();
  exchange.faults.drop();
  await pass(5_000);
  expect(ws.connection.status).toBe("connected");
  await check();
  expect(errors).toEqual([]);
});

it("a late reader of the margin venue's book begins with that book, and grouped readers are regrouped from it", async () => {
  const { exchange, ws, pass, id, requests } = await connect();
  collect(ws.streamDepth(id));
  collect(ws.streamDepth(id, "10", TURBO));
  await pass(100);
  const sent = requests().length;
  const late = collect(ws.streamDepth(id, "100", TURBO));
  await pass(100);
  expect(late.values[0]).toMatchObject({ venue: "turbo", view: exchange.turbo().depth(id, 2) });
  expect(requests()).toHaveLength(sent);
});

it("an unsubscribe ends its venue's iterators and slot alone", async () => {
  const { exchange, ws, pass, id, requests } = await connect();
  const [ada] = exchange.accounts;
  const streams = [{}, TURBO].map((on) => [
    collect(ws.streamDepth(id, "10", on)),
    collect(ws.streamTrades(id, on)),
    collect(ws.streamOrders([ada.id], on)),
  ]);
  await pass(200);
  const [before] = exchange.subscriptions;
  const sent = requests().length;
  ws.unsubscribeDepth(id, TURBO);
  ws.unsubscribeTrades(id, TURBO);
  ws.unsubscribeOrders(TURBO);
  await pass(200);
  expect(streams.map((each) => each.map(({ isDone }) => isDone))).toEqual([
    [false, false, false],
    [true, true, true],
  ]);
  expect(
    requests()
      .slice(sent)
      .every(({ turbo, action }) => turbo === true && action.startsWith("unsubscribe_")),
  ).toBe(true);
  expect(exchange.subscriptions[0]).toEqual({ ...before, turbo: { depth: {}, trades: [], orders: [] } });
});

it("spot's requests have no turbo, and those of the margin venue all have it", async () => {
  const { exchange, ws, pass, id, requests } = await connect();
  const [ada] = exchange.accounts;
  collect(ws.streamDepth(id, "10", { venue: "spot" }));
  collect(ws.streamBalances([ada.id]));
  collect(ws.streamNonce([ada.id]));
  await pass(100);
  expect(requests().filter((frame) => "turbo" in frame)).toEqual([]);
  const sent = requests().length;
  collect(ws.streamDepth(id, "10", TURBO));
  collect(ws.streamTrades(id, TURBO));
  collect(ws.streamOrders([ada.id], TURBO));
  await pass(100);
  expect(requests().slice(sent)).toHaveLength(3);
  expect(
    requests()
      .slice(sent)
      .filter(({ turbo }) => turbo !== true),
  ).toEqual([]);
});

const trade = { trade_id: "odd", side: "Sell", price: "5", quantity: "6", total: "30", timestamp: "1700000000000" };

it.each([true, false])("a frame reaches the iterators of its own venue only (turbo: %s)", async (turbo) => {
  const { ws, pass, id, say, exchange } = await connect();
  const [ada] = exchange.accounts;
  const trades = both(collect(ws.streamTrades(id)), collect(ws.streamTrades(id, TURBO)));
  const orders = both(collect(ws.streamOrders([ada.id])), collect(ws.streamOrders([ada.id], TURBO)));
  const books = both(collect(ws.streamDepth(id)), collect(ws.streamDepth(id, "10", TURBO)));
  await pass(200);
  const counts = () => [trades, orders, books].map((each) => each.map(({ values }) => values.length));
  const before = counts();
  const mark = turbo ? { turbo } : {};
  const level = { price: "10", quantity: "7" };
  const order = {
    order_id: `0x${"7".repeat(64)}`,
    side: "buy",
    price: "1",
    quantity: "1",
    timestamp: "1700000000000",
    close: false,
  };
  say({ action: "subscribe_trades", market_id: id, trades: [trade], ...mark });
  // It names nobody, so it belongs to the only account that is held on its venue.
  say({ action: "subscribe_orders", orders: [order], ...mark });
  say({ action: "subscribe_depth_update", market_id: id, changes: { buys: [level], sells: [] }, ...mark });
  await pass(200);
  const gained = counts().map((each, at) => each.map((count, venue) => count - (before[at]?.[venue] ?? 0)));
  const [spot, margin] = turbo ? [0, 1] : [1, 0];
  expect(gained).toEqual([
    [spot, margin],
    [spot, margin],
    [spot, margin],
  ]);
});

it.each([true, false])(
  "a malformed frame puts in doubt only the topics of its own venue that it may concern (turbo: %s)",
  async (turbo) => {
    const { ws, pass, id, say, exchange, errors, requests } = await connect();
    collect(ws.streamTrades(id));
    collect(ws.streamTrades(id, TURBO));
    await pass(200);
    const sent = requests().length;
    say({ action: "subscribe_trades", market_id: id, trades: [5], ...(turbo && { turbo }) });
    await pass(3_000);
    expect(errors.filter((error) => error instanceof O2FrameError)).toHaveLength(1);
    const again = requests().slice(sent);
    expect(again.map(({ action }) => action)).toEqual(["unsubscribe_trades", "subscribe_trades"]);
    expect(again.map((frame) => frame.turbo === true)).toEqual([turbo, turbo]);
    expect(exchange.subscriptions[0]).toMatchObject({ trades: [id], turbo: { trades: [id] } });
  },
);

it("a frame of the margin venue is nothing to a client that holds nothing of it, however malformed", async () => {
  const { ws, pass, id, say, errors, requests } = await connect();
  collect(ws.streamTrades(id));
  await pass(200);
  const sent = requests().length;
  say({ action: "subscribe_trades", market_id: id, trades: [5], turbo: true });
  say({ action: "error", code: 6002, message: "no", market_id: id, turbo: true });
  await pass(3_000);
  expect([errors, requests().length]).toEqual([[], sent]);
});

it("resync_required subscribes anew to that market's turbo trades, and to nothing else", async () => {
  const { exchange, ws, pass, id, say, requests } = await connect();
  const other = exchange.markets[1]?.market_id ?? "";
  const [ada] = exchange.accounts;
  for (const on of [{}, TURBO]) {
    collect(ws.streamDepth(id, "10", on));
    collect(ws.streamTrades(id, on));
    collect(ws.streamTrades(other, on));
    collect(ws.streamOrders([ada.id], on));
  }
  const { values: life } = collect(ws.streamLifecycle());
  await pass(200);
  const sent = requests().length;
  say({ action: "error", turbo: true, resync_required: true });
  await pass(3_000);
  expect(requests()).toHaveLength(sent);
  say({ action: "error", market_id: id, turbo: true, resync_required: true });
  await pass(3_000);
  expect(requests().slice(sent)).toEqual([
    { action: "unsubscribe_trades", market_id: id, turbo: true },
    { action: "subscribe_trades", market_id: id, turbo: true },
  ]);
  expect(life.flatMap((event) => event.topics ?? [])).toEqual([{ channel: "trades", market: id, venue: "turbo" }]);
});

it("an error that is marked as the margin venue's puts no topic of spot in doubt", async () => {
  const { exchange, ws, pass, id, errors, requests } = await connect({ margin: false });
  const spot = collect(ws.streamTrades(id));
  const margin = collect(ws.streamTrades(id, TURBO));
  await pass(20_000);
  exchange.tick(300);
  await pass(200);
  expect(spot.values.length).toBeGreaterThan(0);
  expect([margin.values, margin.isDone]).toEqual([[], false]);
  expect(exchange.subscriptions[0]).toMatchObject({ trades: [id] });
  expect(requests().filter(({ turbo }) => !turbo)).toEqual([{ action: "subscribe_trades", market_id: id }]);
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.every(({ message }) => message.includes("margin venue"))).toBe(true);
});

it("ten identities a venue: those of the other venue do not count", async () => {
  const { exchange, ws, pass } = await connect();
  const ids = Array.from({ length: 10 }, (_, at) => exchange.createAccount(`account ${at}`).id);
  const others = Array.from({ length: 10 }, (_, at) => exchange.turbo().createAccount(`margin ${at}`).id);
  const streams = [collect(ws.streamOrders(ids)), collect(ws.streamOrders(others, TURBO))];
  await pass(200);
  expect(streams.map(({ isDone }) => isDone)).toEqual([false, false]);
  expect(exchange.subscriptions[0]?.orders).toHaveLength(10);
  expect(exchange.subscriptions[0]?.turbo?.orders).toHaveLength(10);
});

it("a venue that is neither is refused by type before anything is sent", async () => {
  const { ws, pass, id, requests, exchange } = await connect();
  const bad = { venue: "margin" as "turbo" };
  for (const ask of [
    () => ws.streamDepth(id, "10", bad),
    () => ws.streamTrades(id, bad),
    () => ws.streamOrders([exchange.accounts[0].id], bad),
    () => ws.unsubscribeDepth(id, bad),
    () => ws.unsubscribeTrades(id, bad),
    () => ws.unsubscribeOrders(bad),
  ]) {
    let thrown: unknown;
    try {
      ask();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(O2InputError);
    expect(thrown).toMatchObject({ parameter: "venue", code: "unknown", value: "margin", allowed: ["spot", "turbo"] });
  }
  await pass(200);
  expect(requests()).toEqual([]);
});

it("reads are of the requested venue; an answer marked as the other one's, or not marked, is rejected by type", async () => {
  const { exchange, id } = await connect();
  vi.useRealTimers();
  const urls: URL[] = [];
  let strip: boolean | undefined;
  const rest = new O2Rest(exchange.config.apiBase, {
    retries: 0,
    fetch: async (input, init) => {
      const url = new URL(String(input));
      urls.push(new URL(url));
      // A server that knows no venue, or one that answers for the wrong one.
      if (strip === true) url.searchParams.delete("turbo");
      if (strip === false) url.searchParams.set("turbo", "true");
      return exchange.fetch(url, init);
    },
  });
  const identity = exchange.turbo().accounts[0].identity;
  const reads = [
    (on: object) => rest.depth({ market: id, ...on }),
    (on: object) => rest.trades({ market: id, ...on }),
    (on: object) => rest.bars({ market: id, resolution: "1m", from: 0, to: Date.now(), ...on }),
    (on: object) => rest.orders({ market: id, identity, ...on }),
    (on: object) => rest.markets(on),
  ];
  expect((await rest.depth({ market: id, ...TURBO })).bids).toEqual(exchange.turbo().depth(id, 1).bids);
  expect((await rest.depth({ market: id })).bids).toEqual(exchange.depth(id, 1).bids);
  expect(urls.map((url) => url.searchParams.get("turbo"))).toEqual(["true", null]);
  const asked: [boolean, object][] = [
    [true, TURBO],
    [false, {}],
  ];
  for (const [isStripped, on] of asked) {
    strip = isStripped;
    for (const read of reads) await expect(read(on)).rejects.toBeInstanceOf(O2RestError);
    // A list cannot say whose it is.
    await rest.ticker({ market: id, ...on });
  }
});
