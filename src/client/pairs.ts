// Finds the market that a pair, an id or an object with a market_id names. Knows nothing of where the list of markets comes from.
import type { Market } from "./entities.ts";
import { O2InputError } from "./errors.ts";
import { type MarketRef, marketId, refuse, show } from "./ids.ts";

/** The number of markets that an error names. */
const NAMED = 10;

/** The greatest length of these names: the server chooses them. */
const LONGEST = 1_000;

/** Whether a market is given as a pair, such as `"FUEL/USDC"`, rather than by its id. */
export function isPair(ref: MarketRef): ref is string {
  return typeof ref === "string" && ref.includes("/");
}

/**
 * The market that is meant: by its pair, in any case, with or without the `f` prefix of the test networks on either
 * symbol; by its id, in any case, with or without `0x`; or by an object with a `market_id`. A pair that fits exactly goes
 * before one that fits but for a prefix.
 *
 * @throws O2InputError when no market fits, naming those there are, or when a pair fits several, naming them.
 * @example
 * findMarket(await rest.markets(), "FUEL/USDC").market_id
 */
export function findMarket(markets: readonly Market[], ref: MarketRef): Market {
  const given = typeof ref === "object" && ref !== null ? ref.market_id : ref;
  const found = isPair(ref) ? byPair(markets, ref) : markets.filter(hasId(given)).slice(0, 1);
  const [market, ...others] = found;
  if (market && others.length === 0) return market;
  if (market) {
    const named = enumerate(found, ({ pair, market_id }) => `${pair} (${market_id})`);
    throw new O2InputError(
      "market",
      `${show(given)} fits ${found.length} markets: ${named}. Pass the id of the one you mean.`,
      { code: "conflict", value: given, allowed: found.slice(0, NAMED).map(({ market_id }) => market_id) },
    );
  }
  const named = enumerate(markets, ({ pair }) => pair) || "a pair (there are none)";
  const allowed = markets.slice(0, NAMED).map(({ pair }) => pair.slice(0, 80));
  const expected = `${named}, a market's id, or an object with such a market_id`;
  return refuse("market", given, "one of the markets", expected, { code: "unknown", allowed });
}

function hasId(given: string): (market: Market) => boolean {
  const id = marketId(given);
  return ({ market_id }) => id !== undefined && marketId(market_id) === id;
}

function enumerate(markets: readonly Market[], name: (market: Market) => string): string {
  const names = markets.slice(0, NAMED).map(name).join(", ").slice(0, LONGEST);
  return markets.length > NAMED ? `${names} and ${markets.length - NAMED} more` : names;
}

/** Those that fit exactly, or else those that fit but for a prefix. */
function byPair(markets: readonly Market[], pair: string): readonly Market[] {
  const [first = "", second = "", ...more] = pair.split("/").map((symbol) => symbol.trim());
  const fitting = (fits: (given: string, symbol: string) => boolean): readonly Market[] =>
    markets.filter(({ base, quote }) => more.length === 0 && fits(first, base.symbol) && fits(second, quote.symbol));
  const exact = fitting(isSame);
  return exact.length > 0 ? exact : fitting(isSameButForPrefix);
}

function isSame(given: string, symbol: string): boolean {
  return given.toLowerCase() === symbol.toLowerCase();
}

/** An `f` is a symbol's prefix only in lower case: FUEL is not a test network's UEL. */
function isSameButForPrefix(given: string, symbol: string): boolean {
  const bare = (text: string): string => text.replace(/^f/, "");
  return isSame(given, symbol) || isSame(bare(given), symbol) || isSame(given, bare(symbol));
}
