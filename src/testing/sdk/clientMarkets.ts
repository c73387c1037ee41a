// Finds the market or the asset that a caller of the simulated client means, as the official client does. Pure.
import type { ExchangeMarket } from "../markets.ts";
import { readId } from "../wire.ts";
import type { ClientErrors } from "./clientErrors.ts";
import type { ClientMarketRef } from "./tradingClient.ts";

const listed = (names: Iterable<string>): string => [...new Set(names)].join(", ");

/** A symbol without the `f` of test networks, in lower case. */
const bare = (symbol: string): string => symbol.toLowerCase().replace(/^f(?=[a-z])/, "");

/** A market by its id, its pair with or without the `f` of test networks, or an object with its id. */
export const marketOf = (
  errors: ClientErrors,
  markets: readonly ExchangeMarket[],
  ref: ClientMarketRef,
): ExchangeMarket => {
  const name = typeof ref === "string" ? ref : ref?.market_id;
  const id = readId(name);
  const symbols = typeof name === "string" ? name.split("/") : [];
  const isMeant = (market: ExchangeMarket, spelled: (symbol: string) => string): boolean =>
    symbols.length === 2 &&
    [market.base.symbol, market.quote.symbol].every((symbol, at) => spelled(symbol) === spelled(symbols[at] ?? ""));
  const found = id
    ? markets.find(({ market_id }) => market_id === id)
    : (markets.find((market) => isMeant(market, (symbol) => symbol.toLowerCase())) ??
      markets.find((market) => isMeant(market, bare)));
  if (found) return found;
  const known = listed(markets.map(({ pair }) => pair));
  throw errors.input("market", ref, `Market not found: ${String(name)}. Available: ${known}, or a market's id.`);
};

/** The id and the decimals of an asset, by its symbol or id. */
export const assetOf = (
  errors: ClientErrors,
  markets: readonly ExchangeMarket[],
  name: string,
): { readonly asset: string; readonly decimals: number } => {
  const assets = markets.flatMap(({ base, quote }) => [base, quote]);
  const id = readId(name);
  const found = assets.find(({ asset, symbol }) =>
    id ? asset === id : symbol.toLowerCase() === String(name).toLowerCase(),
  );
  if (found) return found;
  const known = listed(assets.map(({ symbol }) => symbol));
  throw errors.input("asset", name, `Asset not found: ${name}. Available: ${known}, or an asset's id.`);
};
