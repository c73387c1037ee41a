// A subscription that the server holds, as a line: `depth 0`, `orders 2`, … A market or an account is its place in the
// exchange's lists. Says which are held, and which should be.
import type { SimulatedExchange } from "o2-react/testing";

/** An account by its trade account's id, or by the wallet that owns it: its place in the exchange's list. */
export type Whose = number | { readonly wallet: number };

/** The account's place, by whichever of the two it is followed. */
export function accountPlace(whose: Whose): number {
  return typeof whose === "number" ? whose : whose.wallet;
}

function nameOf(whose: Whose): string {
  return typeof whose === "number" ? String(whose) : `wallet ${whose.wallet}`;
}

/** What a component follows, as far as the server is concerned. */
export type Followed =
  | { readonly kind: "depth" | "best" | "trades" | "events" | "candles" | "ticker"; readonly market: number }
  | { readonly kind: "orders" | "history" | "balances"; readonly accounts: readonly Whose[] }
  | { readonly kind: "nonce"; readonly account: Whose }
  | { readonly kind: "connection" };

/** The slots of all connections, sorted. */
export function slotsHeld({ markets, accounts, subscriptions }: SimulatedExchange): string[] {
  const market = new Map(markets.map(({ market_id }, place) => [market_id, place]));
  const account = new Map(
    accounts.flatMap(({ id, owner }, place) => [
      [id, nameOf(place)],
      [owner, nameOf({ wallet: place })],
    ]),
  );
  const placeOf = (identity: object): string | undefined => account.get(Object.values(identity)[0]);
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
      return [`nonce ${nameOf(followed.account)}`];
    case "orders":
    case "history":
      return followed.accounts.map((account) => `orders ${nameOf(account)}`);
    case "balances":
      return followed.accounts.map((account) => `balances ${nameOf(account)}`);
    case "depth":
    case "best":
      return [`depth ${followed.market}`];
    default:
      // Candles and tickers are made of trades.
      return [`trades ${followed.market}`];
  }
}
