// Parts of a whole in percent, written and read exactly: basis points, or parts of anything else.
import { createReader } from "./amountReader.ts";
import { type AmountWriter, createWriter, fullSpelling, numeralsOf, once } from "./amountWriter.ts";
import type { FormatOptions } from "./formatOptions.ts";
import { refuse } from "./ids.ts";

/** The spelling of parts in percent. */
export interface PercentOptions extends Omit<FormatOptions, "step"> {
  /** The whole that values are parts of: 10_000n (the default) of basis points, 1_000_000n of parts per million, or any amount. */
  readonly of?: bigint | undefined;
}

/**
 * Parts of a whole in percent. Basis points unless `of` says otherwise, with two decimals unless the options say otherwise, rounded by
 * `roundingMode`. Make it once for many of them.
 *
 * @throws RangeError from `Intl`, at first use, when it does not know the locale or the numbering system.
 * @throws O2InputError when `of` is not above zero; at first use, for an option that is out of range.
 * @example
 * const change = createPercentFormat({ locale: "en-US", signDisplay: "exceptZero" })
 * change.format(125n) // "+1.25%"
 */
export function createPercentFormat(options: PercentOptions = {}): AmountWriter {
  const { of = 10_000n } = options;
  if (of <= 0n) refuse("of", of, "a whole", "a bigint above 0n", { code: "outOfRange" });
  const numerals = numeralsOf(options);
  const spelling = once(() => {
    const { round, ...others } = fullSpelling(options, numerals(), [2, 2], "percent");
    return { ...others, round: ({ value, per }: Parameters<typeof round>[0]) => round({ value: value * 100n, per }) };
  });
  return createWriter({ name: "percent", per: of, numerals, spelling }, options);
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
 * Text as basis points; the inverse of {@link formatPercent}. Or as parts of another power of ten; with or without a percent sign.
 *
 * @throws O2InputError when it is not such a number, is negative without `allowNegative`, or finer than one part; for an `of` that is no
 * power of ten from 100.
 * @throws RangeError from `Intl` when it does not know the locale.
 * @example
 * parsePercent("0.5%") // 50n
 */
export function parsePercent(text: string, options: PercentOptions = {}): bigint {
  const { of = 10_000n } = options;
  if (!/^100+$/.test(`${of}`))
    return refuse("of", of, "read in percent", "a power of ten from 100n", { code: "outOfRange" });
  const decimals = `${of}`.length - 3;
  const unit = /^\s*[%٪﹪％]|[%٪﹪％][\s\u200e\u200f\u061c]*$/u;
  const kind = {
    name: "percent",
    words: "a percentage",
    decimals,
    allowed: decimals,
    numerals: numeralsOf(options),
    unit,
  };
  return createReader(kind, options)(text);
}
