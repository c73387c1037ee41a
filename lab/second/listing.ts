// The markets and accounts that the second exchange opens with. Ids follow from names, so any two exchanges agree.
import { createHash } from "node:crypto";

/** One asset of a market, as `/v1/markets` spells it. */
export interface Asset {
  readonly symbol: string;
  readonly asset: string;
  readonly decimals: number;
  readonly max_precision: number;
}

/** A market, and the numbers for its order rules. Amounts are chain integers. */
export interface Market {
  readonly market_id: string;
  readonly contract_id: string;
  readonly pair: string;
  readonly base: Asset;
  readonly quote: Asset;
  readonly maker_fee: bigint;
  readonly taker_fee: bigint;
  readonly min_order: bigint;
  readonly dust: bigint;
  readonly price_window: number;
  /** Prices are multiples of this. */
  readonly tick: bigint;
  /** Quantities are multiples of this. */
  readonly step: bigint;
  /** One whole base unit. */
  readonly scale: bigint;
  /** The traffic stays around this price. */
  readonly startPrice: bigint;
}

/** A 32-byte id computed from a text. */
export function idOf(text: string): string {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

/** sha256 of the quote asset's bytes, then the base asset's. */
function marketId(quote: string, base: string): string {
  const bytes = Buffer.from(quote.slice(2) + base.slice(2), "hex");
  return `0x${createHash("sha256").update(bytes).digest("hex")}`;
}

function asset(symbol: string, decimals: number, max_precision: number): Asset {
  return { symbol, asset: idOf(`asset ${symbol}`), decimals, max_precision };
}

function market(base: Asset, quote: Asset, startPrice: bigint): Market {
  const pair = `${base.symbol}/${quote.symbol}`;
  return {
    market_id: marketId(quote.asset, base.asset),
    contract_id: idOf(`book ${pair}`),
    pair,
    base,
    quote,
    maker_fee: 0n,
    taker_fee: 100n,
    min_order: 10n ** 9n,
    dust: 1_000n,
    price_window: 0,
    tick: 10n ** BigInt(quote.decimals - quote.max_precision),
    step: 10n ** BigInt(base.decimals - base.max_precision),
    scale: 10n ** BigInt(base.decimals),
    startPrice,
  };
}

/** Three markets. Every price times every quantity divides by the scale, so no order can be fractional. */
export function openMarkets(): readonly [Market, Market, Market] {
  const dollar = (max_precision: number) => asset("fUSDC", 9, max_precision);
  return [
    market(asset("fFUEL", 9, 3), dollar(5), 20_000_000n),
    market(asset("fETH", 9, 7), dollar(2), 2_000n * 10n ** 9n),
    market(asset("fBTC", 8, 6), dollar(2), 60_000n * 10n ** 9n),
  ];
}
