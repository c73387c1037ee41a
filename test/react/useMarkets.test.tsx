// @vitest-environment happy-dom
// The list of markets, and the names for a market that every hook accepts.
import { render } from "@testing-library/react";
import {
  type UseMarketParams,
  useBestPrices,
  useCandles,
  useDepth,
  useMarket,
  useMarkets,
  useTicker,
  useTrades,
} from "o2-react";
import { describe, expect, test } from "vitest";
import { marketsOf, openPage, pass, record, retryAhead, settle } from "../support/react.tsx";

test("useMarkets gives the exchange's markets, read once for all who ask, and select narrows them", async () => {
  const { exchange, Provider, options } = openPage();
  const reads: string[] = [];
  const counting: typeof fetch = (input, init) => {
    reads.push(new URL(String(input)).pathname);
    return options.fetch!(input, init);
  };
  const all = record(() => useMarkets());
  const pairs = record(() => useMarkets({ select: (markets) => markets.map(({ pair }) => pair) }));
  render(
    <Provider fetch={counting}>
      <all.Probe params={null} />
      <pairs.Probe params={null} />
    </Provider>,
  );
  expect(all.last.status).toBe("pending");
  await settle();
  expect(all.last.status).toBe("live");
  expect(
    all.last.data?.map(({ market_id, pair, base, quote, min_order }) => ({ market_id, pair, base, quote, min_order })),
  ).toEqual(
    exchange.markets.map(({ market_id, pair, base, quote, min_order }) => ({
      market_id,
      pair,
      base,
      quote,
      min_order,
    })),
  );
  expect(pairs.last.data).toEqual(exchange.markets.map(({ pair }) => pair));
  expect(reads).toEqual(["/v1/markets"]);
});

describe("useMarket", () => {
  test.each(["FUEL/USDC", "fuel/usdc", "fFUEL/fUSDC", " Fuel / fusdc "])("finds %o", async (market) => {
    const { exchange, show } = openPage();
    const one = record(() => useMarket({ market }));
    await show(<one.Probe params={null} />);
    expect(one.last.data?.market_id).toBe(exchange.markets[0]!.market_id);
  });

  test("says which markets there are when a pair does not exist, and which fit when it fits two", async () => {
    const coin = (symbol: string) => ({ symbol, decimals: 9, max_precision: 6 });
    const { Provider } = openPage({
      ticks: 0,
      markets: [
        { base: coin("fFUEL"), quote: coin("USDC"), startPrice: 12_000_000n },
        { base: coin("FUEL"), quote: coin("fUSDC"), startPrice: 12_000_000n },
      ],
    });
    const one = record((params: UseMarketParams) => useMarket(params));
    const tree = (market: string) => (
      <Provider>
        <one.Probe params={{ market }} />
      </Provider>
    );
    const { rerender } = render(tree("DOGE/USDC"));
    await settle();
    expect(one.last).toMatchObject({
      status: "error",
      error: { name: "O2InputError", message: expect.stringContaining("fFUEL/USDC") },
    });
    rerender(tree("fFUEL/fUSDC"));
    expect(one.last.error?.message).toMatch(/fits 2 markets: fFUEL\/USDC \(0x.*FUEL\/fUSDC \(0x/);
    rerender(tree("FUEL/fUSDC"));
    expect(one.last).toMatchObject({ status: "live", data: { pair: "FUEL/fUSDC" } });
  });
});

test("every hook takes a pair, shares the subscription of the same market by id, and sends nothing before it is known", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  const hooks = record(() => [
    useDepth({ market: "FUEL/USDC" }),
    useBestPrices({ market: "ffuel/fusdc" }),
    useTrades({ market: "Fuel/Usdc" }),
    useCandles({ market: "FUEL/USDC" }),
    useTicker({ market: "FUEL/USDC" }),
    useDepth({ market }),
  ]);
  render(
    <Provider>
      <hooks.Probe params={null} />
    </Provider>,
  );
  expect(hooks.last.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "pending"));
  await settle();
  await settle();
  expect(hooks.last.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "live"));
  expect(hooks.last[0]?.data).toEqual(hooks.last[5]?.data);
  expect(sent()).toEqual([
    { action: "subscribe_depth", market_id: market, precision: "10" },
    { action: "subscribe_trades", market_id: market },
  ]);
});

test("while the list of markets cannot be read a pair is pending with the reason and the next attempt, and recovers by itself", async () => {
  const { exchange, show } = openPage();
  exchange.faults.rest({ path: "/v1/markets", fail: true, times: 2 });
  const book = record(() => useDepth({ market: "FUEL/USDC" }));
  await show(<book.Probe params={null} />);
  expect(book.last).toMatchObject({ status: "pending", error: { name: "O2RestError" } });
  expect(retryAhead(book)).toBeGreaterThan(0);
  await pass(10_000);
  expect(book.last.status).toBe("live");
});

test("without an apiBase a pair is a clear error, and an id works", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const byPair = record(() => useDepth({ market: "FUEL/USDC" }));
  const byId = record(() => useDepth({ market }));
  render(
    <Provider config={{ wsUrl: exchange.config.wsUrl }}>
      <byPair.Probe params={null} />
      <byId.Probe params={null} />
    </Provider>,
  );
  expect(byPair.renders[0]?.result.status).toBe("error");
  await settle();
  expect(byPair.last.error?.message).toMatch(/no markets to read: the config has no apiBase/);
  expect(byId.last.status).toBe("live");
});
