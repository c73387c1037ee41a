// The margin venue of the simulated exchange, over raw sockets and raw reads: its own books, trades and orders under the same
// market ids, and nothing of one venue on the other's subscriptions.
import { serveExchange } from "o2-react/testing/node";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import { bookOf, type Frame, rawLink, stillExchange } from "./support.ts";

const made: ReturnType<typeof stillExchange>[] = [];
afterEach(() => {
  for (const exchange of made.splice(0)) exchange.close();
});

const turbo = true;

const setUp = (options: Parameters<typeof stillExchange>[0] = {}) => {
  const exchange = stillExchange({ wire: { errors: "dressed" }, ...options });
  made.push(exchange);
  const { market_id } = exchange.markets[0];
  const link = rawLink(exchange);
  const of = (isTurbo: boolean): Frame[] => link.frames().filter((frame) => (frame.turbo === true) === isTurbo);
  return { exchange, link, market_id, of };
};

const reader =
  (exchange: ReturnType<typeof stillExchange>) =>
  async (path: string, query: Readonly<Record<string, string | number>> = {}) => {
    const response = await exchange.fetch(
      `https://any.host${path}?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`,
    );
    return { status: response.status, body: await response.json() };
  };

describe("streams", () => {
  test("both venues' books of one market stand side by side, each true to its own", () => {
    const { exchange, link, market_id, of } = setUp();
    exchange.tick(400);
    exchange.turbo().tick(500);
    link.send({ action: "subscribe_depth", market_id, precision: "10" });
    link.send({ action: "subscribe_depth", market_id, precision: "10", turbo });
    expect(exchange.subscriptions[0]).toMatchObject({
      depth: { [market_id]: "10" },
      turbo: { depth: { [market_id]: "10" } },
    });
    exchange.tick(200);
    exchange.turbo().tick(300);
    expect(bookOf(of(false), market_id)).toEqual(exchange.depth(market_id, 1));
    expect(bookOf(of(true), market_id)).toEqual(exchange.turbo().depth(market_id, 1));
    expect(exchange.depth(market_id, 1)).not.toEqual(exchange.turbo().depth(market_id, 1));
  });

  test("what happens on one venue is said on no subscription of the other", () => {
    const { exchange, link, market_id, of } = setUp();
    const spot = exchange.createAccount("Eve");
    const margin = exchange.turbo().createAccount("Eve");
    expect(margin.id).toBe(spot.id);
    const identities = [spot.identity];
    for (const venue of [{}, { turbo }]) {
      link.send({ action: "subscribe_depth", market_id, precision: "10", ...venue });
      link.send({ action: "subscribe_trades", market_id, ...venue });
      link.send({ action: "subscribe_orders", identities, ...venue });
    }
    const [spotBefore, turboBefore] = [of(false).length, of(true).length];
    exchange.turbo().tick(600);
    exchange.turbo().deposit(margin, exchange.markets[0].base.asset, 10n ** 12n);
    const order = { marketId: market_id, side: "sell", quantity: 10n ** 11n, price: 20_000_000n } as const;
    exchange.turbo().place(margin, order);
    expect(of(false)).toHaveLength(spotBefore);
    const told = of(true).slice(turboBefore);
    expect(new Set(told.map(({ action }) => action))).toEqual(
      new Set(["subscribe_depth_update", "subscribe_trades", "subscribe_orders"]),
    );
    exchange.tick(600);
    exchange.deposit(spot, exchange.markets[0].base.asset, 10n ** 12n);
    exchange.place(spot, order);
    expect(of(true)).toHaveLength(turboBefore + told.length);
    expect(of(false).length).toBeGreaterThan(spotBefore);
  });

  test("each venue has slots of its own, and an unsubscribe ends those of its venue", () => {
    const { exchange, link, market_id } = setUp();
    const identities = [exchange.accounts[0].identity];
    link.send({ action: "subscribe_trades", market_id, turbo });
    link.send({ action: "subscribe_trades", market_id });
    expect(link.frames()).toEqual([]);
    link.send({ action: "subscribe_trades", market_id, turbo });
    expect(link.frames()).toEqual([
      { action: "error", code: 6000, message: expect.any(String), market_id, turbo: true },
    ]);
    link.send({ action: "subscribe_orders", identities });
    link.send({ action: "subscribe_orders", identities: [exchange.turbo().accounts[0].identity], turbo });
    link.send({ action: "unsubscribe_trades", market_id, turbo });
    link.send({ action: "unsubscribe_orders" });
    expect(exchange.subscriptions[0]).toMatchObject({
      trades: [market_id],
      orders: [],
      turbo: { trades: [], orders: [exchange.turbo().accounts[0].identity] },
    });
  });

  test("balances and nonces have no turbo form: they are spot's, whatever is asked", () => {
    const { exchange, link, of } = setUp();
    const { identity } = exchange.accounts[0];
    link.send({ action: "subscribe_balances", identities: [identity], turbo });
    link.send({ action: "subscribe_nonce", identities: [identity], turbo });
    expect(exchange.subscriptions[0]).toMatchObject({ balances: [identity], nonce: [identity] });
    exchange.deposit(exchange.accounts[0], exchange.markets[0].base.asset, 1n);
    expect(of(false).map(({ action }) => action)).toEqual(["subscribe_balances"]);
    expect(of(true)).toEqual([]);
  });

  test("forgotten subscriptions are those of both venues; the most that are held counts both", () => {
    const { exchange, link, market_id } = setUp({ maxSubscriptions: 2 });
    link.send({ action: "subscribe_trades", market_id, turbo });
    link.send({ action: "subscribe_trades", market_id });
    link.send({ action: "subscribe_depth", market_id, precision: "10", turbo });
    expect(link.frames()).toMatchObject([{ code: 6001, market_id, turbo: true }]);
    exchange.faults.forget("trades");
    expect(exchange.subscriptions[0]).toMatchObject({ trades: [], turbo: { trades: [] } });
  });

  test("a network without the venue refuses it; leaving it is no error; /v1/markets says so", async () => {
    const { exchange, link, market_id } = setUp({ margin: false });
    link.send({ action: "subscribe_depth", market_id, precision: "10", turbo });
    link.send({ action: "unsubscribe_depth", market_id, turbo });
    expect(link.frames()).toEqual([
      { action: "error", code: 6002, message: "the margin venue (turbo) is not served", market_id, turbo: true },
    ]);
    const read = reader(exchange);
    expect((await read("/v1/markets")).body.margin).toBeNull();
    expect(await read("/v1/markets", { turbo: "true" })).toMatchObject({ status: 404, body: { code: 2000 } });
    expect(() => exchange.turbo()).toThrow(RangeError);
  });
});

describe("reads", () => {
  test("have the asked venue's data, and an object says whose it is", async () => {
    const { exchange, market_id } = setUp();
    exchange.tick(400);
    exchange.turbo().tick(400);
    const read = reader(exchange);
    const venues = [
      [exchange, undefined],
      [exchange.turbo(), true],
    ] as const;
    for (const [venue, mark] of venues) {
      const query = { market_id, ...(mark && { turbo: "true" }) };
      const { body: book } = await read("/v1/depth", { ...query, precision: 10 });
      expect(book.turbo).toBe(mark);
      expect(BigInt(book.orders.buys[0].price)).toBe(venue.depth(market_id, 1).bids[0]?.price);
      const { body: page } = await read("/v1/trades", { ...query, direction: "desc", count: 1 });
      expect([page.turbo, page.trades[0].trade_id]).toEqual([mark, venue.lastTrade(market_id)?.trade_id]);
      const [ada] = venue.accounts;
      const { body: own } = await read("/v1/orders", { ...query, contract: ada.id, direction: "desc", count: 200 });
      expect([own.turbo, own.orders.length]).toEqual([mark, venue.orders(ada, { marketId: market_id }).length]);
      expect(own.orders.length).toBeGreaterThan(0);
      const bars = { ...query, resolution: "1m", from: 0, to: 4_000_000_000_000 };
      const { body: candles } = await read("/v1/bars", bars);
      expect([candles.turbo, candles.bars.length]).toEqual([mark, venue.bars(market_id).length]);
      const { body: tickers } = await read("/v1/markets/ticker", query);
      expect(BigInt(tickers[0].last)).toBe(venue.lastTrade(market_id)?.price);
    }
  });

  test("the markets of the margin venue have the same ids and books of their own, and say where spot's are", async () => {
    const { exchange } = setUp();
    const read = reader(exchange);
    const { body: spot } = await read("/v1/markets");
    const { body: margin } = await read("/v1/markets", { turbo: "true" });
    expect(spot.margin).toMatchObject({ collateral_asset_id: exchange.markets[0].quote.asset });
    expect([spot.turbo, margin.turbo]).toEqual([undefined, true]);
    for (const [at, market] of margin.markets.entries()) {
      expect(market).toMatchObject({ market_id: spot.markets[at].market_id, turbo: true });
      expect(market.canonical_contract_id).toBe(spot.markets[at].contract_id);
      expect(market.contract_id).toBe(exchange.turbo().markets[at]?.contract_id);
      expect(market.contract_id).not.toBe(spot.markets[at].contract_id);
    }
  });

  test("a bare list cannot say whose it is, and a balance has no turbo form", async () => {
    const { exchange, market_id } = setUp({ wire: { trades: "array" } });
    exchange.turbo().tick(400);
    const read = reader(exchange);
    const { body } = await read("/v1/trades", { market_id, direction: "desc", count: 1, turbo: "true" });
    expect(body).toMatchObject([{ trade_id: exchange.turbo().lastTrade(market_id)?.trade_id }]);
    const [ada] = exchange.accounts;
    const asset_id = exchange.markets[0].base.asset;
    const balance = await read("/v1/balance", { asset_id, contract: ada.id, turbo: "true" });
    expect(balance.body.turbo).toBeUndefined();
    expect(BigInt(balance.body.trading_account_balance)).toBeGreaterThan(0n);
  });
});

test("the served exchange has both venues on its port", async () => {
  const { exchange } = setUp();
  exchange.tick(300);
  exchange.turbo().tick(300);
  const served = await serveExchange(exchange);
  const { market_id } = exchange.markets[0];
  const socket = new NodeSocket(served.config.wsUrl);
  const frames: Frame[] = [];
  const arrived = new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      frames.push(JSON.parse(String(data)) as Frame);
      if (frames.length === 2) resolve();
    });
  });
  await new Promise((resolve) => socket.once("open", resolve));
  for (const venue of [{}, { turbo }]) {
    socket.send(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10", ...venue }));
  }
  await arrived;
  expect(frames.map((frame) => frame.turbo)).toEqual([undefined, true]);
  expect(bookOf(frames.slice(1), market_id)).toEqual(exchange.turbo().depth(market_id, 1));
  const response = await fetch(`${served.config.apiBase}/v1/depth?market_id=${market_id}&precision=10&turbo=true`);
  expect(await response.json()).toMatchObject({ turbo: true });
  socket.terminate();
  await served.close();
});
