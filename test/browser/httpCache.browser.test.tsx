// In real Chromium, behind a server whose answers may be cached: the gap of an outage is read from the exchange itself.
import { cleanup, render } from "@testing-library/react";
import { O2Provider, useBalances, useNonce, useOrders, useTrades } from "o2-react";
import { afterEach, expect, test, vi } from "vitest";
import { serveRemote } from "../support/remote-exchange.ts";

afterEach(cleanup);

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 10 });

/** The time of the last change. A browser needs no more to cache an answer: it keeps it for a tenth of its age. */
const LONG_AGO = { "last-modified": new Date(Date.now() - 864e5).toUTCString() };

async function afterAnOutage(headers: Readonly<Record<string, string>>, fetch?: typeof globalThis.fetch) {
  const exchange = await serveRemote({ headers });
  const [market, ada] = [exchange.markets[0]!, exchange.accounts[0]!];
  const half = market.startPrice / 2n;
  const bid = { marketId: market.market_id, side: "buy", quantity: 1_000n * market.scale } as const;
  const order = await exchange.place(ada, { ...bid, price: half - (half % market.tick) });
  const shown: ReturnType<typeof useShown>[] = [];
  function useShown() {
    return {
      orders: useOrders({ identities: ada.id }),
      balances: useBalances({ identities: ada.id, asset: market.quote.asset }),
      nonce: useNonce({ identity: ada.id }),
      trades: useTrades({ market }),
    };
  }
  function Page() {
    shown.push(useShown());
    return null;
  }
  const statuses = () => Object.values(shown.at(-1) ?? {}).map(({ status }) => status);
  render(
    <O2Provider config={exchange.config} minReconnectDelay={50} {...(fetch ? { fetch } : {})}>
      <Page />
    </O2Provider>,
  );
  await until(() => expect(statuses()).toEqual(["live", "live", "live", "live"]));
  expect(shown.at(-1)?.orders.data?.some(({ order_id }) => order_id === order.order_id)).toBe(true);

  await exchange.fault("refuse");
  await exchange.fault("drop");
  await until(() => expect(statuses()).toEqual(["stale", "stale", "stale", "stale"]));
  await exchange.cancel(ada, order.order_id);
  await exchange.tick(200);
  await exchange.fault("accept");
  await until(() => expect(statuses()).toEqual(["live", "live", "live", "live"]));
  const { orders, balances, nonce, trades } = shown.at(-1)!;
  const truth = (await exchange.balances(ada)).find(({ asset_id }) => asset_id === market.quote.asset);
  return {
    isOpen: orders.data?.some(({ order_id, close }) => order_id === order.order_id && !close),
    isLocked: balances.data?.[0]?.total_locked !== truth?.total_locked,
    isOldNonce: nonce.data !== (await exchange.nonce(ada)),
    isOldTrade: trades.data?.[0]?.trade_id !== (await exchange.trades(market.market_id)).at(-1)?.trade_id,
  };
}

const TRUE = { isOpen: false, isLocked: false, isOldNonce: false, isOldTrade: false };

test.each([
  ["Cache-Control: max-age=60", { "cache-control": "public, max-age=60" }],
  ["a bare Last-Modified", LONG_AGO],
  ["no such header", {}],
])("live data after an outage is true, behind a server that says %s", async (_, headers) => {
  expect(await afterAnOutage(headers)).toEqual(TRUE);
});

test("the same page with a fetch that drops the cache mode shows cached data: the test can fail", async () => {
  const keeping: typeof fetch = (input, { cache: _, ...init } = {}) => fetch(input, init);
  expect(await afterAnOutage({ "cache-control": "public, max-age=60" }, keeping)).not.toEqual(TRUE);
});
