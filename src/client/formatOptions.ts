// The options of a format and what they mean together: which digits are kept, and which sign is shown. Knows no locale.
import { O2InputError } from "./errors.ts";
import { refuse, toCount } from "./ids.ts";
import { type Digits, exponentOf, type Fraction, ROUNDING_MODES, type RoundingMode, roundTo } from "./rounding.ts";

/** The spelling of amounts: a locale, and `Intl.NumberFormat`'s options by their names, where they make sense for an amount. */
export interface FormatOptions {
  /** Default: the runtime's. On a server name the reader's, or the markup will not match the browser's. */
  readonly locale?: string | readonly string[] | undefined;
  /** The digits, e.g. `"arab"`. Default: the locale's own. */
  readonly numberingSystem?: string | undefined;
  /** `"compact"` writes in little space: `"106M"`, `"4.13K"`, by the locale's own words. Default `"standard"`: in full. */
  readonly notation?: "standard" | "compact" | undefined;
  /** Signs between groups of digits: `"min2"` only where two digits are ahead of the first. Default `"auto"`, of compact notation `"min2"`. */
  readonly useGrouping?: "always" | "auto" | "min2" | boolean | undefined;
  /** The decimals that are written at least, 0 to 100. Default: as many as an order may have, or as `step` needs. Not with `"compact"`. */
  readonly minimumFractionDigits?: number | undefined;
  /** The decimals that are written at most, 0 to 100. Default: all there are. Not with `"compact"`. */
  readonly maximumFractionDigits?: number | undefined;
  /** The digits that are written at least, 1 to 21. Takes the place of the decimals. */
  readonly minimumSignificantDigits?: number | undefined;
  /** The digits that are written at most, 1 to 21. Takes the place of the decimals. Default with `"compact"`: 3. */
  readonly maximumSignificantDigits?: number | undefined;
  /** The rounding of a number with more digits than are shown. Default `"halfExpand"`: to the nearest, halves away from zero. */
  readonly roundingMode?: RoundingMode | undefined;
  /** `"stripIfInteger"` leaves the decimals out where all are zero. Default `"auto"`. */
  readonly trailingZeroDisplay?: "auto" | "stripIfInteger" | undefined;
  /** The signs that are shown. Default `"auto"`: that of negative numbers, of one that is rounded to zero too. */
  readonly signDisplay?: "auto" | "always" | "exceptZero" | "negative" | "never" | undefined;
  /**
   * The amounts are multiples of it, in chain integers: decimals that all of them have zero are left out, as in a ladder whose prices are
   * grouped. In a market's format it is the step of prices. What is no multiple is still written in full.
   */
  readonly step?: bigint | undefined;
  /** The decimals of a column's longest: shorter ones get spaces as wide as a digit behind them, so that the points stand below each other. */
  readonly alignDecimals?: number | undefined;
  /** Whether reading takes amounts below zero. Default `false`. */
  readonly allowNegative?: boolean | undefined;
}

/** The digits of an amount that are shown. */
export interface DigitRules {
  /** An amount rounded to the digits it may have at most. */
  round(fraction: Fraction): Digits;
  /** The decimals that stay, of digits that may end on zeros. */
  keep(digits: Digits): string;
}

/**
 * The digits that options ask for.
 * @param least the decimals that are written at least where no option says so, and `most` at most.
 * @throws O2InputError for a number of digits that is out of range, a least one above the most, or an unknown rounding mode.
 */
export function createDigitRules(options: FormatOptions, least: number, most: number): DigitRules {
  const { notation, roundingMode = "halfExpand", trailingZeroDisplay } = options;
  const allowed = ROUNDING_MODES;
  if (!allowed.includes(roundingMode))
    refuse("roundingMode", roundingMode, "a rounding mode", `one of ${allowed.join(", ")}`, {
      code: "unknown",
      allowed,
    });
  const keep = (decimals: string, atLeast: number): string => {
    const kept = decimals.replace(/0+$/, "").padEnd(Math.max(0, Math.min(atLeast, decimals.length)), "0");
    return trailingZeroDisplay === "stripIfInteger" && /^0*$/.test(kept) ? "" : kept;
  };
  const isCompact = notation === "compact";
  if (!isCompact && options.minimumSignificantDigits === undefined && options.maximumSignificantDigits === undefined) {
    const [atLeast, end] = range(options, "FractionDigits", 0, 100, [least, most]);
    return {
      round: (fraction) => roundTo(fraction, end, roundingMode),
      keep: ({ decimals }) => keep(decimals, atLeast),
    };
  }
  const [atLeast, end] = range(options, "SignificantDigits", 1, 21, [1, isCompact ? 3 : 21]);
  return {
    round: (fraction) => roundTo(fraction, end - 1 - exponentOf(fraction), roundingMode),
    keep: ({ whole, decimals }) => {
      const zeros = whole === "0" ? decimals.search(/[1-9]/) : -whole.length;
      return keep(decimals, atLeast + (whole === "0" && zeros < 0 ? -1 : zeros));
    },
  };
}

/** The least and the greatest number of digits: as stated, else the usual ones, as far as the other one allows. */
function range(
  options: FormatOptions,
  kind: "FractionDigits" | "SignificantDigits",
  low: number,
  high: number,
  [usualLeast, usualMost]: readonly [number, number],
): readonly [least: number, most: number] {
  const names = [`minimum${kind}`, `maximum${kind}`] as const;
  const [least, most] = names.map((name) => {
    const given = options[name];
    return given === undefined ? given : toCount(name, given, low, high);
  });
  const atLeast = least ?? Math.min(usualLeast, most ?? usualLeast);
  const atMost = most ?? Math.max(atLeast, usualMost);
  if (atLeast <= atMost) return [atLeast, atMost];
  const text = `${atLeast} is above ${names[1]}, which is ${atMost}. Expected at most that.`;
  throw new O2InputError(names[0], text, { code: "outOfRange", value: atLeast });
}
