// Amounts in little space: "106M", "4.13K", by the locale's own words, exactly. Knows nothing of markets.
import { type AmountWriter, createSampler, createWriter, numeralsOf, once, type Spelling } from "./amountWriter.ts";
import { type FormatAsset, wholeOf } from "./assets.ts";
import { digitRange, keepDecimals, type NumberOptions, roundingOf } from "./formatOptions.ts";
import type { Frame, Numerals } from "./numerals.ts";
import { exponentOf, roundTo } from "./rounding.ts";

/** The spelling of amounts in little space. */
export interface CompactOptions extends NumberOptions {
  /** The digits that are written at least, 1 to 21. Default 1: `3` writes `"1.50M"`. */
  readonly minimumSignificantDigits?: number | undefined;
  /** The digits that are written at most, 1 to 21. Default 3. */
  readonly maximumSignificantDigits?: number | undefined;
}

/**
 * Amounts of one asset in little space. For volumes, totals of a ladder: rounded to a few digits, exactly, by `roundingMode`; a number that
 * rounds up to the next word takes that word. Make it once for many of them.
 *
 * @throws RangeError from `Intl`, at first use, when it does not know the locale or the numbering system.
 * @throws O2InputError, at first use, for an option that is out of range.
 * @example
 * const volume = createCompactFormat(market.quote, { locale: "en-US" })
 * volume.format(106_213_000_000_000_000n) // "106M"
 */
export function createCompactFormat(asset: FormatAsset, options: CompactOptions = {}): AmountWriter {
  const numerals = numeralsOf(options);
  const spelling = once(() => compactSpelling(options, numerals()));
  return createWriter({ name: "amount", per: wholeOf(asset), numerals, spelling }, options);
}

/**
 * An amount of an asset in little space. In chain integers of the asset. See {@link createCompactFormat} for many of them.
 *
 * @throws RangeError from `Intl` when it does not know the locale or the numbering system.
 * @throws O2InputError for an option that is out of range.
 * @example
 * formatCompact(market.base, 4_128_000_000_000n) // "4.13K" in en-US
 */
export function formatCompact(asset: FormatAsset, value: bigint, options?: CompactOptions): string {
  return createCompactFormat(asset, options).format(value);
}

function compactSpelling(options: CompactOptions, numerals: Numerals): Spelling {
  const mode = roundingOf(options);
  const [least, most] = digitRange(options, "SignificantDigits", [1, 21], [1, 3]);
  const how = { notation: "compact", maximumSignificantDigits: 21 } as const;
  const sampleOf = createSampler(options, numerals, how);
  const { notation } = new Intl.NumberFormat(numerals.locale, how).resolvedOptions();
  return {
    round: (fraction) => roundTo(fraction, most - 1 - exponentOf(fraction), mode),
    frame: ({ whole, decimals }, sign) => {
      // Only the words and the place of the point are taken from it: fifteen digits are enough, and a float holds them.
      const sample = whole.slice(0, 15).padEnd(Math.min(21, whole.length), "0");
      const frame = notation ? sampleOf(Number(sample), sign) : inEnglish(sampleOf(1, sign), sample.length);
      const point = whole.length - sample.length + frame.wholes;
      return { ...frame, whole: whole.slice(0, point), decimals: whole.slice(point) + decimals };
    },
    keep: ({ whole, decimals }) => {
      const zeros = decimals.search(/[1-9]/);
      return keepDecimals(options, decimals, least - (whole !== "0" ? whole.length : zeros < 0 ? 1 : -zeros));
    },
    leastAhead: 2,
  };
}

/** The frame of a number with so many digits, in a runtime without compact notation. */
function inEnglish({ before, after }: Frame, length: number): Frame {
  const thousands = Math.min(4, Math.floor((length - 1) / 3));
  return { before, after: ["", "K", "M", "B", "T"][thousands] + after, wholes: length - 3 * thousands };
}
