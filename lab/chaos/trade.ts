// A venue's part in a run: others trade, accounts place, fill and cancel orders. Knows nothing of clients.
import { ExchangeRefusal, type SimulatedVenue } from "o2-react/testing";
import { enough } from "../far/Crowd.ts";
import { sleep } from "../waiting.ts";
import type { Step } from "./steps.ts";

/** The steps that happen there. */
export type TradingStep = Extract<Step, { readonly do: "trade" | "place" | "fill" | "cancel" | "churn" }>;

/** So many orders of a churn share a millisecond, so that pages end between them. */
const SHARING = 7;

/** Carries a step out, as far as the exchange takes it. */
export async function trade(exchange: SimulatedVenue, step: TradingStep): Promise<void> {
  switch (step.do) {
    case "trade":
      return void exchange.tick(step.actions);
    case "place":
      return void place(exchange, step.account, step.market, step.side);
    case "churn":
      return churn(exchange, step);
    case "fill":
    case "cancel": {
      const account = exchange.accounts[step.account];
      const [order] = account ? exchange.orders(account, { open: true }) : [];
      if (account && order) refusable(() => exchange[step.do](account, order.order_id));
    }
  }
}

/** @returns the order's id, if it was placed. */
function place(exchange: SimulatedVenue, of: number, at: number, side: "buy" | "sell"): string | undefined {
  const account = exchange.accounts[of];
  const market = exchange.markets[at];
  if (!account || !market) return undefined;
  const { bid, ask } = exchange.top(market.market_id);
  const price = side === "buy" ? bid : ask;
  if (price === undefined) return undefined;
  const order = { marketId: market.market_id, side, price, quantity: enough(market, price) };
  return refusable(() => exchange.place(account, order).order_id);
}

async function churn(
  exchange: SimulatedVenue,
  { account: of, market, orders }: Extract<TradingStep, { readonly do: "churn" }>,
): Promise<void> {
  const account = exchange.accounts[of];
  for (let count = 0; account && count < orders; count += 1) {
    const id = place(exchange, of, market, "buy");
    if (id === undefined) return;
    refusable(() => exchange.cancel(account, id));
    if (count % SHARING === 0) await sleep(1);
  }
}

function refusable<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ExchangeRefusal)) throw error;
    return undefined;
  }
}
