// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type UseOrderEstimateParams, useOrderEstimate } from "o2-react";
import { prefetch } from "o2-react/server";
import { estimateOrder } from "o2-react/trading";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { firstMarket, newcomer, openPage, pass, record, settle } from "../support/react.tsx";

const recordEstimate = () => record((params: UseOrderEstimateParams) => useOrderEstimate(params));

function open() {
  const page = openPage();
  const market = firstMarket(page.exchange);
  const { asks } = page.exchange.depth(market.market_id);
  const order = { side: "buy", price: asks[2]!.price, quantity: asks[0]!.quantity + asks[1]!.quantity } as const;
  const now = () => estimateOrder(market, page.exchange.depth(market.market_id), order);
  return { ...page, market, order, now };
}

test("is the estimate on the exchange's own book, and follows it while that moves", async () => {
  const { exchange, show, trade, market, order, now } = open();
  const shown = recordEstimate();
  await show(<shown.Probe params={{ market, order }} />);
  expect(shown.last).toMatchObject({ status: "live", isStale: false });
  const before = now();
  expect(shown.last.data).toEqual(before);
  for (let round = 0; round < 5; round += 1) {
    await trade();
    expect(shown.last.data).toEqual(now());
  }
  // Another account takes the best ask, so the price gets worse.
  const [best] = exchange.depth(market.market_id).asks;
  exchange.place(newcomer(exchange), {
    marketId: market.market_id,
    side: "buy",
    price: best!.price,
    quantity: best!.quantity,
  });
  await pass(1_000);
  expect(shown.last.data).toEqual(now());
});

test("is idle without an order or a market, and another order is another estimate at once, with no old one in between", async () => {
  const { show, Provider, market, order, exchange } = open();
  const shown = recordEstimate();
  const page = await show(<shown.Probe params={{ market, order: undefined }} />);
  expect(shown.last.status).toBe("idle");
  page.rerender(
    <Provider>
      <shown.Probe params={{ market: null, order }} />
    </Provider>,
  );
  await settle();
  expect(shown.last.status).toBe("idle");
  page.rerender(
    <Provider>
      <shown.Probe params={{ market, order, enabled: false }} />
    </Provider>,
  );
  await settle();
  expect(shown.last.status).toBe("idle");
  page.rerender(
    <Provider>
      <shown.Probe params={{ market, order }} />
    </Provider>,
  );
  await settle();
  const sell = { ...order, side: "sell", price: 1n * 10n ** 6n } as const;
  page.rerender(
    <Provider>
      <shown.Probe params={{ market, order: sell }} />
    </Provider>,
  );
  await settle();
  expect(shown.last.data).toEqual(estimateOrder(market, exchange.depth(market.market_id), sell));
});

test("goes stale with its book and is live again with it", async () => {
  const { exchange, show, market, order, now } = open();
  const shown = recordEstimate();
  await show(<shown.Probe params={{ market, order }} />);
  const { data } = shown.last;
  exchange.faults.refuse();
  exchange.faults.drop();
  await pass(1_000);
  expect(shown.last).toMatchObject({ status: "stale", isStale: true, data });
  exchange.faults.accept();
  await pass(90_000);
  expect(shown.last.status).toBe("live");
  expect(shown.last.data).toEqual(now());
});

test("tells when its levels are not enough, and uses those that another reader holds", async () => {
  const { show, Provider, market, order, now } = open();
  const short = recordEstimate();
  const page = await show(<short.Probe params={{ market, order, levels: 1 }} />);
  expect(short.last.data).toMatchObject({ isShort: true });
  const long = recordEstimate();
  page.rerender(
    <Provider>
      <short.Probe params={{ market, order, levels: 1 }} />
      <long.Probe params={{ market, order }} />
    </Provider>,
  );
  await settle();
  expect([short.last.data, long.last.data]).toEqual([now(), now()]);
  expect(long.last.data?.isShort).toBe(false);
});

test("renders only for what is selected of it", async () => {
  const { show, trade, market, order } = open();
  const still = record(() => useOrderEstimate({ market, order, select: ({ feeAsset }) => feeAsset }));
  await show(<still.Probe params={undefined} />);
  const renders = still.renders.length;
  await trade();
  expect(still.last.data).toBe(market.base.asset);
  expect(still.renders.length).toBe(renders);
});

test("an invalid number of levels is an error that names the parameter", async () => {
  const { show, market, order } = open();
  const shown = recordEstimate();
  await show(<shown.Probe params={{ market, order, levels: -1 }} />);
  expect(shown.last).toMatchObject({ status: "error", error: { parameter: "levels", code: "outOfRange" } });
});

test("on the margin venue it is the estimate on that venue's book, beside that of the other one", async () => {
  const { exchange, show, trade, market, order } = open();
  const turbo = exchange.turbo();
  const marketId = market.market_id;
  // Its book fills by its own traffic.
  turbo.tick(300);
  const sell = { ...order, side: "sell", price: market.tick } as const;
  const shown = { spot: recordEstimate(), turbo: recordEstimate() };
  await show(
    <>
      <shown.spot.Probe params={{ market, order: sell }} />
      <shown.turbo.Probe params={{ market, order: sell, venue: "turbo" }} />
    </>,
  );
  const truths = () => [exchange, turbo].map((venue) => estimateOrder(market, venue.depth(marketId), sell));
  for (let round = 0; round < 5; round += 1) {
    expect([shown.spot.last.status, shown.turbo.last.status]).toEqual(["live", "live"]);
    expect([shown.spot.last.data, shown.turbo.last.data]).toEqual(truths());
    await trade();
    turbo.tick(10);
    await settle();
  }
  const [spot, margin] = truths();
  expect(margin?.levels).not.toEqual(spot?.levels);
});

test("with a seed it is there in the first render, stale, on the book that the server read; then it is live", async () => {
  const { exchange, Provider, market, order, now } = open();
  const reading = prefetch({ config: exchange.config, fetch: exchange.fetch, depth: [{ market: market.market_id }] });
  await pass(100);
  const initialData = await reading;
  const shown = recordEstimate();
  const tree = (
    <Provider initialData={initialData}>
      <shown.Probe params={{ market, order }} />
    </Provider>
  );
  const read = now();
  renderToString(tree);
  expect(shown.last).toMatchObject({ status: "stale", isStale: true, data: read });
  shown.renders.length = 0;
  render(tree);
  expect(shown.renders[0]?.result).toMatchObject({ status: "stale", data: read });
  // The market moves before the feed confirms it.
  exchange.tick(50);
  await settle();
  expect(shown.last).toMatchObject({ status: "live", data: now() });
  expect(shown.renders.every(({ result }) => result.data !== undefined)).toBe(true);
});

test("an unknown reading of a rule is an error of the estimate too", async () => {
  const { exchange, show, Provider, market, order } = open();
  const { ask = 0n } = exchange.top(market.market_id);
  const bound = String(ask + market.tick);
  const bounded = { ...order, type: { BoundedMarket: { min_price: bound, max_price: bound } } } as const;
  const shown = recordEstimate();
  const page = await show(<shown.Probe params={{ market, order: bounded }} />);
  expect(shown.last.data).toMatchObject({ filled: 0n, isBeyondBounds: true });
  page.rerender(
    <Provider>
      <shown.Probe params={{ market, order: bounded, readings: { takesBeyondBounds: true } }} />
    </Provider>,
  );
  await settle();
  expect(shown.last.data?.isBeyondBounds).toBe(false);
  expect(shown.last.data?.levels[0]?.price).toBe(ask);
});
