// Numbers as text: the library's formats in one locale. A format is made once, because making one takes longer than using it.
import {
  type AmountFormat,
  createAmountFormat,
  createFormat,
  createPercentFormat,
  formatAmount,
  formatCompact,
  formatPercent,
  type Market,
  type MarketAsset,
  type MarketFormat,
} from "o2-react/client";

/** One locale for server and browser: the markup of both must be the same. */
const LOCALE = "en-US";

/** An asset of a market, with formats of its amounts. `format` writes all decimals, so that the points of a column are aligned. */
export interface Asset extends MarketAsset {
  readonly format: AmountFormat["format"];
  /** An amount with two decimals, `"–"` where it is not known. */
  readonly inShort: (amount: bigint | undefined) => string;
}

/** Both assets of a market. */
export function assetsOf({ base, quote }: Market): readonly Asset[] {
  return [quote, base].map((asset) => {
    const { format } = createAmountFormat(asset, { locale: LOCALE, minimumFractionDigits: asset.decimals });
    const short = createAmountFormat(asset, { locale: LOCALE, minimumFractionDigits: 2, maximumFractionDigits: 2 });
    return { ...asset, format, inShort: (amount) => (amount === undefined ? "–" : short.format(amount)) };
  });
}

const formats = new WeakMap<Market, Map<bigint, MarketFormat>>();

/** The format of a market's prices and quantities. Prices that are multiples of `step` are written with the decimals that they need. */
export function formatOf(market: Market, step: bigint = 1n): MarketFormat {
  const known = formats.get(market) ?? new Map<bigint, MarketFormat>();
  const format = known.get(step) ?? createFormat(market, { locale: LOCALE, step });
  formats.set(market, known.set(step, format));
  return format;
}

/** Basis points with their sign: `125n` is `"+1.25%"`. */
export const formatChange = createPercentFormat({ locale: LOCALE, signDisplay: "exceptZero" }).format;

/** A part of a whole in percent: `(3n, 12_574n)` is `"0.024%"`. */
export function formatShare(part: bigint, whole: bigint): string {
  return whole === 0n ? "–" : formatPercent(part, { locale: LOCALE, of: whole, minimumFractionDigits: 3 });
}

/** An amount in short: `"106M"`, `"4.13K"`, `"0.129"`. */
export function formatVolume(asset: MarketAsset, amount: bigint): string {
  return formatCompact(asset, amount, { locale: LOCALE, minimumSignificantDigits: 3 });
}

/** An amount without zeros at its end: `"0.0324"`. */
export function formatTrimmed(asset: MarketAsset, amount: bigint): string {
  return formatAmount(asset, amount, { locale: LOCALE, minimumFractionDigits: 0 });
}

/** The time of an order in milliseconds since 1970. The exchange says it in seconds or in milliseconds. */
export function timeOf(timestamp: string | number): number {
  const time = Number(timestamp);
  return time < 1e12 ? time * 1_000 : time;
}

/** An id in short: `"0x123456…89abcd"`. */
export function shorten(id: string): string {
  return `${id.slice(0, 8)}…${id.slice(-6)}`;
}
