// @vitest-environment happy-dom
// The first paint from a server has stale prices at once, and live ones when the feed confirms them.
import { render } from "@testing-library/react";
import { useBestPrices, useDepth, useMarket, useNonce } from "o2-react";
import { prefetch } from "o2-react/server";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { marketsOf, openPage, pass, record, settle } from "../support/react.tsx";

test("data read on the server is there in the first render, stale, and then live without a gap", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const [ada] = exchange.accounts;
  const reading = prefetch({
    config: exchange.config,
    fetch: exchange.fetch,
    depth: [{ market: "FUEL/USDC" }],
    nonce: [{ identity: ada.id }],
  });
  await pass(100);
  const initialData = await reading;
  const page = record(() => ({
    book: useDepth({ market: "FUEL/USDC", levels: 3 }),
    best: useBestPrices({ market }),
    nonce: useNonce({ identity: ada.id }),
    metadata: useMarket({ market: "FUEL/USDC" }),
  }));
  const tree = (
    <Provider initialData={initialData}>
      <page.Probe params={null} />
    </Provider>
  );
  const { bid, ask } = exchange.top(market);
  renderToString(tree);
  expect(page.last.best).toMatchObject({ status: "stale", isStale: true, data: { bid, ask } });
  page.renders.length = 0;
  render(tree);
  expect(page.renders[0]?.result.book).toMatchObject({ status: "stale", data: { bestBid: bid, bestAsk: ask } });
  expect(page.renders[0]?.result.nonce).toMatchObject({ status: "stale", data: exchange.nonce(ada) });
  expect(page.renders[0]?.result.metadata.data?.market_id).toBe(market);
  await settle();
  expect(page.last.book.status).toBe("live");
  expect(page.last.nonce.status).toBe("live");
  expect(page.renders.every(({ result }) => result.book.data !== undefined && result.nonce.data !== undefined)).toBe(
    true,
  );
});
