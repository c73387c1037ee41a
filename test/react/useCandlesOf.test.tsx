// @vitest-environment happy-dom
// The candles of many markets in one component: each with a result of its own, which is that of useCandles.
import { render } from "@testing-library/react";
import { type MarketRef, useCandles, useCandlesOf } from "o2-react";
import { expect, test } from "vitest";
import { openPage, record, settle } from "../support/react.tsx";

const OPTIONS = { resolution: "5m", limit: 12 } as const;

test("each result is that of useCandles, in the order of the markets, over the same subscriptions", async () => {
  const { exchange, Provider, trade, sent } = openPage({ ticks: 0 });
  exchange.warmUp({ hours: 2 });
  const ids = exchange.markets.map(({ market_id }) => market_id);
  const many = record((markets: readonly MarketRef[]) => useCandlesOf({ markets, ...OPTIONS }));
  const singles = ids.map((market) => record(() => useCandles({ market, ...OPTIONS })));
  render(
    <Provider>
      <many.Probe params={[...ids].reverse()} />
      {singles.map(({ Probe }, index) => (
        <Probe key={ids[index]} params={null} />
      ))}
    </Provider>,
  );
  expect(many.last.map(({ status }) => status)).toEqual(["pending", "pending", "pending"]);
  await settle();
  expect(sent().filter(({ action }) => action === "subscribe_trades")).toHaveLength(3);
  for (let round = 0; round < 3; round += 1) {
    await trade();
    expect(many.last).toEqual(singles.map(({ last }) => last).reverse());
    expect(many.last.map(({ status, data }) => [status, (data?.length ?? 0) > 5])).toEqual(
      ids.map(() => ["live", true]),
    );
  }
});

test("a place that is not chosen is idle, a market that does not exist is an error of its own, and none is none", async () => {
  const { exchange, show } = openPage();
  const { pair } = exchange.markets[0];
  const many = record(() => useCandlesOf({ markets: [pair, null, "DOGE/USDC"], ...OPTIONS }));
  const none = record(() => useCandlesOf({ markets: undefined }));
  const off = record(() => useCandlesOf({ markets: [pair], enabled: false }));
  await show(
    <>
      <many.Probe params={null} />
      <none.Probe params={null} />
      <off.Probe params={null} />
    </>,
  );
  expect(many.last.map(({ status }) => status)).toEqual(["live", "idle", "error"]);
  expect(many.last[2].error?.message).toContain("DOGE/USDC");
  expect(none.last).toEqual([]);
  expect(off.last.map(({ status }) => status)).toEqual(["idle"]);
});

test("select narrows the data of each", async () => {
  const { exchange, show } = openPage({ ticks: 0 });
  exchange.warmUp({ hours: 1 });
  const many = record(() => useCandlesOf({ markets: exchange.markets, ...OPTIONS, select: (bars) => bars.length }));
  await show(<many.Probe params={null} />);
  expect(many.last.map(({ data }) => (data ?? 0) > 5)).toEqual([true, true, true]);
});
