// @vitest-environment happy-dom
import { useOrders } from "o2-react";
import { renderWithO2 } from "o2-react/testing/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

function Order({ account }: { account: string }) {
  const { data, status } = useOrders({ identities: account, state: "all" });
  return <output>{`${status}: ${data?.map(({ close }) => (close ? "filled" : "open"))}`}</output>;
}

/** In chain units: a thousand fFUEL at 0.012 fUSDC. */
const BID = { side: "buy", price: 12_000_000n, quantity: 10n ** 12n } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an order filled while the link was down shows as filled once it is back", async () => {
  const { exchange, step, getByRole } = renderWithO2(({ accounts: [ada] }) => <Order account={ada.id} />, { ticks: 0 });
  const [[ada], [market]] = [exchange.accounts, exchange.markets];
  const { order_id } = exchange.place(ada, { marketId: market.market_id, ...BID });
  await step();
  exchange.faults.drop();
  exchange.fill(ada, order_id);
  await step();
  expect(getByRole("status").textContent).toBe("stale: open");
  await step(2_000);
  expect(getByRole("status").textContent).toBe("live: filled");
});
