// Markets made by hand, which no simulated exchange knows.
import type { Market } from "o2-react";

/** A market of given decimals and precisions, with no rule unless one is given. */
export function marketOf(
  { base = [9, 3], quote = [9, 9] }: { readonly base?: [number, number]; readonly quote?: [number, number] } = {},
  rules: Partial<Market> = {},
): Market {
  const asset = (symbol: string, id: string, [decimals, max_precision]: [number, number]) => ({
    symbol,
    asset: `0x${id.repeat(64)}`,
    decimals,
    max_precision,
  });
  return {
    market_id: `0x${"a".repeat(64)}`,
    contract_id: `0x${"b".repeat(64)}`,
    pair: "FUEL/USDC",
    maker_fee: 0n,
    taker_fee: 0n,
    min_order: 0n,
    dust: 0n,
    price_window: 0,
    base: asset("FUEL", "1", base),
    quote: asset("USDC", "2", quote),
    ...rules,
  };
}
