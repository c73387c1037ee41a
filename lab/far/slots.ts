// A subscription that the server holds, as a line: `depth 0`, `orders 2`, … A market or an account is its place in the
// exchange's lists. Says which are held, and which should be.
import type { SimulatedExchange } from "o2-react/testing";

/** What a component follows, as far as the server is concerned. */
export type Followed =
  | { readonly kind: "depth" | "best" | "trades" | "events" | "candles" | "ticker"; readonly market: number }
  | { readonly kind: "orders" | "balances"; readonly accounts: readonly number[] }
  | { readonly kind: "nonce"; readonly account: number }
  | { readonly kind: "connection" };

/** The slots of all connections, sorted. */
export function slotsHeld({ markets, accounts, subscriptions }: SimulatedExchange): string[] {
  const market = new Map(markets.map(({ market_id }, place) => [market_id, place]));
  const account = new Map(accounts.map(({ id }, place) => [id, place]));
  const placeOf = (identity: object): number | undefined => account.get(Object.values(identity)[0]);
  return subscriptions
    .flatMap(({ depth, trades, orders, balances, nonce }) => [
      ...Object.keys(depth).map((id) => `depth ${market.get(id)}`),
      ...trades.map((id) => `trades ${market.get(id)}`),
      ...orders.map((identity) => `orders ${placeOf(identity)}`),
      ...balances.map((identity) => `balances ${placeOf(identity)}`),
      ...nonce.map((identity) => `nonce ${placeOf(identity)}`),
    ])
    .sort();
}

/** The slots that something needs. */
export function slotsOf(followed: Followed): string[] {
  switch (followed.kind) {
    case "connection":
      return [];
    case "nonce":
      return [`nonce ${followed.account}`];
    case "orders":
    case "balances":
      return followed.accounts.map((account) => `${followed.kind} ${account}`);
    case "depth":
    case "best":
      return [`depth ${followed.market}`];
    default:
      // Candles and tickers are made of trades.
      return [`trades ${followed.market}`];
  }
}
