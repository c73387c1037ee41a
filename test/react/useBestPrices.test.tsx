// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type UseBestPricesParams, useBestPrices, useDepth } from "o2-react";
import { expect, test } from "vitest";
import { firstMarket, marketsOf, newcomer, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

const recordPrices = () => record((params: UseBestPricesParams) => useBestPrices(params));

test("shows the exchange's best prices, their spread and their middle", async () => {
  const { exchange, Provider, trade } = openPage();
  const [market] = marketsOf(exchange);
  const prices = recordPrices();
  render(
    <Provider>
      <prices.Probe params={{ market }} />
    </Provider>,
  );
  for (let round = 0; round < 5; round += 1) {
    await trade();
    const { bestBid: bid, bestAsk: ask, spread, mid } = trueDepth(exchange, market);
    expect(prices.last).toMatchObject({ status: "live", data: { bid, ask, spread, mid } });
  }
});

test("is silent while deeper levels move, and speaks once a best price does", async () => {
  const { exchange, show } = openPage();
  const { market_id: market, tick, step } = firstMarket(exchange);
  const rich = newcomer(exchange, "rich");
  const prices = recordPrices();
  await show(<prices.Probe params={{ market }} />);
  const before = prices.renders.length;
  const deep = exchange.depth(market).bids.at(-1)!.price - tick;
  for (let frame = 0; frame < 20; frame += 1) {
    exchange.place(rich, { marketId: market, side: "buy", price: deep, quantity: step * 1_000_000n });
    await pass();
  }
  await settle();
  expect(exchange.depth(market).bids.at(-1)!.quantity).toBe(step * 20_000_000n);
  expect(prices.renders.length).toBe(before);
  const bid = exchange.depth(market).bids[0]!.price + tick;
  exchange.place(rich, { marketId: market, side: "buy", price: bid, quantity: step * 1_000_000n, type: "PostOnly" });
  await settle();
  expect(prices.renders.length).toBe(before + 1);
  expect(prices.last.data?.bid).toBe(bid);
});

test("shares the subscription of a useDepth of the same market", async () => {
  const { exchange, sent, show } = openPage();
  const [market] = marketsOf(exchange);
  const prices = recordPrices();
  const book = record(() => useDepth({ market }));
  await show(
    <>
      <prices.Probe params={{ market }} />
      <book.Probe params={null} />
    </>,
  );
  expect(sent()).toHaveLength(1);
  expect(prices.last.data?.bid).toBe(book.last.data?.bestBid);
});
