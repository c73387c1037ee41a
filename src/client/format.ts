// Amounts of markets and assets, and parts of a whole in percent, as people read and type them: exact in both directions.
// Never through a float. Knows nothing of books or hooks.
import { type AmountFormat, type AmountParts, createKindFormat } from "./amountFormat.ts";
import type { Market, MarketAsset } from "./entities.ts";
import type { FormatOptions } from "./formatOptions.ts";
import { refuse } from "./ids.ts";

/** One market's amounts, written and read. */
export interface MarketFormat {
  /** A price in chain integers of the quote asset, as text. */
  price(value: bigint): string;
  /** The same in parts, for columns that align. */
  priceParts(value: bigint): AmountParts;
  /** A quantity in chain integers of the base asset, as text. */
  quantity(value: bigint): string;
  /** The same in parts, for columns that align. */
  quantityParts(value: bigint): AmountParts;
  /** Text as a price in chain integers of the quote asset. Throws as {@link parsePrice} does. */
  parsePrice(text: string): bigint;
  /** Text as a quantity in chain integers of the base asset. Throws as {@link parseQuantity} does. */
  parseQuantity(text: string): bigint;
}

/** The asset of an amount, as `market.base` and `market.quote` have it: its decimals, and how many of them an order may have. */
export type FormatAsset = Pick<MarketAsset, "symbol" | "decimals" | "max_precision">;

/** The options of {@link createPercentFormat}. */
export interface PercentOptions extends FormatOptions {
  /** The whole that values are parts of: 10_000n (the default) of basis points, 1_000_000n of parts per million, or any amount. */
  readonly of?: bigint | undefined;
}

/**
 * One market's prices and quantities as text and back. To ask `Intl` for a locale's signs takes tens of microseconds: where many
 * amounts are shown, make this once (`useMemo`) and keep it. Only signs are asked for: the digits are exact in every runtime.
 *
 * Unless told otherwise an amount is written in full, with at least as many decimals as an order may have, so that
 * numbers in a column align. A `maximumFractionDigits` below that rounds; the mode is `roundingMode`.
 *
 * @throws RangeError from `Intl`, at first use, when it does not know the locale or the numbering system.
 * @throws O2InputError, at first use, for an option that is out of range.
 * @example
 * const format = createFormat(market, { locale: "de-DE" })
 * format.price(12_400_000n) // "0,012400"
 * format.parseQuantity("1.250,5") // 1_250_500_000_000n
 */
export function createFormat(market: Market, options: FormatOptions = {}): MarketFormat {
  const { step: _, ...others } = options;
  const price = assetFormat(market.quote, options, "price", `a price of ${pairOf(market)}`);
  const quantity = assetFormat(market.base, others, "quantity", `a quantity of ${pairOf(market)}`);
  return {
    price: price.format,
    priceParts: price.parts,
    quantity: quantity.format,
    quantityParts: quantity.parts,
    parsePrice: price.parse,
    parseQuantity: quantity.parse,
  };
}

/**
 * Amounts of one asset as text and back: balances, volumes, the value of an order in the quote asset. As {@link createFormat}; reading
 * takes all decimals that the asset has.
 *
 * @throws RangeError from `Intl`, at first use, when it does not know the locale or the numbering system.
 * @throws O2InputError, at first use, for an option that is out of range.
 * @example
 * const { format, parts } = createAmountFormat(market.quote, { locale: "en-US", notation: "compact" })
 * format(106_213_000_000_000_000n) // "106M"
 */
export function createAmountFormat(asset: FormatAsset, options: FormatOptions = {}): AmountFormat {
  const { decimals, symbol } = asset;
  return assetFormat(asset, options, "amount", `an amount of ${symbol.slice(0, 80)}`, decimals);
}

/**
 * Parts of a whole in percent: basis points unless `of` says otherwise. Two decimals unless the options say otherwise. Reading needs an
 * `of` that is a power of ten from 100.
 *
 * @throws RangeError from `Intl`, at first use, when it does not know the locale or the numbering system.
 * @throws O2InputError when `of` is not above zero; at first use, for an option that is out of range.
 * @example
 * const percent = createPercentFormat({ locale: "en-US", signDisplay: "exceptZero" })
 * percent.format(125n) // "+1.25%"
 * percent.parse("0.5%") // 50n
 */
export function createPercentFormat(options: PercentOptions = {}): AmountFormat {
  const { of = 10_000n, ...others } = options;
  if (of <= 0n) refuse("of", of, "a whole", "a bigint above 0n", { code: "outOfRange" });
  const most = others.minimumFractionDigits ?? 2;
  const allowed = `${of}`.length - 3;
  const format = createKindFormat(
    { name: "percent", words: "a percentage", per: of, isPercent: true, least: 2, most, decimals: allowed, allowed },
    others,
  );
  if (allowed >= 0 && /^10+$/.test(`${of}`)) return format;
  const parse = (): never => refuse("of", of, "read in percent", "a power of ten from 100n", { code: "outOfRange" });
  return { ...format, parse };
}

/**
 * A price as text, exactly. In chain integers of the quote asset per whole unit of the base asset.
 * See {@link createFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or the numbering system.
 * @throws O2InputError for an option that is out of range.
 * @example
 * formatPrice(market, 12_400_000n) // "0.012400" in en-US
 * formatPrice(market, 12_400_000n, { step: 100_000n }) // "0.0124", as in a ladder that is grouped by 100_000n
 */
export function formatPrice(market: Market, value: bigint, options?: FormatOptions): string {
  return createFormat(market, options).price(value);
}

/**
 * A quantity of an order as text, exactly. In chain integers of the base asset.
 * See {@link createFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or the numbering system.
 * @throws O2InputError for an option that is out of range.
 * @example
 * formatQuantity(market, 1_250_500_000_000n, { locale: "fr-FR" }) // "1 250,500"
 */
export function formatQuantity(market: Market, value: bigint, options?: FormatOptions): string {
  return createFormat(market, options).quantity(value);
}

/**
 * An amount of an asset as text, exactly: a balance, a volume, a value. In chain integers of the asset.
 * See {@link createAmountFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or the numbering system.
 * @throws O2InputError for an option that is out of range.
 * @example
 * formatAmount(market.base, 4_128_000_000_000n, { notation: "compact" }) // "4.13K" in en-US
 */
export function formatAmount(asset: FormatAsset, value: bigint, options?: FormatOptions): string {
  return createAmountFormat(asset, options).format(value);
}

/**
 * Basis points, or parts of any other whole, in percent. See {@link createPercentFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or the numbering system.
 * @throws O2InputError for an option that is out of range.
 * @example
 * formatPercent(125n) // "1.25%" in en-US
 * formatPercent(2n, { of: 3n, roundingMode: "trunc" }) // "66.66%"
 */
export function formatPercent(value: bigint, options?: PercentOptions): string {
  return createPercentFormat(options).format(value);
}

/**
 * Text as a price in chain integers of the quote asset, exactly; the inverse of {@link formatPrice}. Takes the locale's
 * digits or 0 to 9, its decimal sign, its signs between groups where it sets them, a leading sign and blanks around.
 *
 * @throws O2InputError when it is not such a number, is negative, or has more decimals than an order in this market may.
 * @throws RangeError from `Intl` when it does not know the locale.
 * @example
 * parsePrice(market, "0.0124") // 12_400_000n
 */
export function parsePrice(market: Market, text: string, options?: FormatOptions): bigint {
  return createFormat(market, options).parsePrice(text);
}

/**
 * Text as a quantity in chain integers of the base asset, exactly; the inverse of {@link formatQuantity}. Takes what
 * {@link parsePrice} takes.
 *
 * @throws O2InputError when it is not such a number, is negative, or has more decimals than an order in this market may.
 * @throws RangeError from `Intl` when it does not know the locale.
 * @example
 * parseQuantity(market, "1,250.5") // 1_250_500_000_000n
 */
export function parseQuantity(market: Market, text: string, options?: FormatOptions): bigint {
  return createFormat(market, options).parseQuantity(text);
}

/**
 * Text as an amount in chain integers of an asset, exactly; the inverse of {@link formatAmount} in full. Takes what {@link parsePrice}
 * takes, with all decimals that the asset has.
 *
 * @throws O2InputError when it is not such a number, is negative without `allowNegative`, or has more decimals than the asset.
 * @throws RangeError from `Intl` when it does not know the locale.
 * @example
 * parseAmount(market.quote, "1,250.5") // 1_250_500_000_000n
 */
export function parseAmount(asset: FormatAsset, text: string, options?: FormatOptions): bigint {
  return createAmountFormat(asset, options).parse(text);
}

/**
 * Text as basis points, or parts of another power of ten, with or without a percent sign; the inverse of {@link formatPercent}.
 *
 * @throws O2InputError when it is not such a number, is negative without `allowNegative`, or finer than a basis point.
 * @throws RangeError from `Intl` when it does not know the locale.
 * @example
 * parsePercent("0.5%") // 50n
 */
export function parsePercent(text: string, options?: PercentOptions): bigint {
  return createPercentFormat(options).parse(text);
}

function pairOf({ pair }: Market): string {
  return pair.slice(0, 80);
}

function assetFormat(
  { decimals, max_precision }: FormatAsset,
  options: FormatOptions,
  name: string,
  words: string,
  allowed: number = Math.min(max_precision, decimals),
): AmountFormat {
  const { step } = options;
  if (step !== undefined && step <= 0n) refuse("step", step, "a step", "a bigint above 0n", { code: "outOfRange" });
  const zeros = step === undefined ? 0 : (/0*$/.exec(`${step}`)?.[0].length ?? 0);
  const least = Math.max(0, Math.min(max_precision, decimals - zeros));
  return createKindFormat(
    { name, words, per: 10n ** BigInt(decimals), least, most: decimals, decimals, allowed },
    options,
  );
}
