import { O2Rest } from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { fixedClock, stillExchange } from "./support.ts";

const setUp = (options: Parameters<typeof stillExchange>[0] = {}) => {
  const exchange = stillExchange(options);
  const read = async (path: string, query: Record<string, string | number> = {}) => {
    const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const response = await exchange.fetch(`${exchange.config.apiBase}${path}?${params}`);
    return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
  };
  return { exchange, read, market_id: exchange.markets[0]!.market_id, ada: exchange.accounts[0]! };
};

const unknown = `0x${"8".repeat(64)}`;

describe("the REST reads", () => {
  test("markets: all metadata, amounts as strings", async () => {
    const { exchange, read } = setUp();
    const { status, type, body } = await read("/v1/markets");
    expect([status, type]).toEqual([200, "application/json"]);
    expect(body).toMatchObject({
      chain_id: expect.any(String),
      base_asset_id: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    expect(body.markets).toEqual(
      exchange.markets.map(
        ({ market_id, contract_id, maker_fee, taker_fee, min_order, dust, price_window, base, quote }) => ({
          market_id,
          contract_id,
          maker_fee: String(maker_fee),
          taker_fee: String(taker_fee),
          min_order: String(min_order),
          dust: String(dust),
          price_window,
          base,
          quote,
        }),
      ),
    );
    expect(body.markets.map((market: { base: { symbol: string } }) => market.base.symbol)).toEqual([
      "fFUEL",
      "fETH",
      "fBTC",
    ]);
  });

  test.each(["orders", "view"] as const)("depth: the book under `%s`, at a precision", async (key) => {
    const { exchange, read, market_id } = setUp({ snapshotKey: key });
    exchange.tick(400);
    const { body } = await read("/v1/depth", { market_id, precision: "10000" });
    const { bids } = exchange.depth(market_id, 4);
    expect(body[key].buys).toEqual(
      bids.map(({ price, quantity }) => ({ price: String(price), quantity: String(quantity) })),
    );
    expect((await read("/v1/depth", { market_id, precision: "5" })).status).toBe(400);
  });

  test("trades: pages that meet without gap or overlap, both ways", async () => {
    const { exchange, read, market_id } = setUp();
    exchange.tick(1_500);
    const ids = exchange.trades(market_id).map(({ trade_id }) => trade_id);
    expect(ids.length).toBeGreaterThan(120);
    for (const direction of ["desc", "asc"]) {
      const seen: string[] = [];
      for (let cursor: Record<string, string> = {}; ; ) {
        const { body } = await read("/v1/trades", { market_id, direction, count: 50, ...cursor });
        seen.push(...body.trades.map((trade: { trade_id: string }) => trade.trade_id));
        const last = body.trades.at(-1);
        if (!last) break;
        cursor = { start_timestamp: last.timestamp, start_trade_id: last.trade_id };
      }
      expect(seen).toEqual(direction === "asc" ? ids : ids.toReversed());
    }
    const { body } = await read("/v1/trades", { market_id, count: 1 });
    expect(body.trades[0]).toMatchObject({
      trade_id: ids.at(-1),
      side: expect.stringMatching(/^(Buy|Sell)$/),
      price: expect.stringMatching(/^\d+$/),
    });
    expect((await read("/v1/trades", { market_id, count: 51 })).status).toBe(400);
    expect((await read("/v1/trades", { market_id, direction: "up" })).status).toBe(400);
  });

  test("bars: between from and to, of every resolution", async () => {
    const { exchange, read, market_id } = setUp();
    exchange.warmUp({ hours: 30 });
    const minutes = exchange.bars(market_id, "1m");
    const { body } = await read("/v1/bars", {
      market_id,
      resolution: "1h",
      from: minutes[0]!.time,
      to: minutes.at(-1)!.time,
    });
    expect(body.bars.length).toBeGreaterThanOrEqual(29);
    expect(body.bars[0]).toEqual({
      time: expect.any(Number),
      open: expect.stringMatching(/^\d+$/),
      high: expect.any(String),
      low: expect.any(String),
      close: expect.any(String),
      volume: expect.any(String),
    });
    for (const resolution of ["1s", "1m", "5m", "15m", "30m", "1h", "4h", "1d", "1w", "1M"]) {
      const { status, body: answer } = await read("/v1/bars", { market_id, resolution });
      expect([status, answer.bars.length > 0]).toEqual([200, true]);
    }
    expect((await read("/v1/bars", { market_id, resolution: "2h" })).body).toMatchObject({ code: 1001 });
    expect((await read("/v1/bars", { market_id, resolution: "1h", from: 5, to: 4 })).status).toBe(400);
  });

  test("orders: open or all, paged, newest first", async () => {
    const { exchange, read, market_id, ada } = setUp();
    exchange.tick(20_000);
    const all = exchange.orders(ada, { marketId: market_id });
    const open = exchange.orders(ada, { marketId: market_id, open: true });
    const { body } = await read("/v1/orders", { market_id, contract: ada.id, is_open: "true" });
    expect(body).toMatchObject({ identity: ada.identity, market_id });
    const ids = (orders: { order_id: string }[]) => orders.map(({ order_id }) => order_id);
    expect(ids(body.orders)).toEqual(ids([...open]));
    const first = await read("/v1/orders", { market_id, contract: ada.id, count: 30 });
    const { order_id, timestamp } = first.body.orders.at(-1);
    const second = await read("/v1/orders", {
      market_id,
      contract: ada.id,
      count: 30,
      start_order_id: order_id,
      start_timestamp: timestamp,
    });
    expect([...ids(first.body.orders), ...ids(second.body.orders)]).toEqual(ids(all.slice(0, 60)));
    expect((await read("/v1/orders", { market_id, contract: unknown })).body.orders).toEqual([]);
    expect((await read("/v1/orders", { market_id })).status).toBe(400);
    expect((await read("/v1/orders", { market_id, contract: ada.id, is_open: "yes" })).status).toBe(400);
  });

  test("balance: by contract or address; 404 and 4002 where there is none", async () => {
    const { exchange, read, ada } = setUp();
    const { asset_id, total_unlocked, total_locked, trading_account_balance } = exchange.balances(ada)[0]!;
    const expected = {
      order_books: expect.any(Object),
      total_locked: String(total_locked),
      total_unlocked: String(total_unlocked),
      trading_account_balance: String(trading_account_balance),
    };
    expect((await read("/v1/balance", { asset_id, contract: ada.id })).body).toEqual(expected);
    expect((await read("/v1/balance", { asset_id, address: ada.owner.slice(2).toUpperCase() })).body).toEqual(expected);
    expect(await read("/v1/balance", { asset_id, contract: unknown })).toMatchObject({
      status: 404,
      body: { code: 4002 },
    });
    expect(await read("/v1/balance", { asset_id: unknown, contract: ada.id })).toMatchObject({ status: 404 });
  });

  test("accounts: by trade account or owner; 4002 for others", async () => {
    const { exchange, read, ada } = setUp();
    exchange.tick(2_000);
    const expected = {
      trade_account_id: ada.id,
      trade_account: {
        nonce: String(exchange.nonce(ada)),
        owner: { Address: ada.owner },
        last_modification: expect.any(Number),
      },
      session: null,
    };
    expect((await read("/v1/accounts", { trade_account_id: ada.id })).body).toEqual(expected);
    expect((await read("/v1/accounts", { owner: ada.owner })).body).toEqual(expected);
    for (const name of ["trade_account_id", "owner", "owner_contract"]) {
      expect(await read("/v1/accounts", { [name]: unknown })).toMatchObject({ status: 404, body: { code: 4002 } });
    }
    expect((await read("/v1/accounts")).status).toBe(400);
  });

  test("ticker and summary: the prices of now and of 24 hours", async () => {
    const { exchange, read, market_id } = setUp();
    const empty = await read("/v1/markets/summary", { market_id });
    expect(empty.body).toMatchObject({ price: "0", price_change_percent_24h: "0.00", volume_24h: "0" });
    exchange.warmUp({ hours: 26 });
    const { bid, ask } = exchange.top(market_id);
    const last = exchange.lastTrade(market_id)!;
    expect((await read("/v1/markets/ticker", { market_id })).body).toMatchObject({
      last_price: String(last.price),
      best_bid: String(bid),
      best_ask: String(ask),
    });
    const day = exchange.bars(market_id, "1m", last.timestamp - 86_400_000);
    expect((await read("/v1/markets/summary", { market_id })).body).toMatchObject({
      price: String(last.price),
      price_change_percent_24h: expect.stringMatching(/^-?\d+\.\d\d$/),
      highest_price_24h: String(day.map(({ high }) => high).reduce((a, b) => (a > b ? a : b))),
      lowest_price_24h: String(day.map(({ low }) => low).reduce((a, b) => (a < b ? a : b))),
      volume_24h: String(day.reduce((sum, { volume }) => sum + volume, 0n)),
    });
  });

  test.each(["/v1/depth", "/v1/trades", "/v1/bars", "/v1/orders", "/v1/markets/ticker", "/v1/markets/summary"])(
    "%s of an unknown market: 404 and 2000; of none: 400",
    async (path) => {
      const { read, ada } = setUp();
      const query = { resolution: "1m", contract: ada.id };
      expect(await read(path, { ...query, market_id: unknown })).toMatchObject({
        status: 404,
        body: { code: 2000, message: expect.any(String) },
      });
      expect(await read(path, query)).toMatchObject({ status: 400, body: { code: 1001 } });
    },
  );

  test("an unknown path, a method that is none", async () => {
    const { exchange, read } = setUp();
    expect((await read("/v1/weather")).status).toBe(404);
    expect((await exchange.fetch("https://any.host/v1/markets", { method: "POST" })).status).toBe(405);
    expect((await exchange.fetch(new Request("https://any.host/v1/markets"))).status).toBe(200);
  });
});

describe("bars", () => {
  test("are the trades, grouped: open, high, low, close and volume", () => {
    const clock = fixedClock(Date.UTC(2026, 0, 31, 23, 50));
    const exchange = createExchange({ now: clock.now });
    for (let step = 0; step < 1_200; step += 1) {
      clock.advance(1_000);
      exchange.tick();
    }
    const { market_id } = exchange.markets[0]!;
    const trades = exchange.trades(market_id);
    for (const [resolution, start] of [
      ["1s", (time: number) => time - (time % 1_000)],
      ["5m", (time: number) => time - (time % 300_000)],
      ["1M", (time: number) => Date.UTC(new Date(time).getUTCFullYear(), new Date(time).getUTCMonth())],
    ] as const) {
      const groups = new Map<number, (typeof trades)[number][]>();
      for (const trade of trades) {
        const time = start(trade.timestamp);
        groups.set(time, [...(groups.get(time) ?? []), trade]);
      }
      const expected = [...groups].map(([time, group]) => {
        const prices = group.map(({ price }) => price);
        return {
          time,
          open: prices[0],
          high: prices.reduce((a, b) => (a > b ? a : b)),
          low: prices.reduce((a, b) => (a < b ? a : b)),
          close: prices.at(-1),
          volume: group.reduce((sum, { quantity }) => sum + quantity, 0n),
        };
      });
      expect(exchange.bars(market_id, resolution)).toEqual(expected);
      if (resolution === "1M") expect(expected).toHaveLength(2);
    }
  });

  test("a week begins on Monday", () => {
    const exchange = stillExchange();
    exchange.warmUp({ hours: 24 * 9 });
    const weeks = exchange.bars(exchange.markets[0]!.market_id, "1w");
    expect(weeks.map(({ time }) => new Date(time).getUTCDay())).toEqual(weeks.map(() => 1));
    expect(weeks.length).toBe(2);
  });
});

describe("the page's fetch", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("takes its latency and honours an AbortSignal", async () => {
    const { exchange } = setUp({ latency: 100 });
    const url = `${exchange.config.apiBase}/v1/markets`;
    let done = false;
    const slow = exchange.fetch(url).then(() => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(99);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await slow;

    const control = new AbortController();
    const aborted = exchange.fetch(url, { signal: control.signal });
    control.abort();
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    await expect(exchange.fetch(url, { signal: control.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("goes wrong on demand: rate limit, any answer, a page, late, no answer; for a path, so many times", async () => {
    const { exchange } = setUp();
    const { faults } = exchange;
    const read = async (path: string) => {
      const reading = exchange.fetch(`${exchange.config.apiBase}${path}`);
      await vi.advanceTimersByTimeAsync(0);
      return reading;
    };
    faults.rest({ status: 429, path: "/v1/markets", times: 2 });
    expect((await read("/v1/depth")).status).toBe(400);
    const limited = await read("/v1/markets");
    expect([limited.status, await limited.json()]).toEqual([429, { code: 1003, message: "rate limit exceeded" }]);
    expect((await read("/v1/markets")).status).toBe(429);
    expect((await read("/v1/markets")).status).toBe(200);

    faults.rest({ body: { markets: "none" } });
    expect(await (await read("/v1/markets")).json()).toEqual({ markets: "none" });
    faults.rest({ html: "<h1>Bad gateway</h1>" });
    const page = await read("/v1/markets");
    expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([
      502,
      "text/html",
      "<h1>Bad gateway</h1>",
    ]);

    faults.rest({ fail: true });
    const failing = expect(exchange.fetch(`${exchange.config.apiBase}/v1/markets`)).rejects.toThrow(TypeError);
    await vi.advanceTimersByTimeAsync(0);
    await failing;

    faults.rest({ delay: 5_000 });
    const late = exchange.fetch(`${exchange.config.apiBase}/v1/markets`);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect((await late).status).toBe(200);
  });

  test("answers in a page without a Response of its own, such as Jest's jsdom, all the same", async () => {
    vi.useRealTimers();
    const { exchange, read } = setUp();
    const known = await read("/v1/markets");
    vi.stubGlobal("Response", undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await read("/v1/markets")).toEqual(known);
    const rest = new O2Rest(exchange.config.apiBase ?? "", { fetch: exchange.fetch });
    expect(await rest.markets()).toHaveLength(exchange.markets.length);
  });
});
