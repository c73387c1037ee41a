// Amounts of a market as people read and type them, exact in both directions: chain integers to a locale's numbers and back.
// Never through a float. Knows nothing of books or hooks.
import type { Market, MarketAsset } from "./entities.ts";
import { O2InputError } from "./errors.ts";
import { refuse, show } from "./ids.ts";
import { createNumerals } from "./numerals.ts";

/** The spelling of amounts: a locale, and `Intl.NumberFormat`'s options where they make sense for an amount. */
export interface FormatOptions
  extends Pick<
    Intl.NumberFormatOptions,
    "useGrouping" | "minimumFractionDigits" | "maximumFractionDigits" | "signDisplay" | "numberingSystem"
  > {
  // These two are spelled out: TypeScript has them in `lib: ["es2023"]` only, and not everyone is there.
  /** The rounding of a number with more decimals than are shown. Default `"halfExpand"`. */
  readonly roundingMode?:
    | "ceil"
    | "floor"
    | "expand"
    | "trunc"
    | "halfCeil"
    | "halfFloor"
    | "halfExpand"
    | "halfTrunc"
    | "halfEven"
    | undefined;
  /** `"stripIfInteger"` leaves the decimals out where all are zero. Default `"auto"`. */
  readonly trailingZeroDisplay?: "auto" | "stripIfInteger" | undefined;
  /** Default: the runtime's. On a server name the reader's, or the markup will not match the browser's. */
  readonly locale?: string | readonly string[] | undefined;
}

/** One market's amounts, written and read. */
export interface MarketFormat {
  /** A price in chain integers of the quote asset, as text. */
  price(value: bigint): string;
  /** A quantity in chain integers of the base asset, as text. */
  quantity(value: bigint): string;
  /** Text as a price in chain integers of the quote asset. Throws as {@link parsePrice} does. */
  parsePrice(text: string): bigint;
  /** Text as a quantity in chain integers of the base asset. Throws as {@link parseQuantity} does. */
  parseQuantity(text: string): bigint;
}

/**
 * The four functions of this file for one market and locale. An `Intl.NumberFormat` takes tens of microseconds to make:
 * where many amounts are shown, make this once (`useMemo`) and keep it.
 *
 * Unless told otherwise an amount is written in full, with at least as many decimals as an order may have, so that
 * numbers in a column align. A `maximumFractionDigits` below that rounds.
 *
 * @throws RangeError from `Intl`, at first use, when it does not know the locale or an option is out of range.
 * @example
 * const format = createFormat(market, { locale: "de-DE" })
 * format.price(12_400_000n) // "0,012400"
 * format.parseQuantity("1.250,5") // 1_250_500_000_000n
 */
export function createFormat(market: Market, options: FormatOptions = {}): MarketFormat {
  const price = once(() => numberFormat(market.quote, options));
  const quantity = once(() => numberFormat(market.base, options));
  const numerals = once(() => createNumerals(options.locale, options.numberingSystem));

  const parse = (name: "price" | "quantity", asset: MarketAsset, text: string): bigint => {
    if (typeof text !== "string") return refuse(name, text, "text", "an amount as text");
    const { read, locale, example } = numerals();
    const number = read(text);
    if (number === undefined) {
      const isNegative = /^\s*[\p{Pd}\u2212]/u.test(text);
      const kind = isNegative ? "an amount from 0" : `a number as ${locale} writes it`;
      return refuse(name, text, kind, `one like ${show(example)}, from 0`, isNegative ? { code: "outOfRange" } : {});
    }
    const [whole = "", fraction = ""] = number.split(".");
    const given = fraction.replace(/0+$/, "");
    const most = Math.min(asset.max_precision, asset.decimals);
    const value = BigInt(whole + given.slice(0, most).padEnd(asset.decimals, "0"));
    if (given.length <= most) return value;
    const fits = numberFormat(asset, { locale: options.locale, numberingSystem: options.numberingSystem });
    throw new O2InputError(
      name,
      `${show(text)} has ${given.length} decimals, but a ${name} of ${market.pair.slice(0, 80)} may have at most ${most}. ` +
        `Round it, e.g. down to ${show(fits.format(toDecimal(value, asset.decimals)))}.`,
      { code: "tooPrecise", value: text, allowed: [value] },
    );
  };

  return {
    price: (value) => price().format(toDecimal(value, market.quote.decimals)),
    quantity: (value) => quantity().format(toDecimal(value, market.base.decimals)),
    parsePrice: (text) => parse("price", market.quote, text),
    parseQuantity: (text) => parse("quantity", market.base, text),
  };
}

/**
 * A price as text, exactly. In chain integers of the quote asset per whole unit of the base asset.
 * See {@link createFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or an option is out of range.
 * @example
 * formatPrice(market, 12_400_000n) // "0.012400" in en-US
 */
export function formatPrice(market: Market, value: bigint, options?: FormatOptions): string {
  return createFormat(market, options).price(value);
}

/**
 * A quantity, or any amount of the base asset, as text, exactly. In chain integers of the base asset.
 * See {@link createFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or an option is out of range.
 * @example
 * formatQuantity(market, 1_250_500_000_000n, { locale: "fr-FR" }) // "1 250,500"
 */
export function formatQuantity(market: Market, value: bigint, options?: FormatOptions): string {
  return createFormat(market, options).quantity(value);
}

/**
 * Text as a price in chain integers of the quote asset, exactly; the inverse of {@link formatPrice}. Takes the locale's
 * digits or 0 to 9, its decimal sign, its signs between groups where it sets them, a leading `+` and blanks around.
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

function numberFormat({ decimals, max_precision }: MarketAsset, options: FormatOptions): Intl.NumberFormat {
  const { locale, minimumFractionDigits: least, maximumFractionDigits: most, ...others } = options;
  const minimumFractionDigits = least ?? Math.min(max_precision, most ?? decimals);
  return new Intl.NumberFormat(locale, {
    ...others,
    minimumFractionDigits,
    maximumFractionDigits: most ?? Math.max(minimumFractionDigits, decimals),
  });
}

/** A chain integer as plain decimal text, which `Intl` takes exactly however long it is. */
function toDecimal(value: bigint, decimals: number): Intl.StringNumericLiteral {
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  // Digits, a point and digits: the type cannot say that.
  return `${value < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}` as Intl.StringNumericLiteral;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
