// The reads of a server for the first paint.
import { createO2Feed } from "o2-react/feed";
import { O2InputError, O2RestError, prefetch } from "o2-react/server";
import { describe, expect, it } from "vitest";
import { toCandles } from "../support/bars.ts";
import { toBalances, toTradeIds } from "../support/same.ts";
import { serve, until } from "../support/served.ts";
import { simulate } from "../support/simulated.ts";

async function prefetched() {
  const served = await serve();
  const { exchange, server } = served;
  exchange.tick(500);
  const market = exchange.markets[0]!;
  const account = exchange.accounts[0]!;
  const seed = await prefetch({
    config: server.config,
    depth: [{ market: "fuel/usdc" }, { market, precision: 5 }],
    trades: [{ market: market.market_id }],
    candles: [{ market: "FUEL/USDC", resolution: "1m" }],
    ticker: [{ market: "FUEL/USDC" }],
    orders: [{ identities: account.identity }],
    balances: [{ identities: [account.id] }],
    nonce: [{ identity: account.id }],
    account: [{ owner: account.owner }, { account: account.id }],
  });
  return { ...served, market, account, seed, id: market.market_id, key: `ContractId:${account.id}` };
}

describe("prefetch", () => {
  it("gives plain JSON that holds the exchange's truth, bigints and all, and is shown as stale", async () => {
    const { exchange, server, seed, id, key, market, account } = await prefetched();
    const sent = JSON.parse(JSON.stringify(seed));
    expect(sent).toEqual(seed);
    const feed = createO2Feed({ config: server.config, initialData: sent });
    const state = feed.store.getState();
    expect(state.depth[`${id}:1`]?.data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(
      exchange.depth(id, 1).bids,
    );
    expect(state.depth[`${id}:5`]?.data?.asks.map(({ price, quantity }) => ({ price, quantity }))).toEqual(
      exchange.depth(id, 5).asks,
    );
    expect(toTradeIds(state.trades[id]?.data).slice(0, 1)).toEqual(toTradeIds(exchange.trades(id).slice(-1)));
    expect(toCandles(state.candles[`${id}:1m:300`]?.data)).toEqual(toCandles(exchange.bars(id, "1m")));
    expect(state.orders[key]?.data?.length).toBe(exchange.orders(account, { open: true }).length);
    expect(toBalances(state.balances[key]?.data)).toEqual(
      expect.arrayContaining(toBalances(exchange.balances(account.identity))),
    );
    expect(state.nonce[key]?.data).toBe(exchange.nonce(account));
    for (const known of [state.account[key], state.account[`Address:${account.owner}`]]) {
      expect(known).toMatchObject({ isLive: false, isComplete: true });
      expect(known?.data).toMatchObject({ exists: true, trade_account_id: account.id, nonce: exchange.nonce(account) });
    }
    expect(state.markets.data?.map((one) => one.market_id)).toContain(market.market_id);
    for (const entry of [
      state.depth[`${id}:1`],
      state.trades[id],
      state.orders[key],
      state.balances[key],
      state.nonce[key],
    ]) {
      expect(entry).toMatchObject({ isLive: false, isComplete: true, error: undefined });
    }
  });

  it("tries a read again that may succeed later, as often as `retries` says", async () => {
    const { exchange, server } = await serve();
    const read = (retries?: number) =>
      prefetch({
        config: server.config,
        depth: [{ market: "FUEL/USDC" }],
        ...(retries === undefined ? {} : { retries }),
      });
    exchange.faults.rest({ path: "/v1/depth", status: 503 });
    await expect(read()).resolves.toMatchObject({ version: 1 });
    exchange.faults.rest({ path: "/v1/depth", status: 503 });
    await expect(read(0)).rejects.toThrow(O2RestError);
  });

  it("seeded data becomes live when a component shows it, and goes after the linger when none does", async () => {
    const { seed, id, key, exchange } = await prefetched();
    const { feed, pass } = await simulate({ initialData: seed, linger: 1_000 }, {});
    const release = feed.retain([{ channel: "depth", market: id, precision: 1 }]);
    await pass(200);
    expect(feed.store.getState().depth[`${id}:1`]?.isLive).toBe(true);
    await pass(2_000);
    const state = feed.store.getState();
    expect(Object.keys(state.depth)).toEqual([`${id}:1`]);
    expect([state.trades, state.orders[key], state.candles]).toEqual([{}, undefined, {}]);
    release();
    exchange.close();
  });

  it("reports each failure: no apiBase, an unknown pair, a server that rejects, an invalid seed", async () => {
    const { server, exchange } = await serve();
    await expect(prefetch({ config: { wsUrl: "wss://x.example" } })).rejects.toThrow(/config\.apiBase: it is missing/);
    await expect(prefetch({ config: server.config, depth: [{ market: "DOGE/USDC" }] })).rejects.toThrow(O2InputError);
    exchange.faults.rest({ path: "/v1/depth", status: 404, body: { code: 2000, message: "no such market" } });
    await expect(prefetch({ config: server.config, depth: [{ market: "FUEL/USDC" }] })).rejects.toThrow(O2RestError);
    const errors: unknown[] = [];
    createO2Feed({
      config: server.config,
      initialData: { version: 2 } as never,
      onError: (error) => errors.push(error),
    });
    expect(errors).toEqual([
      expect.objectContaining({ parameter: "initialData", code: "unknown", value: 2, allowed: [1] }),
    ]);
  });

  it("is given up by its signal", async () => {
    const { server, exchange } = await serve();
    exchange.faults.rest({ delay: 60_000 });
    const abort = new AbortController();
    const reading = prefetch({ config: server.config, signal: abort.signal });
    await until(() => expect(exchange.connections).toBe(0));
    abort.abort(new Error("gone"));
    await expect(reading).rejects.toThrow("gone");
  });
});
