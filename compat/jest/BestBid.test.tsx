import { act, render, screen } from "@testing-library/react";
import { formatPrice, O2Provider } from "o2-react";
import { createExchange } from "o2-react/testing";
import { BestBid } from "./BestBid";

const exchange = createExchange({ seed: 1 });
const [market] = exchange.markets;

beforeEach(() => {
  jest.useFakeTimers();
  exchange.tick(300);
  render(
    <O2Provider config={exchange.config} WebSocket={exchange.WebSocket} fetch={exchange.fetch}>
      <BestBid pair={market.pair} />
    </O2Provider>,
  );
});

afterEach(() => jest.useRealTimers());

/** What the exchange itself holds the best bid to be. */
const trueBid = () => formatPrice(market, exchange.depth(market.market_id, 1).bids[0].price);
/** Connects, subscribes and draws, in no time at all. */
const settle = () => act(() => jest.advanceTimersByTimeAsync(100));

test("the best bid is shown, and follows the market", async () => {
  expect(screen.getByRole("status").textContent).toBe("…");
  await settle();
  expect(screen.getByRole("status").textContent).toBe(trueBid());
  for (let i = 0; i < 10; i += 1) {
    exchange.tick(100);
    await settle();
    expect(screen.getByRole("status").textContent).toBe(trueBid());
  }
});

test("a price from before the connection dropped is marked stale", async () => {
  await settle();
  expect(screen.getByRole("status").className).toBe("live");
  exchange.faults.drop();
  await settle();
  expect(screen.getByRole("status").className).toBe("stale");
  await act(() => jest.advanceTimersByTimeAsync(5_000)); // it connects again by itself
  expect(screen.getByRole("status").className).toBe("live");
});
