// A venue's part in a run: others trade, and accounts place, fill and cancel orders. Knows nothing of clients.
import { ExchangeRefusal, type SimulatedVenue } from "o2-react/testing";
import { enough } from "../far/Crowd.ts";
import { sleep } from "../waiting.ts";
import type { Step } from "./steps.ts";

/** The steps that happen on a venue. */
export type TradingStep = Extract<
  Step,
  { readonly do: "trade" | "place" | "fill" | "cancel" | "churn" | "arm" | "disarm" }
>;

/** Number of a churn's orders that share a millisecond, so that pages end between them. */
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
    case "arm":
      return arm(exchange, step);
    case "disarm": {
      const account = exchange.accounts[step.account];
      const [waiting] = account ? exchange.triggerOrders(account, { active: true }) : [];
      if (account && waiting) refusable(() => exchange.batch(account, [{ disarm: waiting.order_id }]));
      return;
    }
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

/** Places a trigger order or a pair: with a new bid, or alone. */
function arm(exchange: SimulatedVenue, step: Extract<TradingStep, { readonly do: "arm" }>): void {
  const account = exchange.accounts[step.account];
  const market = exchange.markets[step.market];
  const last = market && exchange.lastTrade(market.market_id)?.price;
  if (!account || !market || last === undefined) return;
  const { market_id: marketId, tick } = market;
  const own = step.isAttached ? undefined : enough(market, last);
  const legs = step.away.map((ticks) => {
    const triggerPrice = last - (last % tick) + tick * BigInt(ticks);
    return { marketId, side: "sell", type: "Market", triggerPrice, quantity: own } as const;
  });
  if (!step.isAttached) return void refusable(() => exchange.batch(account, [{ arm: legs }]));
  const price = exchange.top(marketId).bid;
  if (price === undefined) return;
  const order = { marketId, side: "buy", price, quantity: enough(market, price) } as const;
  refusable(() => exchange.batch(account, [{ place: order, triggers: legs }]));
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
