// The fill of a gap bypasses every HTTP cache, because a cache answers with the state before the gap.
import { createO2Feed } from "o2-react/feed";
import { expect, onTestFinished, test, vi } from "vitest";
import { toTradeIds } from "../support/same.ts";
import { createExchange } from "../support/servers.ts";

/** A browser's fetch, with regard to `Cache-Control: max-age`. */
function browserFetch(server: typeof fetch, maxAge: number): typeof fetch {
  const kept = new Map<string, { at: number; body: string }>();
  return async (input, init) => {
    const url = String(input);
    const mode = init?.cache ?? "default";
    const known = kept.get(url);
    if (mode === "default" && known && Date.now() - known.at < maxAge * 1_000) return new Response(known.body);
    const response = await server(input, init);
    const body = await response.clone().text();
    if (response.ok && mode !== "no-store") kept.set(url, { at: Date.now(), body });
    return response;
  };
}

test.each([
  ["orders", 0],
  ["balances", 0],
  ["trades", 0],
  ["orders", 10],
  ["balances", 10],
  ["trades", 10],
] as const)("after an outage %s are what they are now (max-age=%d; 0 is the control)", async (channel, maxAge) => {
  vi.useFakeTimers();
  const exchange = createExchange();
  exchange.tick(2_000);
  const assets = exchange.markets.flatMap(({ base, quote }) => [base.asset, quote.asset]);
  const rich = Object.fromEntries(assets.map((asset) => [asset, 10n ** 40n]));
  const zoe = exchange.createAccount("Zoe", rich);
  const market = exchange.markets[0]!;
  const price = exchange.depth(market.market_id).bids[0]!.price - market.tick * 50n;
  const order = exchange.place(zoe, {
    marketId: market.market_id,
    side: "buy",
    price,
    quantity: market.step * 1_000_000n,
  });
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: exchange.WebSocket,
    fetch: browserFetch(exchange.fetch, maxAge),
    auditInterval: false,
    onError: () => undefined,
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  feed.connect();
  feed.retain([channel === "trades" ? { channel, market: market.market_id } : { channel, identity: zoe.identity }]);
  await vi.advanceTimersByTimeAsync(1_000);
  const entry = () => Object.values(feed.store.getState()[channel])[0]!;
  expect(entry()).toMatchObject({ isLive: true });
  exchange.faults.drop();
  exchange.cancel(zoe, order.order_id);
  exchange.tick(2_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(entry()).toMatchObject({ isLive: true });
  if (channel === "orders")
    expect(feed.store.getState().orders[`ContractId:${zoe.id}`]!.data?.filter(({ close }) => !close)).toEqual([]);
  if (channel === "balances") {
    const truth = exchange.balances(zoe).find(({ asset_id }) => asset_id === market.quote.asset)!;
    const shown = feed.store
      .getState()
      .balances[`ContractId:${zoe.id}`]!.data?.find(({ asset_id }) => asset_id === market.quote.asset);
    expect(shown?.total_locked).toBe(truth.total_locked);
  }
  if (channel === "trades") {
    const shown = toTradeIds(feed.store.getState().trades[market.market_id]?.data).slice(0, 20);
    expect(shown).toEqual(toTradeIds(exchange.trades(market.market_id).slice(-20).reverse()));
  }
});
