// @vitest-environment happy-dom
// The age of stale data counts from when it was last known to be true, not from when it last changed.
import { act, render } from "@testing-library/react";
import { useBalances, useBestPrices, useCandles, useDepth, useNonce, useOrders, useTrades } from "o2-react";
import { expect, test } from "vitest";
import { firstMarket, openPage, pass, record, settle } from "../support/react.tsx";

const HOUR = 3_600_000;

function openQuiet() {
  const page = openPage();
  const { market_id: market } = firstMarket(page.exchange);
  const identities = page.exchange.accounts[0]!.id;
  const all = record(() => [
    useDepth({ market }),
    useDepth({ market, precision: 4 }),
    useBestPrices({ market }),
    useTrades({ market }),
    useCandles({ market }),
    useOrders({ identities }),
    useBalances({ identities }),
    useNonce({ identity: identities }),
  ]);
  const ages = (): number[] => all.last.map(({ updatedAt }) => Date.now() - (updatedAt ?? 0));
  return { ...page, market, all, ages };
}

test("a quiet market's data that was live until the link dropped was true a moment ago", async () => {
  const { exchange, Provider, all, ages } = openQuiet();
  render(
    <Provider auditInterval={false} pingInterval={20_000}>
      <all.Probe params={null} />
    </Provider>,
  );
  await act(() => settle());
  await act(() => pass(HOUR));
  expect(all.last.map(({ status }) => status)).toEqual(Array(8).fill("live"));
  expect(Math.min(...ages())).toBeGreaterThan(HOUR - 60_000);
  exchange.faults.refuse();
  exchange.faults.drop();
  await act(() => pass(1_000));
  expect(all.last.map(({ status }) => status)).toEqual(Array(8).fill("stale"));
  // The last PONG is no older than this.
  expect(Math.max(...ages())).toBeLessThan(21_000);
  const before = ages();
  await act(() => pass(HOUR));
  expect(ages()).toEqual(before.map((age) => age + HOUR));
});

test("a link that goes silent: the age counts from its last byte, not from when the silence was noticed", async () => {
  const { exchange, Provider, all, ages } = openQuiet();
  render(
    <Provider auditInterval={false}>
      <all.Probe params={null} />
    </Provider>,
  );
  await act(() => settle());
  await act(() => pass(HOUR));
  exchange.faults.stall();
  const since = Date.now();
  await act(() => pass(15_000));
  expect(all.last.map(({ status }) => status)).toEqual(Array(8).fill("stale"));
  for (const age of ages()) {
    expect(age).toBeGreaterThanOrEqual(Date.now() - since);
    expect(age).toBeLessThan(Date.now() - since + 10_000);
  }
});
