// Which market a pair, an id or an object with a market_id speaks of. Knows nothing of where the list of markets comes from.
import type { Market } from "./entities.ts";
import { type InputFault, O2InputError } from "./errors.ts";
import { type MarketRef, show } from "./ids.ts";

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
  if (!isPair(ref)) {
    const given: unknown = typeof ref === "object" && ref !== null ? ref.market_id : ref;
    const id = typeof given === "string" ? bareId(given) : undefined;
    return (
      markets.find(({ market_id }) => bareId(market_id) === id) ?? fail(none(markets, given), unknown(markets, given))
    );
  }
  const exact = markets.filter((market) => fits(market, ref, isSame));
  const found = exact.length > 0 ? exact : markets.filter((market) => fits(market, ref, isSameButForPrefix));
  const [market] = found;
  if (found.length > 1) {
    const named = found.slice(0, NAMED).map(({ pair, market_id }) => `${pair} (${market_id})`);
    fail(
      `${show(ref)} fits ${found.length} markets: ${enumerate(named, found.length)}. Pass the id of the one you mean.`,
      { code: "conflict", value: ref, allowed: found.slice(0, NAMED).map(({ market_id }) => market_id) },
    );
  }
  return market ?? fail(none(markets, ref), unknown(markets, ref));
}

function fits({ base, quote }: Market, pair: string, same: (given: string, symbol: string) => boolean): boolean {
  const [first = "", second = "", ...more] = pair.split("/").map((symbol) => symbol.trim());
  return more.length === 0 && same(first, base.symbol) && same(second, quote.symbol);
}

function isSame(given: string, symbol: string): boolean {
  return given.toLowerCase() === symbol.toLowerCase();
}

/** An `f` is a symbol's prefix only in lower case: FUEL is not a test network's UEL. */
function isSameButForPrefix(given: string, symbol: string): boolean {
  return (
    isSame(given, symbol) ||
    isSame(given, symbol.replace(/^f/, "")) ||
    (given.startsWith("f") && isSame(given.slice(1), symbol))
  );
}

function bareId(id: string): string {
  return id.trim().toLowerCase().replace(/^0x/, "");
}

function none(markets: readonly Market[], given: unknown): string {
  const pairs = markets.slice(0, NAMED).map(({ pair }) => pair);
  const there = pairs.length > 0 ? `Expected ${enumerate(pairs, markets.length)}` : "There are none. Expected a pair";
  return `${show(given)} is none of the markets. ${there}, a market's id, or an object with such a market_id.`;
}

function unknown(markets: readonly Market[], value: unknown): InputFault {
  return { code: "unknown", value, allowed: markets.slice(0, NAMED).map(({ pair }) => pair.slice(0, 80)) };
}

function enumerate(names: readonly string[], all: number): string {
  return `${names.join(", ").slice(0, LONGEST)}${all > names.length ? ` and ${all - names.length} more` : ""}`;
}

function fail(message: string, fault: InputFault): never {
  throw new O2InputError("market", message, fault);
}
