// Numbers as text: the library's formats in one locale. A format is made once, for that takes longer than using it.
import {
  type AmountFormat,
  createAmountFormat,
  createFormat,
  createPercentFormat,
  formatCompact,
  formatPercent,
  type Market,
  type MarketAsset,
  type MarketFormat,
} from "o2-react/client";

/** One locale for server and browser: the markup of both must be the same. */
const LOCALE = "en-US";

/** An asset of a market, with a way to write its amounts in full, so that the points of a column stand below each other. */
export interface Asset extends MarketAsset {
  readonly format: AmountFormat["format"];
}

/** Both assets of a market. */
export function assetsOf({ base, quote }: Market): readonly Asset[] {
  return [quote, base].map((asset) => {
    const { format } = createAmountFormat(asset, { locale: LOCALE, minimumFractionDigits: asset.decimals });
    return { ...asset, format };
  });
}

const formats = new WeakMap<Market, Map<bigint, MarketFormat>>();

/** A market's prices and quantities as text; of prices that are grouped to multiples of `step`, with the decimals that these need. */
export function formatOf(market: Market, step: bigint = 1n): MarketFormat {
  const known = formats.get(market) ?? new Map<bigint, MarketFormat>();
  const format = known.get(step) ?? createFormat(market, { locale: LOCALE, step });
  formats.set(market, known.set(step, format));
  return format;
}

/** Hundredths of a percent with their sign: `125n` is `"+1.25%"`. */
export const formatChange = createPercentFormat({ locale: LOCALE, signDisplay: "exceptZero" }).format;

/** A small part of a whole: `(3n, 12_574n)` is `"0.024%"`. */
export function formatShare(part: bigint, whole: bigint): string {
  return whole === 0n ? "–" : formatPercent(part, { locale: LOCALE, of: whole, minimumFractionDigits: 3 });
}

/** An amount in little space: `"106M"`, `"4.13K"`, `"0.129"`. */
export function formatVolume(asset: MarketAsset, amount: bigint): string {
  return formatCompact(asset, amount, { locale: LOCALE, minimumSignificantDigits: 3 });
}

/** `"0x1234…abcd"`. */
export function shorten(id: string): string {
  return `${id.slice(0, 8)}…${id.slice(-6)}`;
}
