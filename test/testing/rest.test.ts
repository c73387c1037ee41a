import { O2Rest } from "o2-react/client";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { fixedClock, stillExchange } from "./support.ts";

const setUp = (options: Parameters<typeof stillExchange>[0] = {}) => {
  const exchange = stillExchange({ wire: "likely", ...options });
  const read = async (path: string, query: Record<string, string | number> = {}) => {
    const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const response = await exchange.fetch(`${exchange.config.apiBase}${path}?${params}`);
    return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
  };
  return { exchange, read, market_id: exchange.markets[0]!.market_id, ada: exchange.accounts[0]! };
};

const unknown = `0x${"8".repeat(64)}`;

const text = expect.stringMatching(/^\d+$/);
const hexId = expect.stringMatching(/^0x[0-9a-f]{64}$/);
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)));

describe("the REST reads", () => {
  test("markets: all metadata, every id that clients ask for, amounts as strings", async () => {
    const { exchange, read } = setUp();
    const { status, type, body } = await read("/v1/markets");
    expect([status, type]).toEqual([200, "application/json"]);
    expect(body).toMatchObject({
      books_registry_id: hexId,
      accounts_registry_id: hexId,
      trade_account_oracle_id: hexId,
      base_asset_id: hexId,
      chain_id: expect.stringMatching(/^0x0+$/),
    });
    const [first] = exchange.markets;
    expect(body.markets[0]).toEqual({
      contract_id: first.contract_id,
      market_id: first.market_id,
      whitelist_id: null,
      blacklist_id: null,
      maker_fee: text,
      taker_fee: text,
      min_order: String(first.min_order),
      dust: String(first.dust),
      price_window: "0",
      base: first.base,
      quote: first.quote,
    });
    const symbols = body.markets.map((market: { base: { symbol: string } }) => market.base.symbol);
    expect(symbols).toEqual(["fFUEL", "fETH", "fBTC"]);
    expect((await read("/v1/markets/fees")).status).toBe(200);
    expect((await read("/health")).body).toEqual({ status: "ok" });
  });

  test.each(["orders", "view"] as const)("depth: the book under `%s`, at a precision and a limit", async (key) => {
    const { exchange, read, market_id } = setUp({ wire: { depth: key } });
    exchange.tick(400);
    const { body } = await read("/v1/depth", { market_id, precision: "10000" });
    const { bids, asks } = exchange.depth(market_id, 4);
    expect(body).toMatchObject({ action: "depth", market_id });
    expect(body[key].buys).toEqual(plain(bids));
    const short = await read("/v1/depth", { market_id, precision: "10000", limit: 2 });
    expect(short.body[key].sells).toEqual(plain(asks.slice(0, 2)));
    for (const precision of ["5", "1", ""]) {
      expect((await read("/v1/depth", { market_id, precision })).body).toMatchObject({ code: 1001 });
    }
  });

  test("trades: pages that meet without gap or overlap, both ways; direction and count are required", async () => {
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
    const { body } = await read("/v1/trades", { market_id, direction: "desc", count: 1 });
    expect(body).toMatchObject({ action: "get_trades", market_id });
    expect(body.trades[0]).toMatchObject({
      trade_id: expect.stringMatching(/^0x[0-9a-f]{64}\/0x[0-9a-f]{64}$/),
      side: expect.stringMatching(/^(buy|sell)$/),
      price: text,
      timestamp: text,
    });
    const code = async (query: Record<string, string | number>) =>
      (await read("/v1/trades", { market_id, ...query })).body.code;
    expect(await code({ direction: "desc", count: 51 })).toBe(5001);
    expect(await code({ direction: "up", count: 1 })).toBe(1001);
    expect(await code({ count: 1 })).toBe(1001);
    expect(await code({ direction: "desc" })).toBe(1001);
    expect(await code({ direction: "desc", count: 1, start_timestamp: 1 })).toBe(7002);
    expect(await code({ direction: "desc", count: 1, start_trade_id: "1" })).toBe(7002);
  });

  test("trades of an account: those it took part in, and as what", async () => {
    const { exchange, read, market_id, ada } = setUp();
    exchange.tick(6_000);
    const query = { market_id, direction: "desc", count: 50 };
    const own = exchange
      .trades(market_id)
      .filter(({ maker, taker }) =>
        [maker, taker].some((party) => JSON.stringify(party) === JSON.stringify(ada.identity)),
      )
      .map(({ trade_id }) => trade_id)
      .slice(-50)
      .toReversed();
    expect(own.length).toBeGreaterThan(3);
    for (const who of [{ contract: ada.id }, { account: ada.owner }] as Record<string, string>[]) {
      const { body } = await read("/v1/trades_by_account", { ...query, ...who });
      expect(body.trades.map((trade: { trade_id: string }) => trade.trade_id)).toEqual(own);
      for (const trade of body.trades) {
        const made = trade.maker.ContractId === ada.id;
        const took = trade.taker.ContractId === ada.id;
        expect(trade.trader_side).toBe(made && took ? "both" : made ? "maker" : "taker");
      }
    }
    const { body } = await read("/v1/trades", { ...query, contract: ada.id });
    expect(body.trades.map((trade: { trade_id: string }) => trade.trade_id)).toEqual(own);
    expect(body.trades[0]).not.toHaveProperty("trader_side");
    expect((await read("/v1/trades_by_account", query)).body).toMatchObject({ code: 1001 });
  });

  test("bars: between from and to, of all eighteen resolutions, in milliseconds, with both volumes", async () => {
    const { exchange, read, market_id } = setUp();
    exchange.warmUp({ hours: 30 });
    const minutes = exchange.bars(market_id, "1m");
    const range = { from: minutes[0]!.timestamp, to: minutes.at(-1)!.timestamp };
    const { body } = await read("/v1/bars", { market_id, resolution: "1h", ...range });
    expect(body.bars.length).toBeGreaterThanOrEqual(29);
    const bar = body.bars[1];
    expect(bar).toEqual({
      open: text,
      high: text,
      low: text,
      close: text,
      buy_volume: text,
      sell_volume: text,
      timestamp: expect.any(Number),
    });
    const hour = minutes.filter(({ timestamp }) => timestamp >= bar.timestamp && timestamp < bar.timestamp + 3_600_000);
    expect(BigInt(bar.buy_volume) + BigInt(bar.sell_volume)).toBe(hour.reduce((sum, { volume }) => sum + volume, 0n));
    const all = "1s 1m 2m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M 3M".split(" ");
    for (const resolution of all) {
      const { status, body: answer } = await read("/v1/bars", { market_id, resolution, from: 0, to: range.to });
      expect([resolution, status, answer.bars.length > 0]).toEqual([resolution, 200, true]);
    }
    const last = await read("/v1/bars", { market_id, resolution: "1h", from: range.to, to: range.to, count_back: 5 });
    expect(last.body.bars).toEqual(body.bars.slice(-5));
    const code = async (query: Record<string, string | number>) =>
      (await read("/v1/bars", { market_id, ...query })).body.code;
    expect(await code({ resolution: "7m", ...range })).toBe(1001);
    expect(await code({ resolution: "1h", from: 5, to: 4 })).toBe(7001);
    expect(await code({ resolution: "1h", from: 5 })).toBe(1001);
  });

  test("orders: open or all, paged, of one market or all, by contract and by wallet", async () => {
    const { exchange, read, market_id, ada } = setUp();
    exchange.tick(12_000);
    const all = exchange.orders(ada, { marketId: market_id });
    const ids = (orders: readonly { order_id: string }[]) => orders.map(({ order_id }) => order_id);
    const query = { market_id, direction: "desc", count: 200 };
    const open = await read("/v1/orders", { ...query, contract: ada.id, is_open: "true" });
    expect(open.body).toMatchObject({ identity: ada.identity, market_id });
    expect(ids(open.body.orders)).toEqual(ids(exchange.orders(ada, { marketId: market_id, open: true })));
    for (const who of [{ contract: ada.id }, { account: ada.owner }, { address: ada.owner }] as Record<
      string,
      string
    >[]) {
      const first = await read("/v1/orders", { ...query, ...who, count: 30 });
      const { order_id, timestamp } = first.body.orders.at(-1);
      const cursor = { start_order_id: order_id.slice(2).toUpperCase(), start_timestamp: timestamp };
      const second = await read("/v1/orders", { ...query, ...who, count: 30, ...cursor });
      expect([...ids(first.body.orders), ...ids(second.body.orders)]).toEqual(ids(all.slice(0, 60)));
    }
    const everywhere = await read("/v1/orders", { direction: "desc", count: 200, contract: ada.id });
    expect(ids(everywhere.body.orders)).toEqual(ids(exchange.orders(ada).slice(0, 200)));
    expect((await read("/v1/orders", { ...query, contract: unknown })).body.orders).toEqual([]);
    const code = async (more: Record<string, string>) => (await read("/v1/orders", { ...query, ...more })).body.code;
    expect(await code({})).toBe(1001);
    expect(await code({ contract: ada.id, account: ada.owner })).toBe(1001);
    expect(await code({ contract: ada.id, is_open: "yes" })).toBe(1001);
    expect(await code({ contract: ada.id, count: "201" })).toBe(1001);
    expect(await code({ contract: ada.id, start_order_id: unknown })).toBe(7002);
  });

  test("one order by its id, and the active ones with a cursor to go on by", async () => {
    const { exchange, read, market_id, ada } = setUp();
    exchange.tick(3_000);
    const open = exchange.orders(ada, { open: true, marketId: market_id });
    const { body } = await read("/v1/order", { market_id, order_id: open[0]!.order_id });
    expect(body.order).toMatchObject({ order_id: open[0]!.order_id, close: false, timestamp: text });
    expect(await read("/v1/order", { market_id, order_id: unknown })).toMatchObject({
      status: 404,
      body: { code: 3000 },
    });
    const query = { market_id, contract: ada.id, direction: "desc", count: 1 };
    const first = (await read("/v1/orders/active", query)).body;
    expect(first.entries).toMatchObject([{ kind: "order", order_id: open[0]!.order_id, triggers: [] }]);
    expect(first).toMatchObject({ next_id: open[0]!.order_id, next_kind: "spot" });
    const cursor = { start_timestamp: first.next_timestamp, start_id: first.next_id, start_kind: first.next_kind };
    const second = (await read("/v1/orders/active", { ...query, count: 50, ...cursor })).body;
    expect(second.entries.map((entry: { order_id: string }) => entry.order_id)).toEqual(
      open.slice(1).map(({ order_id }) => order_id),
    );
    expect(second).toMatchObject({ next_timestamp: null, next_id: null, next_kind: null });
  });

  test("balance: by contract or address; zeros where nobody has ever had any", async () => {
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
    const none = { order_books: {}, total_locked: "0", total_unlocked: "0", trading_account_balance: "0" };
    expect(await read("/v1/balance", { asset_id, contract: unknown })).toMatchObject({ status: 200, body: none });
    expect((await read("/v1/balance", { asset_id: unknown, contract: ada.id })).body).toEqual(none);
    expect((await read("/v1/balance", { contract: ada.id })).body).toMatchObject({ code: 1001 });
  });

  test("accounts: by trade account or owner; nulls under 200 for others", async () => {
    const { exchange, read, ada } = setUp();
    exchange.tick(2_000);
    const expected = {
      trade_account_id: ada.id,
      trade_account: {
        nonce: String(exchange.nonce(ada)),
        owner: { Address: ada.owner },
        last_modification: expect.any(Number),
        synced_with_network: true,
        sync_state: {},
      },
      session: null,
    };
    expect((await read("/v1/accounts", { trade_account_id: ada.id })).body).toEqual(expected);
    expect((await read("/v1/accounts", { owner: ada.owner })).body).toEqual(expected);
    for (const name of ["trade_account_id", "owner", "owner_contract"]) {
      const { status, body } = await read("/v1/accounts", { [name]: unknown });
      expect([status, body]).toEqual([200, { trade_account_id: null, trade_account: null, session: null }]);
    }
    expect((await read("/v1/accounts")).status).toBe(400);
    expect((await read("/v1/accounts", { owner: ada.owner, trade_account_id: ada.id })).status).toBe(400);
    const window = await read("/v1/accounts/window", { trade_account_id: ada.id, nonce_session_id: 0 });
    expect(window.body).toEqual({ nonce_session_id: "0", base: "0", slots: [] });
  });

  test("ticker and summary: an array of one, or of all; 24 hours that end now", async () => {
    const clock = fixedClock();
    const { exchange, read, market_id } = setUp({ now: clock.now });
    const [nothing] = (await read("/v1/markets/ticker", { market_id })).body;
    expect(nothing).toMatchObject({ bid: null, ask: null, last: "0", percentage: "0.00" });
    exchange.warmUp({ hours: 26 });
    const { bids, asks } = exchange.depth(market_id);
    const last = exchange.lastTrade(market_id)!;
    const [ticker] = (await read("/v1/markets/ticker", { market_id })).body;
    const day = exchange.bars(market_id, "1m", clock.now() - 86_400_000);
    const figures = {
      high: String(day.map(({ high }) => high).reduce((a, b) => (a > b ? a : b))),
      low: String(day.map(({ low }) => low).reduce((a, b) => (a < b ? a : b))),
      volume: String(day.reduce((sum, { volume }) => sum + volume, 0n)),
    };
    expect(ticker).toMatchObject({
      market_id,
      last: String(last.price),
      bid: String(bids[0]!.price),
      bid_volume: String(bids[0]!.quantity),
      ask: String(asks[0]!.price),
      high: figures.high,
      low: figures.low,
      open: String(day[0]!.open),
      change: String(last.price - day[0]!.open),
      percentage: expect.stringMatching(/^-?\d+\.\d\d$/),
      base_volume: figures.volume,
      quote_volume: text,
      timestamp: String(clock.now()),
    });
    const [summary] = (await read("/v1/markets/summary", { market_id })).body;
    expect(summary).toEqual({
      market_id,
      high_price: figures.high,
      low_price: figures.low,
      last_price: String(last.price),
      volume_24h: ticker.quote_volume,
      change_24h: ticker.percentage,
    });
    expect((await read("/v1/markets/ticker")).body).toHaveLength(3);
    // An hour without a trade is an hour less of the day.
    clock.advance(3_600_000);
    const [later] = (await read("/v1/markets/ticker", { market_id })).body;
    expect(BigInt(later.base_volume)).toBeLessThan(BigInt(figures.volume));
  });

  test("the aggregated reads: human decimals, pairs with or without the f of a testnet", async () => {
    const { exchange, read, market_id } = setUp();
    exchange.tick(1_000);
    const { bid } = exchange.top(market_id);
    const price = Number(bid) / 1e9;
    const book = (await read("/v1/aggregated/orderbook", { market_pair: "FUEL_USDC", depth: 3, level: 2 })).body;
    expect(book.bids).toHaveLength(3);
    expect(book.bids[0]).toEqual([price, expect.any(Number)]);
    expect((await read("/v1/aggregated/coingecko/orderbook", { ticker_id: "ffuel_fusdc" })).body).toMatchObject({
      ticker_id: "fFUEL_fUSDC",
      asks: expect.any(Array),
    });
    expect((await read("/v1/aggregated/assets")).body).toHaveProperty("fUSDC.can_withdraw", true);
    expect((await read("/v1/aggregated/summary")).body[0]).toMatchObject({
      trading_pairs: "fFUEL_fUSDC",
      highest_bid: price,
    });
    expect((await read("/v1/aggregated/ticker")).body).toHaveProperty("fETH_fUSDC.last_price", expect.any(Number));
    expect((await read("/v1/aggregated/coingecko/tickers")).body[0]).toMatchObject({
      ticker_id: "fFUEL_fUSDC",
      bid: price,
    });
    const [trade] = (await read("/v1/aggregated/trades", { market_pair: "FUEL_USDC" })).body;
    const last = exchange.lastTrade(market_id)!;
    expect(trade).toMatchObject({ type: last.side === "buy" ? "sell" : "buy", timestamp: last.timestamp });
    expect(Number(trade.price) * 1e9).toBeCloseTo(Number(last.price), 0);
    expect((await read("/v1/aggregated/orderbook", { market_pair: "A_B" })).body).toMatchObject({ code: 2000 });
  });

  test("the aggregated trades may be in chain integers, which the official TypeScript client reads", async () => {
    const { exchange, read, market_id } = setUp({ wire: { aggregatedTrades: "integers" } });
    exchange.tick(1_000);
    const [trade] = (await read("/v1/aggregated/trades", { market_pair: "FUEL_USDC" })).body;
    const { price, quantity, total } = exchange.lastTrade(market_id)!;
    expect([trade.price, trade.base_volume, trade.quote_volume]).toEqual([price, quantity, total].map(String));
  });

  test.each(["/v1/depth", "/v1/trades", "/v1/bars", "/v1/orders", "/v1/markets/ticker", "/v1/markets/summary"])(
    "%s of an unknown market: 404 and 2000; of no id: 400; of a margin venue that is not there: 404",
    async (path) => {
      const { read, ada, market_id } = setUp({ margin: false });
      const query = { resolution: "1m", contract: ada.id, precision: 10, direction: "asc", count: 1, from: 0, to: 1 };
      expect(await read(path, { ...query, market_id: unknown })).toMatchObject({
        status: 404,
        body: { code: 2000, message: expect.any(String) },
      });
      expect(await read(path, { ...query, market_id: "0x12" })).toMatchObject({ status: 400, body: { code: 1001 } });
      expect((await read(path, { ...query, market_id })).status).toBe(200);
      const { status, body } = await read(path, { ...query, market_id, turbo: "true" });
      expect([status, body.message]).toEqual([404, expect.stringContaining("margin venue")]);
    },
  );

  test("an unknown path, a method that is none", async () => {
    const { exchange, read } = setUp();
    expect((await read("/v1/weather")).status).toBe(404);
    expect((await exchange.fetch("https://any.host/v1/markets", { method: "POST" })).status).toBe(405);
    expect((await exchange.fetch(new Request("https://any.host/v1/markets"))).status).toBe(200);
  });

  test("rate limits: none by default; else per owner and caller, as documented, with 429 and 1003", async () => {
    const clock = fixedClock();
    const { exchange } = setUp({ now: clock.now, rateLimits: 1 });
    const fees = async () => exchange.fetch("https://any.host/v1/markets/fees");
    const statuses = [];
    for (let asked = 0; asked < 6; asked += 1) statuses.push((await fees()).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await (await fees()).json()).toEqual({ code: 1003, message: "rate limit exceeded" });
    clock.advance(1_000);
    expect((await fees()).status).toBe(200);
    const put = (owner: string) =>
      exchange.fetch("https://any.host/v1/session", { method: "PUT", headers: { "O2-Owner-Id": owner }, body: "{}" });
    for (let asked = 0; asked < 5; asked += 1) expect((await put("0xaa")).status).toBe(400);
    expect((await put("0xAA")).status).toBe(429);
    expect((await put("0xbb")).status).toBe(400);
    const unlimited = setUp().exchange;
    for (let asked = 0; asked < 20; asked += 1)
      expect((await unlimited.fetch("https://any.host/v1/markets/fees")).status).toBe(200);
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
          timestamp: time,
          open: prices[0],
          high: prices.reduce((a, b) => (a > b ? a : b)),
          low: prices.reduce((a, b) => (a < b ? a : b)),
          close: prices.at(-1),
          volume: group.reduce((sum, { quantity }) => sum + quantity, 0n),
        };
      });
      expect(exchange.bars(market_id, resolution)).toMatchObject(expected);
      if (resolution === "1M") expect(expected).toHaveLength(2);
    }
  });

  test.each([
    ["likely", 1],
    [{ weeks: "thursday" }, 4],
    [{ weeks: "sunday" }, 0],
  ] as const)("a week begins on a day that the wire says (%o), over REST too", async (wire, day) => {
    const clock = fixedClock();
    const exchange = createExchange({ now: clock.now, wire });
    const { market_id } = exchange.markets[0];
    for (let days = 0; days < 9; days += 1) {
      tradeOn(exchange);
      clock.advance(86_400_000);
    }
    const weeks = exchange.bars(market_id, "1w").map(({ timestamp }) => timestamp);
    expect(weeks.map((time) => new Date(time).getUTCDay())).toEqual(weeks.map(() => day));
    expect(weeks.length).toBe(2);
    const rest = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch });
    const read = await rest.bars({ market: market_id, resolution: "1w", from: 0, to: clock.now() });
    expect(read.map(({ timestamp }) => timestamp)).toEqual(weeks);
  });

  test.each([1, 2, 3, 4, 5])("weeks of a mixture begin on the same day in each answer (seed %i)", async (seed) => {
    const clock = fixedClock();
    const exchange = createExchange({ now: clock.now, wire: "mixed", seed });
    const { market_id } = exchange.markets[0];
    tradeOn(exchange);
    const rest = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch });
    const [truth] = exchange.bars(market_id, "1w");
    for (let round = 0; round < 5; round += 1) {
      const read = await rest.bars({ market: market_id, resolution: "1w", from: 0, to: clock.now() });
      expect(read.map(({ timestamp }) => timestamp)).toEqual([truth?.timestamp]);
    }
  });
});

/** Lets traffic go on until the first market has one more trade. */
function tradeOn(exchange: SimulatedExchange): void {
  const { market_id } = exchange.markets[0];
  const before = exchange.trades(market_id).length;
  while (exchange.trades(market_id).length === before) exchange.tick();
}

describe("the page's fetch", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("takes its latency each way and honours an AbortSignal", async () => {
    const { exchange } = setUp({ latency: 100 });
    const url = `${exchange.config.apiBase}/v1/markets`;
    let done = false;
    // The request is answered once it has arrived, so a fault until then is in time.
    const slow = exchange.fetch(url).then(({ status }) => {
      done = true;
      return status;
    });
    await vi.advanceTimersByTimeAsync(99);
    exchange.faults.rest({ status: 503 });
    await vi.advanceTimersByTimeAsync(100);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await slow).toBe(503);

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
