// The markets of the simulated exchange: assets, tick sizes, steps, fees, and the value of an amount.
// It knows nothing of orders or accounts.
import type { Market, MarketAsset } from "../client/entities.ts";
import { idFrom } from "./random.ts";

/** One asset of a market to be simulated. */
export interface AssetSpec {
  readonly symbol: string;
  readonly decimals: number;
  /** The number of decimals that an order may use. */
  readonly max_precision: number;
}

/** A market to be simulated. Its ids follow from its symbols, whatever the seed. */
export interface MarketSpec {
  readonly base: AssetSpec;
  readonly quote: AssetSpec;
  /** The price at which the traffic starts, in quote chain units of one whole base unit. */
  readonly startPrice: bigint;
  /** The least value of an order in quote chain units. Default: one whole quote unit. */
  readonly min_order?: bigint;
  /** The rest of its quote that a buy leaves over when it is placed comes back only if it is more than this. Default 1,000. */
  readonly dust?: bigint;
  /** The greatest distance of a price from the last trade, in per cent. Default 0: no limit. */
  readonly price_window?: number;
  /** Parts per million of what the maker receives. Default 0. */
  readonly maker_fee?: bigint;
  /** Parts per million of what the taker receives. Default 0. */
  readonly taker_fee?: bigint;
  /** Takes orders whose price × quantity is no whole number of quote chain units. Default false, as most books. */
  readonly allowsFractions?: boolean;
  /** Takes orders of the type `Market`; a book that does not refuses them with InvalidMarketOrder. Default true. */
  readonly takesMarketOrders?: boolean;
  /**
   * BoundedMarket orders take prices that are better than both of their bounds too. Default false: they trade between their bounds, and
   * nothing where the best price lies outside. Which it is on the real exchange is not known.
   */
  readonly takesBeyondBounds?: boolean;
}

/** A market of the simulated exchange: the entity the feed knows, and what an order needs to be accepted. */
export interface ExchangeMarket extends Market {
  /** Prices are multiples of this. */
  readonly tick: bigint;
  /** Quantities are multiples of this. */
  readonly step: bigint;
  /** One whole base unit in chain units. */
  readonly scale: bigint;
  /** The price at which the traffic starts. */
  readonly startPrice: bigint;
  /** Takes orders whose price × quantity is no whole number of quote chain units. */
  readonly allowsFractions: boolean;
  /** Takes orders of the type `Market`. */
  readonly takesMarketOrders: boolean;
  /** BoundedMarket orders take prices that are better than both of their bounds too. */
  readonly takesBeyondBounds: boolean;
}

const FUSDC = (max_precision: number): AssetSpec => ({ symbol: "fUSDC", decimals: 9, max_precision });

/** The markets an exchange has unless told otherwise. A tick is about one hundredth of a percent of the price, or less. */
export const defaultMarkets = (): readonly MarketSpec[] => [
  { base: { symbol: "fFUEL", decimals: 9, max_precision: 3 }, quote: FUSDC(6), startPrice: 12_400_000n },
  { base: { symbol: "fETH", decimals: 9, max_precision: 5 }, quote: FUSDC(1), startPrice: 3_215_400_000_000n },
  {
    base: { symbol: "fBTC", decimals: 8, max_precision: 5 },
    quote: FUSDC(0),
    startPrice: 97_250_000_000_000n,
    taker_fee: 100n,
  },
];

const assetOf = (spec: AssetSpec): MarketAsset => ({ ...spec, asset: idFrom(`asset ${spec.symbol}`) });

/** Builds a market from its description. Both venues have it under the same id, each with an order book of its own. */
export const createMarket = (spec: MarketSpec, venue: "spot" | "turbo" = "spot"): ExchangeMarket => {
  for (const { symbol, decimals, max_precision } of [spec.base, spec.quote]) {
    const whole = Number.isInteger(decimals) && Number.isInteger(max_precision);
    if (!whole || decimals < 0 || max_precision < 0 || max_precision > decimals) {
      throw new RangeError(
        `${symbol}: max_precision (${max_precision}) must be a whole number from 0 to decimals (${decimals})`,
      );
    }
  }
  const pair = `${spec.base.symbol}/${spec.quote.symbol}`;
  return {
    market_id: idFrom(`market ${pair}`),
    contract_id: idFrom(`${venue === "turbo" ? "turbo " : ""}order book ${pair}`),
    pair,
    maker_fee: spec.maker_fee ?? 0n,
    taker_fee: spec.taker_fee ?? 0n,
    min_order: spec.min_order ?? 10n ** BigInt(spec.quote.decimals),
    dust: spec.dust ?? 1_000n,
    price_window: spec.price_window ?? 0,
    base: assetOf(spec.base),
    quote: assetOf(spec.quote),
    tick: 10n ** BigInt(spec.quote.decimals - spec.quote.max_precision),
    step: 10n ** BigInt(spec.base.decimals - spec.base.max_precision),
    scale: 10n ** BigInt(spec.base.decimals),
    startPrice: spec.startPrice,
    allowsFractions: spec.allowsFractions ?? false,
    takesMarketOrders: spec.takesMarketOrders ?? true,
    takesBeyondBounds: spec.takesBeyondBounds ?? false,
  };
};

/** The value of a quantity in quote chain units, rounded down. In the default markets it is never rounded. */
export const worthOf = (market: ExchangeMarket, price: bigint, quantity: bigint): bigint =>
  (price * quantity) / market.scale;

/** The fee on a received amount, in parts per million, rounded down (in favour of the receiver). */
export const feeOf = (amount: bigint, partsPerMillion: bigint): bigint => (amount * partsPerMillion) / 1_000_000n;
