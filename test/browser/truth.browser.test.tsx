// Data is true or marked stale, in real Chromium over real sockets and real fetch.
import { cleanup, render } from "@testing-library/react";
import { O2Provider, type Order, useBalances, useCandles, useMarket, useNonce, useOrders } from "o2-react";
import { afterEach, expect, test, vi } from "vitest";
import { toCandles } from "../support/bars.ts";
import { serveRemote } from "../support/remote-exchange.ts";

afterEach(cleanup);

const options = { minReconnectDelay: 50, maxReconnectDelay: 200, linger: 300 };
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 10 });
// Sorted, because orders of the same millisecond have no defined order.
const ids = (orders: readonly Order[] = []) => orders.map((order) => order.order_id).sort();

function record<R>(hook: () => R) {
  const renders: R[] = [];
  function Probe() {
    renders.push(hook());
    return null;
  }
  return { Probe, renders, last: () => renders.at(-1) as R };
}

test("an account's changes from while the link was down are right when it is live again, and never live before", async () => {
  const exchange = await serveRemote();
  const [market, ada] = [exchange.markets[0]!, exchange.accounts[0]!];
  const half = market.startPrice / 2n;
  const bid = {
    marketId: market.market_id,
    side: "buy",
    price: half - (half % market.tick),
    quantity: 1_000n * market.scale,
  } as const;
  const first = await exchange.place(ada, bid);
  const page = record(() => ({
    orders: useOrders({ identities: ada.id }),
    balances: useBalances({ identities: ada.id, asset: market.quote.asset }),
    nonce: useNonce({ identity: ada.id }),
  }));
  render(
    <O2Provider config={exchange.config} {...options}>
      <page.Probe />
    </O2Provider>,
  );
  await until(() => expect(Object.values(page.last()).map(({ status }) => status)).toEqual(["live", "live", "live"]));
  expect(ids(page.last().orders.data)).toEqual(ids(await exchange.orders(ada, { open: true })));

  await exchange.fault("refuse");
  await exchange.fault("drop");
  await until(() =>
    expect(Object.values(page.last()).map(({ status }) => status)).toEqual(["stale", "stale", "stale"]),
  );
  await exchange.cancel(ada, first.order_id);
  await exchange.place(ada, bid);
  const [orders, balances, nonce] = [
    await exchange.orders(ada, { open: true }),
    await exchange.balances(ada),
    await exchange.nonce(ada),
  ];
  page.renders.length = 0;
  await exchange.fault("accept");
  await until(() => expect(Object.values(page.last()).map(({ status }) => status)).toEqual(["live", "live", "live"]));
  expect(ids(page.last().orders.data)).toEqual(ids(orders));
  expect(page.last().balances.data).toEqual(balances.filter(({ asset_id }) => asset_id === market.quote.asset));
  expect(page.last().nonce.data).toBe(nonce);
  for (const render of page.renders) {
    if (render.orders.status === "live") expect(ids(render.orders.data)).toEqual(ids(orders));
    if (render.nonce.status === "live") expect(render.nonce.data).toBe(nonce);
  }
});

test("a pair is found, and its candles are the exchange's own while it trades", async () => {
  const exchange = await serveRemote();
  const [{ market_id }] = [exchange.markets[0]!];
  const page = record(() => ({
    market: useMarket({ market: "FUEL/USDC" }),
    candles: useCandles({ market: "fuel/usdc", resolution: "1m" }),
  }));
  render(
    <O2Provider config={exchange.config} {...options}>
      <page.Probe />
    </O2Provider>,
  );
  await until(() => expect(page.last().candles.status).toBe("live"));
  expect(page.last().market.data?.market_id).toBe(market_id);
  for (let round = 0; round < 4; round += 1) {
    await exchange.tick(200);
    const truth = toCandles(await exchange.bars(market_id, "1m"));
    await until(() => expect(toCandles(page.last().candles.data)).toEqual(truth));
  }
});
