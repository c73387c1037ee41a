// The REST reads against a real server give the exchange's data, page by page and to the last digit.
import { type Identity, O2InputError, O2Rest, type Order, type Trade } from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { describe, expect, it } from "vitest";
import { toCandles } from "../support/bars.ts";
import { quietBid } from "../support/quietBid.ts";
import { serve } from "../support/served.ts";

async function reading(options: Parameters<typeof serve>[0] = {}) {
  const served = await serve(options);
  served.exchange.tick(400);
  const market = served.exchange.markets[0]!;
  return {
    ...served,
    rest: new O2Rest(served.server.config.apiBase),
    market,
    id: market.market_id,
    ada: served.exchange.accounts[0]!,
  };
}

/** A rest whose every answer is this text. */
function answering(text: string, status = 200): O2Rest {
  return new O2Rest("https://o2.simulated", { fetch: async () => new Response(text, { status }) });
}

const nobody: Identity = { ContractId: `0x${"9".repeat(64)}` };
const noMarket = `0x${"8".repeat(64)}`;

describe("what is read is what the exchange knows", () => {
  it("markets", async () => {
    const { rest, exchange } = await reading();
    const markets = await rest.markets();
    expect(exchange.markets).toMatchObject(markets);
    expect(Object.keys(markets[0]!).sort()).toEqual(
      "base contract_id dust maker_fee market_id min_order pair price_window quote taker_fee".split(" "),
    );
  });

  it.each(["orders", "view"] as const)("depth at each precision, under the key %j", async (snapshotKey) => {
    const { rest, exchange, id } = await reading({ snapshotKey });
    expect(await rest.depth({ market: id })).toEqual(exchange.depth(id));
    for (const precision of [1, 5, 7, 18])
      expect(await rest.depth({ market: id, precision })).toEqual(exchange.depth(id, precision));
    expect(() => rest.depth({ market: id, precision: 0 })).toThrow(O2InputError);
  });

  it("trades, newest first, pages that meet without gap or overlap", async () => {
    const { rest, exchange, id } = await reading();
    exchange.tick(1_500);
    const all = exchange.trades(id).toReversed();
    expect(all.length).toBeGreaterThan(120);
    expect(await rest.trades({ market: id })).toEqual(all.slice(0, 50));
    const read: Trade[] = [];
    for (let page = await rest.trades({ market: id, count: 40 }); page.length > 0; ) {
      read.push(...page);
      page = await rest.trades({ market: id, count: 40, before: page.at(-1) });
    }
    expect(read).toEqual(all);
  });

  it("bars of every resolution, between two times", async () => {
    const exchange = createExchange();
    exchange.warmUp({ hours: 30 });
    const rest = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch });
    const market = exchange.markets[0]!.market_id;
    const minutes = toCandles(exchange.bars(market, "1m"));
    const [from, to] = [minutes[10]!.timestamp, minutes.at(-10)!.timestamp];
    for (const resolution of ["1m", "5m", "15m", "30m", "1h", "4h", "1d", "1w", "1M"] as const) {
      const bars = await rest.bars({ market, resolution, from, to });
      expect(bars).toMatchObject(toCandles(exchange.bars(market, resolution, from, to)));
    }
    expect((await rest.bars({ market, resolution: "1m", from, to })).length).toBe(minutes.length - 19);
  });

  it("orders: all or open, newest first, in pages, of a trade account or the wallet behind it", async () => {
    const { rest, exchange, id, ada, market } = await reading();
    for (let count = 0; count < 210; count += 1) {
      const { order_id } = exchange.place(ada, { ...quietBid(market), quantity: 200n * market.scale });
      if (count % 3 > 0) exchange.cancel(ada, order_id);
    }
    const all = exchange.orders(ada, { marketId: id });
    const open = exchange.orders(ada, { marketId: id, open: true });
    expect(all.length).toBeGreaterThan(200);
    expect(open.length).toBeGreaterThan(0);
    const own = { market: id, identity: ada.identity };
    expect(await rest.orders(own)).toEqual(all.slice(0, 200));
    expect(await rest.orders({ ...own, isOpen: true })).toEqual(open);
    expect((await rest.orders({ ...own, isOpen: false })).every(({ close }) => close)).toBe(true);
    expect(await rest.orders({ market: id, identity: { Address: ada.owner }, isOpen: true })).toEqual(open);
    expect(await rest.orders({ market: id, identity: nobody })).toEqual([]);
    const read: Order[] = [];
    for (let page = await rest.orders({ ...own, count: 90 }); page.length > 0; ) {
      read.push(...page);
      page = await rest.orders({ ...own, count: 90, before: page.at(-1) });
    }
    expect(read).toEqual(all);
  });

  it.each(["zeros", "404"] as const)(
    "balances, one asset at a time, zero where the exchange knows none (%s)",
    async (noBalance) => {
      const { rest, exchange, ada } = await reading({ wire: { noBalance } });
      const balances = exchange.balances(ada);
      expect(balances.length).toBeGreaterThan(2);
      for (const balance of balances) {
        expect(await rest.balance({ asset: balance.asset_id, identity: ada.identity })).toEqual(balance);
      }
      const { asset_id: asset } = balances[0]!;
      const wallet = { Address: ada.owner };
      expect(await rest.balance({ asset, identity: wallet })).toEqual({ ...balances[0], identity: wallet });
      const zero = { total_locked: 0n, total_unlocked: 0n, trading_account_balance: 0n, order_books: {} };
      expect(await rest.balance({ asset, identity: nobody })).toEqual({ identity: nobody, asset_id: asset, ...zero });
      expect(await rest.balance({ asset: noMarket, identity: ada.identity })).toMatchObject(zero);
    },
  );

  it("an account with its nonce, by itself or by its wallet, and none where there is none", async () => {
    const { rest, exchange, ada } = await reading();
    const account = { trade_account_id: ada.id, nonce: exchange.nonce(ada), owner: { Address: ada.owner } };
    expect(account.nonce).toBeGreaterThan(0n);
    expect(await rest.account({ identity: ada.identity })).toEqual(account);
    expect(await rest.account({ identity: { Address: ada.owner } })).toEqual(account);
    expect(await rest.account({ identity: nobody })).toBeUndefined();
  });

  it("ticker", async () => {
    const { rest, exchange, id } = await reading();
    const { bid, ask } = exchange.top(id);
    const price = exchange.lastTrade(id)?.price;
    expect(await rest.ticker({ market: id })).toMatchObject({ last_price: price, best_bid: bid, best_ask: ask });
  });

  it("a market without any trade gives no price, rather than a price of zero", async () => {
    const exchange = createExchange();
    const rest = new O2Rest(exchange.config.apiBase, { fetch: exchange.fetch });
    const market = exchange.markets[0]!.market_id;
    const nothing = { last_price: undefined, best_bid: undefined, best_ask: undefined };
    expect(await rest.ticker({ market })).toMatchObject(nothing);
    expect(await rest.trades({ market })).toEqual([]);
    expect(await rest.depth({ market })).toEqual({ bids: [], asks: [] });
  });
});

describe("other spellings of the same answers", () => {
  const big = "18446744073709551615123456789";

  it("amounts above 2^53 are exact, also as bare JSON numbers", async () => {
    const rest = answering(
      `[{"trade_id":"1","side":"Buy","price":${big},"quantity":"${big}","total":9007199254740993,"timestamp":1700000000000}]`,
    );
    expect(await rest.trades({ market: noMarket })).toEqual([
      {
        trade_id: "1",
        side: "buy",
        price: BigInt(big),
        quantity: BigInt(big),
        total: 9007199254740993n,
        timestamp: 1_700_000_000_000,
      },
    ]);
    const book = answering(`{"orders":{"buys":[{"price":${big},"quantity":${big}}],"sells":[]}}`);
    expect((await book.depth({ market: noMarket })).bids).toEqual([{ price: BigInt(big), quantity: BigInt(big) }]);
  });

  it("a text of megabytes among bare numbers is read like any other", async () => {
    const note = JSON.stringify('a long "text" '.repeat(800_000));
    const rest = answering(
      `{"note":${note},"trades":[{"trade_id":"1","side":"Buy","price":${big},"quantity":1,"total":1,"timestamp":1}]}`,
    );
    expect((await rest.trades({ market: noMarket }))[0]?.price).toBe(BigInt(big));
  });

  it("lists may come bare, ids in any spelling, bars in seconds", async () => {
    const bar = { time: 1_700_000_000, open: 1, high: "2", low: 1, close: 2 };
    const range = { market: noMarket, resolution: "1m", from: 0, to: 1 } as const;
    const expected = [{ timestamp: 1_700_000_000_000, open: 1n, high: 2n, low: 1n, close: 2n, volume: 0n }];
    expect(await answering(JSON.stringify([bar])).bars(range)).toEqual(expected);
    expect(await answering(JSON.stringify({ bars: [bar] })).bars(range)).toEqual(expected);
    const ticker = { last_price: "5", best_bid: null };
    for (const body of [ticker, [ticker]])
      expect(await answering(JSON.stringify(body)).ticker({ market: noMarket })).toMatchObject({ last_price: 5n });
    const account = { trade_account_id: "AB", trade_account: { nonce: "0x2a", owner: null }, session: null };
    expect(await answering(JSON.stringify(account)).account({ identity: nobody })).toEqual({
      trade_account_id: "0xab",
      nonce: 42n,
      owner: undefined,
    });
    for (const none of ['{"trade_account_id":null}', '{"trade_account_id":null,"trade_account":null,"session":null}'])
      expect(await answering(none).account({ identity: nobody })).toBeUndefined();
  });

  it("a member that an answer has once for all orders is in each order, unless the order has its own", async () => {
    const order = {
      order_id: "0x1",
      side: "Buy",
      order_type: "Spot",
      price: 1,
      quantity: 1,
      timestamp: 1,
      close: false,
    };
    const other = { ContractId: "0x12" };
    const rest = answering(
      JSON.stringify({
        orders: [
          { ...order, account: null },
          { ...order, account: other },
        ],
      }),
    );
    const [first, second] = await rest.orders({ market: noMarket, identity: nobody });
    expect(first).toMatchObject({ market_id: noMarket, account: nobody });
    expect(second).toMatchObject({ account: other });
    const wallet = { Address: noMarket };
    const [owned] = await rest.orders({ market: noMarket, identity: wallet });
    expect(owned).toMatchObject({ owner: wallet });
    expect(owned).not.toHaveProperty("account");
  });

  it("a base with a path or a final slash is kept; unset parameters are left out of the query", async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (url) => {
      asked.push(String(url));
      return new Response("[]");
    };
    await new O2Rest("http://host/o2//", { fetch }).trades({ market: noMarket });
    expect(asked).toEqual([`http://host/o2/v1/trades?market_id=${noMarket}&direction=desc&count=50`]);
  });
});
