// A subscription that the server holds, as a line: `depth 0`, `orders 2`, `trades turbo 1`, … A market or an account is
// its index in the exchange's lists. Tells which slots are held, and which should be.
import type { SimulatedExchange, SimulatedVenue } from "o2-react/testing";

/** An account by its trade account's id, or by the wallet that owns it: an index in the exchange's list. */
export type Whose = number | { readonly wallet: number };

/** The account's index, by either form. */
export function accountPlace(whose: Whose): number {
  return typeof whose === "number" ? whose : whose.wallet;
}

function nameOf(whose: Whose): string {
  return typeof whose === "number" ? String(whose) : `wallet ${whose.wallet}`;
}

/** A topic of a venue. */
export interface OnVenue {
  /** Default spot. */
  readonly venue?: "turbo" | undefined;
}

/** A component's topic, as far as it matters to the server. */
export type Followed =
  | (OnVenue & {
      readonly kind: "depth" | "calm" | "best" | "trades" | "events" | "candles" | "ticker";
      readonly market: number;
    })
  | (OnVenue & { readonly kind: "orders" | "history" | "balances"; readonly accounts: readonly Whose[] })
  | (OnVenue & { readonly kind: "fills" | "triggers" | "changes"; readonly account: Whose })
  | { readonly kind: "nonce" | "account"; readonly account: Whose }
  | { readonly kind: "margin"; readonly account: number }
  | { readonly kind: "connection" | "summaries" | "tiers" };

/** The slots of all connections, sorted. */
export function slotsHeld(exchange: SimulatedExchange): string[] {
  return exchange.subscriptions
    .flatMap(({ turbo, ...spot }) => [
      ...slotsOn(exchange, spot, ""),
      ...(turbo ? slotsOn(exchange.turbo(), { ...turbo, balances: [], nonce: [] }, TURBO) : []),
    ])
    .sort();
}

/** Stands in the name of each slot of the margin venue. */
const TURBO = "turbo ";

type Subscriptions = Omit<SimulatedExchange["subscriptions"][number], "turbo" | "connection">;

function slotsOn(
  { markets, accounts }: SimulatedVenue,
  { depth, depthView = {}, trades, orders, balances, nonce }: Subscriptions,
  on: string,
): string[] {
  const market = new Map(markets.map(({ market_id }, place) => [market_id, place]));
  const account = new Map(
    accounts.flatMap(({ id, owner }, place) => [
      [id, nameOf(place)],
      [owner, nameOf({ wallet: place })],
    ]),
  );
  const placeOf = (identity: object): string | undefined => account.get(Object.values(identity)[0]);
  return [
    ...Object.keys(depth).map((id) => `depth ${on}${market.get(id)}`),
    ...Object.keys(depthView).map((id) => `depthView ${on}${market.get(id)}`),
    ...trades.map((id) => `trades ${on}${market.get(id)}`),
    ...orders.map((identity) => `orders ${on}${placeOf(identity)}`),
    ...balances.map((identity) => `balances ${placeOf(identity)}`),
    ...nonce.map((identity) => `nonce ${placeOf(identity)}`),
  ];
}

/**
 * The slots that a topic may need. A calm book has a view. If the server seemed to have none, it has the book's
 * changes.
 */
export function slotsOfCalm(followed: Followed): string[] {
  if (followed.kind !== "calm") return [];
  const place = `${followed.venue === "turbo" ? TURBO : ""}${followed.market}`;
  return [`depthView ${place}`, `depth ${place}`];
}

/** The slots that a topic certainly needs. */
export function slotsOf(followed: Followed): string[] {
  const on = "venue" in followed && followed.venue === "turbo" ? TURBO : "";
  switch (followed.kind) {
    case "connection":
    case "summaries":
    case "tiers":
      return [];
    case "calm":
      return [];
    case "fills":
    case "triggers":
    case "changes":
      return [`orders ${on}${nameOf(followed.account)}`];
    case "margin":
      // Its orders tell when it has changed.
      return [`orders ${TURBO}${followed.account}`];
    case "account":
      // Any action of an account moves its nonce.
      return [`nonce ${accountPlace(followed.account)}`];
    case "nonce":
      return [`nonce ${nameOf(followed.account)}`];
    case "orders":
    case "history":
      return followed.accounts.map((account) => `orders ${on}${nameOf(account)}`);
    case "balances":
      return followed.accounts.map((account) => `balances ${nameOf(account)}`);
    case "depth":
    case "best":
      return [`depth ${on}${followed.market}`];
    default:
      // Candles and tickers are made of trades.
      return [`trades ${on}${followed.market}`];
  }
}
