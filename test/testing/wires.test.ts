import { createExchange, ExchangeOptionError, readWire, WIRE, type WireChoice } from "o2-react/testing";
import { describe, expect, test } from "vitest";
import { rawLink, stillExchange } from "./support.ts";
import { ANY_SIGNATURE, createTrader } from "./trader.ts";

const setUp = (wire: WireChoice, seed = 1) => {
  const exchange = stillExchange({ wire, seed });
  exchange.tick(400);
  const [{ market_id }] = exchange.markets;
  const [ada] = exchange.accounts;
  const link = rawLink(exchange);
  const get = async (path: string, query: Record<string, string | number> = {}) => {
    const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const response = await exchange.fetch(`${exchange.config.apiBase}${path}?${params}`);
    const text = await response.text();
    return {
      status: response.status,
      text,
      body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text,
    };
  };
  /** Each channel's first frame. */
  const frames = () => {
    link.send({ action: "subscribe_depth", market_id, precision: "10" });
    link.send({ action: "subscribe_trades", market_id });
    for (const channel of ["orders", "balances", "nonce"])
      link.send({ action: `subscribe_${channel}`, identities: [ada.identity] });
    exchange.place(ada, { marketId: market_id, side: "buy", quantity: 10n ** 9n, type: "Market" });
    return link.frames();
  };
  return { exchange, market_id, ada, link, get, frames };
};

const trades = { direction: "desc", count: 1 };

describe("the likely frames", () => {
  test("have snapshots under orders, seconds and nanoseconds as strings, lower-case sides, numbers in order types", () => {
    const { frames, market_id, ada, exchange } = setUp("likely");
    const [snapshot, ...rest] = frames();
    expect(snapshot).toEqual({
      action: "subscribe_depth",
      market_id,
      orders: { buys: expect.any(Array), sells: expect.any(Array) },
    });
    const stamps = { onchain_timestamp: "1768478400", seen_timestamp: "1768478400000000000" };
    expect(rest.map(({ action }) => action)).toEqual([
      "subscribe_depth_update",
      "subscribe_trades",
      "subscribe_orders",
      "subscribe_balances",
      "subscribe_nonce",
    ]);
    for (const frame of rest) expect(frame).toMatchObject(stamps);
    expect(rest[1]).toMatchObject({ trades: [{ side: "sell", timestamp: "1768478400000" }] });
    expect(rest[2]).toMatchObject({ orders: [{ side: "buy", order_type: "Market", timestamp: "1768478400000" }] });
    expect(rest[2]).toHaveProperty("orders.0.desired_quantity.Base.remaining_quantity", expect.any(Number));
    expect(rest[4]).toMatchObject({ contract_id: ada.id, nonce: String(exchange.nonce(ada)) });
  });

  test("say errors bare: a code and a message, and nothing of what they are about", () => {
    const { link, market_id } = setUp("likely");
    link.send({ action: "subscribe_depth" });
    link.send({ action: "subscribe_trades", market_id });
    link.send({ action: "subscribe_trades", market_id });
    expect(link.frames()).toEqual([
      { code: 6002, message: expect.any(String) },
      { code: 6000, message: expect.any(String) },
    ]);
  });
});

describe("the alternative", () => {
  test("of every frame", () => {
    const { frames, link, market_id } = setUp("alt");
    const [snapshot, update, traded, orders, balances, nonce] = frames() as [unknown, ...Record<string, unknown>[]];
    expect(snapshot).toMatchObject({ view: { precision: 1, buys: expect.any(Array) }, added_flag: null });
    expect(update).toMatchObject({ market_id: market_id.slice(2), onchain_timestamp: null });
    expect(traded).toMatchObject({ action: "trades", trades: [{ side: "Sell", timestamp: expect.any(Number) }] });
    expect(traded).not.toHaveProperty("trades.0.maker");
    expect(orders).toMatchObject({ orders: [{ side: "Buy", timestamp: "1768478400", price: expect.any(Number) }] });
    expect(orders).not.toHaveProperty("orders.0.partially_filled");
    expect(orders).not.toHaveProperty("orders.0.account");
    expect(balances).toMatchObject({ balance: [{ total_locked: expect.any(Number) }, {}] });
    expect(nonce).toMatchObject({ action: "nonce", nonce: expect.any(Number) });
    link.send({ action: "subscribe_trades", market_id });
    expect(link.frames().at(-1)).toEqual({
      action: "error",
      code: 6000,
      message: expect.any(String),
      market_id: market_id.slice(2),
    });
  });

  test("of every read", async () => {
    const { get, market_id, ada } = setUp("alt");
    const query = { market_id };
    expect((await get("/v1/depth", { ...query, precision: 10 })).body).toMatchObject({
      view: { bids: expect.any(Array) },
    });
    expect((await get("/v1/trades", { ...query, ...trades })).body).toMatchObject([{ price: expect.any(Number) }]);
    const bars = (await get("/v1/bars", { ...query, resolution: "1m", from: 0, to: Date.UTC(2030, 0) })).body;
    expect(bars).toMatchObject([{ time: Date.UTC(2026, 0, 15, 12) / 1_000, volume: expect.any(Number) }]);
    expect((await get("/v1/markets/ticker", query)).body).toMatchObject({ last_price: expect.any(Number) });
    expect((await get("/v1/markets/summary", query)).body).toMatchObject({ price: expect.any(Number) });
    expect((await get("/v1/markets")).body.chain_id).toBe("0");
    expect((await get("/health")).body).toBe("OK");
    expect((await get("/v1/accounts", { owner: ada.owner })).body).toMatchObject({ trade_account: null });
    const nobody = { asset_id: `0x${"1".repeat(64)}`, contract: ada.id };
    expect(await get("/v1/balance", nobody)).toMatchObject({ status: 200, body: { code: 4002 } });
    expect(await get("/v1/depth", { market_id: nobody.asset_id, precision: 10 })).toMatchObject({
      status: 200,
      body: { code: 2000 },
    });
  });

  test("big integers lose nothing as JSON numbers, ids may be upper case, errors text", async () => {
    const { exchange, get, ada } = setUp({ amounts: "number", ids: "upper", restErrors: "text" });
    const [{ base }] = exchange.markets;
    const { text } = await get("/v1/balance", { asset_id: base.asset, contract: ada.id });
    const held = exchange.balances(ada).find(({ asset_id }) => asset_id === base.asset)!;
    expect(held.total_unlocked).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(text).toContain(`"total_unlocked":${held.total_unlocked}`);
    const { text: account } = await get("/v1/accounts", { owner: ada.owner });
    expect(account).toContain(`"0x${ada.id.slice(2).toUpperCase()}"`);
    expect(await get("/v1/weather")).toMatchObject({ status: 404, body: "no such path: /v1/weather" });
  });

  test("frames are binary: a blob, or a buffer where that is asked for", async () => {
    const exchange = createExchange({ wire: { frames: "binary" } });
    const [{ market_id }] = exchange.markets;
    for (const type of ["blob", "arraybuffer"] as const) {
      const socket = new exchange.WebSocket(exchange.config.wsUrl);
      socket.binaryType = type;
      const data = await new Promise<unknown>((resolve) => {
        socket.onmessage = (event) => resolve(event.data);
        socket.onopen = () => socket.send(JSON.stringify({ action: "subscribe_depth", market_id, precision: "10" }));
      });
      const text = data instanceof Blob ? await data.text() : new TextDecoder().decode(data as ArrayBuffer);
      expect(JSON.parse(text)).toMatchObject({ action: "subscribe_depth", market_id });
      expect(data instanceof Blob).toBe(type === "blob");
    }
    exchange.close();
  });
});

describe("a choice of spellings", () => {
  test("mixed: another one for each answer, the same for the same seed", async () => {
    const shapes = async (seed: number) => {
      const { get, market_id } = setUp("mixed", seed);
      const texts = [];
      for (let asked = 0; asked < 12; asked += 1) texts.push((await get("/v1/trades", { market_id, ...trades })).text);
      return texts;
    };
    const seen = await shapes(1);
    expect(new Set(seen).size).toBeGreaterThan(3);
    expect(seen.some((text) => text.startsWith("["))).toBe(true);
    expect(seen.some((text) => text.startsWith("{"))).toBe(true);
    expect(await shapes(1)).toEqual(seen);
  });

  test("by name, also as written in a shell; a wrong one says what would do", () => {
    expect(readWire("alt")).toBe("alt");
    expect(readWire("depth=view,ticker=object")).toEqual({ depth: "view", ticker: "object" });
    expect(readWire("view")).toEqual({ depth: "view" });
    for (const [text, field] of [
      ["depth=side", "wire.depth"],
      ["dept=view", "wire"],
      ["object", "wire"],
    ] as const) {
      expect(() => readWire(text)).toThrow(expect.objectContaining({ name: "ExchangeOptionError", field }));
    }
    const wrong = () => createExchange({ wire: "exact" as "alt" });
    expect(wrong).toThrow(ExchangeOptionError);
    expect(wrong).toThrow('wire must be one of "likely", "alt", "mixed", not exact.');
    for (const spellings of Object.values(WIRE)) expect(new Set(spellings).size).toBe(spellings.length);
  });

  test("a tick below ten chain units is kept: the finest precision of the wire groups it", async () => {
    const asset = (symbol: string) => ({ symbol, decimals: 9, max_precision: 9 });
    const spec = { base: asset("fAAA"), quote: asset("fZZZ"), startPrice: 1_000_000_000n };
    const exchange = stillExchange({ wire: "likely", markets: [spec] });
    const [{ market_id, tick }] = exchange.markets;
    expect(tick).toBe(1n);
    const [ada] = exchange.accounts;
    for (const price of [1_000_000_001n, 1_000_000_009n])
      exchange.place(ada, { marketId: market_id, side: "buy", price, quantity: 5n * 10n ** 9n });
    expect(exchange.depth(market_id).bids.map(({ price }) => price)).toEqual([1_000_000_009n, 1_000_000_001n]);
    const link = rawLink(exchange);
    link.send({ action: "subscribe_depth", market_id, precision: "10" });
    expect(link.frames()[0]).toMatchObject({ orders: { buys: [{ price: "1000000000", quantity: "10000000000" }] } });
  });
});

test("a request whose answer is lost has happened: the nonce tells", async () => {
  const exchange = stillExchange({ wire: "likely" });
  const trader = createTrader({ fetch: exchange.fetch, base: exchange.config.apiBase });
  await trader.setUp();
  exchange.faults.rest({ fail: true, path: "/v1/session" });
  const [{ contract_id }] = exchange.markets;
  await expect(trader.openSession([contract_id], 4_000_000_000n)).rejects.toThrow(TypeError);
  expect(await trader.nonce()).toBe(1n);
  expect(ANY_SIGNATURE).toHaveLength(130);
});
