// Numbers as text. What belongs to a market is the library's; the rest is Intl, from exact decimal text, never a float.
import { createFormat, type Market, type MarketAsset, type MarketFormat } from "o2-react/client";

/** One locale for server and browser: the markup of both must be the same. */
const LOCALE = "en-US";

/** An asset of a market, with a way to write its amounts in full, so that the points of a column stand below each other. */
export interface Asset extends MarketAsset {
  readonly format: (amount: bigint) => string;
}

/** Both assets of a market: amounts of the quote asset are written as prices are, those of the base as quantities. */
export function assetsOf(market: Market): readonly Asset[] {
  const { base, quote } = market;
  const whole = ({ decimals }: MarketAsset) =>
    createFormat(market, { locale: LOCALE, minimumFractionDigits: decimals });
  return [
    { ...quote, format: whole(quote).price },
    { ...base, format: whole(base).quantity },
  ];
}

const formats = new WeakMap<Market, MarketFormat>();

/** A market's prices and quantities as text. Made once a market, for that takes longer than using it. */
export function formatOf(market: Market): MarketFormat {
  const format = formats.get(market) ?? createFormat(market, { locale: LOCALE });
  formats.set(market, format);
  return format;
}

const PERCENT = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  minimumFractionDigits: 2,
  signDisplay: "exceptZero",
});

/** Hundredths of a percent: `125n` is `"+1.25%"`. */
export function formatBasisPoints(value: bigint): string {
  return PERCENT.format(`${value}E-4` as Intl.StringNumericLiteral);
}

const SHARE = new Intl.NumberFormat(LOCALE, { style: "percent", minimumFractionDigits: 3 });

/** A small part of a whole: `(3n, 12_574n)` is `"0.023%"`. */
export function formatShare(part: bigint, whole: bigint): string {
  return whole === 0n ? "–" : SHARE.format(`${(part * 100_000n) / whole}E-5` as Intl.StringNumericLiteral);
}

const COMPACT = new Intl.NumberFormat(LOCALE, {
  notation: "compact",
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});

/** In little space: `"106M"`, `"4.13K"`, `"0.129"`. */
export function formatCompact(value: bigint, decimals: number): string {
  return COMPACT.format(`${value}E-${decimals}` as Intl.StringNumericLiteral);
}

/** `"0x1234…abcd"`. */
export function shorten(id: string): string {
  return `${id.slice(0, 8)}…${id.slice(-6)}`;
}
