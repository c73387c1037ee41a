import { screen } from "@testing-library/react";
import { formatPrice } from "o2-react";
import { type RenderWithO2Result, renderWithO2 } from "o2-react/testing/react";
import { BestBid } from "./BestBid";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** The best bid that the exchange itself holds. */
function trueBid({ exchange }: RenderWithO2Result) {
  const [market] = exchange.markets;
  return formatPrice(market, exchange.depth(market.market_id, 1).bids[0].price);
}

test("the best bid is shown, and follows the market", async () => {
  const page = renderWithO2(<BestBid pair="FUEL/USDC" />);
  expect(screen.getByRole("status").textContent).toBe("…");
  await page.step(); // connects, subscribes and draws
  expect(screen.getByRole("status").textContent).toBe(trueBid(page));
  for (let i = 0; i < 10; i += 1) {
    page.exchange.tick(100);
    await page.step();
    expect(screen.getByRole("status").textContent).toBe(trueBid(page));
  }
});

test("a price from before the connection dropped is marked stale", async () => {
  const { exchange, step } = renderWithO2(<BestBid pair="FUEL/USDC" />);
  await step();
  expect(screen.getByRole("status").className).toBe("live");
  exchange.faults.drop();
  await step();
  expect(screen.getByRole("status").className).toBe("stale");
  await step(5_000); // it connects again by itself
  expect(screen.getByRole("status").className).toBe("live");
});
