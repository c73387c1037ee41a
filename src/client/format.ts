// Amounts of markets and assets as people read and type them: exact in both directions, never through a float.
// Knows nothing of books or hooks.
import { createReader } from "./amountReader.ts";
import { type AmountParts, type AmountWriter, createWriter, fullSpelling, numeralsOf, once } from "./amountWriter.ts";
import { type FormatAsset, wholeOf } from "./assets.ts";
import type { Market, MarketAsset } from "./entities.ts";
import type { FormatOptions } from "./formatOptions.ts";
import { refuse } from "./ids.ts";
import type { Numerals } from "./numerals.ts";

/** One asset's amounts, written and read. */
export interface AmountFormat extends AmountWriter {
  /** Text as an amount: the inverse of `format`. Throws as {@link parseAmount} does. */
  parse(text: string): bigint;
}

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
  const { base, quote } = market;
  const numerals = numeralsOf(options);
  const price = writerOf(quote, options, "price", numerals);
  const quantity = writerOf(base, withoutStep(options), "quantity", numerals);
  return {
    price: price.format,
    priceParts: price.parts,
    quantity: quantity.format,
    quantityParts: quantity.parts,
    parsePrice: orderReader(market, quote, options, "price", numerals),
    parseQuantity: orderReader(market, base, options, "quantity", numerals),
  };
}

/**
 * Amounts of one asset as text and back. For balances, volumes, the value of an order in the quote asset. As {@link createFormat};
 * reading takes all decimals that the asset has.
 *
 * @throws RangeError from `Intl`, at first use, when it does not know the locale or the numbering system.
 * @throws O2InputError, at first use, for an option that is out of range.
 * @example
 * const { format, parts } = createAmountFormat(market.quote, { locale: "en-US" })
 * format(1_250_500_000_000n) // "1,250.500000"
 * parts(1_250_500_000_000n) // { integer: "1,250", separator: ".", fraction: "500000", suffix: "" }
 */
export function createAmountFormat(asset: FormatAsset, options: FormatOptions = {}): AmountFormat {
  const numerals = numeralsOf(options);
  return { ...writerOf(asset, options, "amount", numerals), parse: assetReader(asset, options, numerals) };
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
export function formatPrice(market: Market, value: bigint, options: FormatOptions = {}): string {
  return writerOf(market.quote, options, "price", numeralsOf(options)).format(value);
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
export function formatQuantity(market: Market, value: bigint, options: FormatOptions = {}): string {
  return writerOf(market.base, withoutStep(options), "quantity", numeralsOf(options)).format(value);
}

/**
 * An amount of an asset as text, exactly. In chain integers of the asset: a balance, a volume, a value.
 * See {@link createAmountFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or the numbering system.
 * @throws O2InputError for an option that is out of range.
 * @example
 * formatAmount(market.base, 4_128_000_000_000n) // "4,128.000" in en-US
 */
export function formatAmount(asset: FormatAsset, value: bigint, options: FormatOptions = {}): string {
  return writerOf(asset, options, "amount", numeralsOf(options)).format(value);
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
export function parsePrice(market: Market, text: string, options: FormatOptions = {}): bigint {
  return orderReader(market, market.quote, options, "price")(text);
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
export function parseQuantity(market: Market, text: string, options: FormatOptions = {}): bigint {
  return orderReader(market, market.base, options, "quantity")(text);
}

/**
 * Text as an amount in chain integers of an asset; the inverse of {@link formatAmount}, in full. Takes what {@link parsePrice}
 * takes, with all decimals that the asset has.
 *
 * @throws O2InputError when it is not such a number, is negative without `allowNegative`, or has more decimals than the asset.
 * @throws RangeError from `Intl` when it does not know the locale.
 * @example
 * parseAmount(market.quote, "1,250.5") // 1_250_500_000_000n
 */
export function parseAmount(asset: FormatAsset, text: string, options: FormatOptions = {}): bigint {
  return assetReader(asset, options)(text);
}

/** Amounts of an asset in full; a market's prices are multiples of the options' step. */
function writerOf(asset: FormatAsset, options: FormatOptions, name: string, numerals: () => Numerals): AmountWriter {
  const { decimals, max_precision = decimals } = asset;
  const { step = 1n } = options;
  if (step <= 0n) refuse("step", step, "a step", "a bigint above 0n", { code: "outOfRange" });
  const zeros = /0*$/.exec(`${step}`)?.[0].length ?? 0;
  const least = Math.max(0, Math.min(max_precision, decimals - zeros));
  const spelling = once(() => fullSpelling(options, numerals(), [least, decimals]));
  return createWriter({ name, per: wholeOf(asset), numerals, spelling }, options);
}

/** Text as an amount that an order in a market may have. */
function orderReader(
  { pair }: Market,
  { decimals, max_precision }: MarketAsset,
  options: FormatOptions,
  name: string,
  numerals: () => Numerals = numeralsOf(options),
): (text: string) => bigint {
  const words = `a ${name} of ${pair.slice(0, 80)}`;
  return createReader({ name, words, decimals, allowed: Math.min(max_precision, decimals), numerals }, options);
}

/** Text as any amount of an asset. */
function assetReader(
  { decimals, symbol = "this asset" }: FormatAsset,
  options: FormatOptions,
  numerals: () => Numerals = numeralsOf(options),
): (text: string) => bigint {
  const words = `an amount of ${symbol.slice(0, 80)}`;
  return createReader({ name: "amount", words, decimals, allowed: decimals, numerals }, options);
}

/** The options of quantities: a step is one of prices. */
function withoutStep({ step: _, ...others }: FormatOptions): FormatOptions {
  return others;
}
