// The options of a format and what they mean: which digits are kept, and which sign is shown. Knows no locale.
import { O2InputError } from "./errors.ts";
import { refuse, toCount } from "./ids.ts";
import { ROUNDING_MODES, type RoundingMode } from "./rounding.ts";

/** The spelling of numbers, by the names of `Intl.NumberFormat`. */
export interface NumberOptions {
  /** Default: the runtime's. On a server name the reader's, or the markup will not match the browser's. */
  readonly locale?: string | readonly string[] | undefined;
  /** The digits, e.g. `"arab"`. Default: the locale's own. */
  readonly numberingSystem?: string | undefined;
  /** Signs between groups of digits; `"min2"` sets them only where two digits are ahead of the first. Default `"auto"`, in compact notation `"min2"`. */
  readonly useGrouping?: "always" | "auto" | "min2" | boolean | undefined;
  /** The rounding of a number with more digits than are shown. Default `"halfExpand"`: to the nearest, halves away from zero. */
  readonly roundingMode?: RoundingMode | undefined;
  /** `"stripIfInteger"` leaves the decimals out where all are zero. Default `"auto"`. */
  readonly trailingZeroDisplay?: "auto" | "stripIfInteger" | undefined;
  /** The signs that are shown. Default `"auto"`: that of negative numbers, of one that is rounded to zero too. */
  readonly signDisplay?: "auto" | "always" | "exceptZero" | "negative" | "never" | undefined;
  /** The decimals of a column's longest: shorter ones get spaces as wide as a digit behind them, so that the points stand below each other. */
  readonly alignDecimals?: number | undefined;
}

/** The spelling of amounts in full. */
export interface FormatOptions extends NumberOptions {
  /** The decimals that are written at least, 0 to 100. Default: as many as an order may have, or as `step` needs. */
  readonly minimumFractionDigits?: number | undefined;
  /** The decimals that are written at most, 0 to 100. Default: all there are. */
  readonly maximumFractionDigits?: number | undefined;
  /**
   * The amounts are multiples of it, in chain integers: decimals that all of them have zero are left out, as in a ladder whose prices are
   * grouped. In a market's format it is the step of prices. An amount that is no multiple is still written in full.
   */
  readonly step?: bigint | undefined;
  /** Whether reading takes amounts below zero. Default `false`. */
  readonly allowNegative?: boolean | undefined;
}

/** The sign that is shown of a number. */
export type Sign = "-" | "" | "+";

/** The sign of a number by `signDisplay`; without one that is rounded to zero keeps its own. */
export function signOf({ signDisplay: display }: NumberOptions, isNegative: boolean, isZero: boolean): Sign {
  if (display === "never" || (isZero && (display === "negative" || display === "exceptZero"))) return "";
  if (isNegative) return "-";
  return display === "always" || display === "exceptZero" ? "+" : "";
}

/**
 * The direction that numbers are rounded in.
 * @throws O2InputError when there is none of this name.
 */
export function roundingOf({ roundingMode = "halfExpand" }: NumberOptions): RoundingMode {
  const allowed = ROUNDING_MODES;
  if (allowed.includes(roundingMode)) return roundingMode;
  const expected = `one of ${allowed.join(", ")}`;
  return refuse("roundingMode", roundingMode, "a rounding mode", expected, { code: "unknown", allowed });
}

/** The decimals that stay, of some that may end on zeros: so many at least. */
export function keepDecimals({ trailingZeroDisplay }: NumberOptions, decimals: string, least: number): string {
  const kept = decimals.replace(/0+$/, "").padEnd(Math.min(least, decimals.length), "0");
  return trailingZeroDisplay === "stripIfInteger" && /^0*$/.test(kept) ? "" : kept;
}

/**
 * The least and the greatest number of digits: as stated, else the usual ones, as far as the other one allows.
 * @param kind the end of both options' names.
 * @throws O2InputError for one that is out of range, or a least one above the most.
 */
export function digitRange<Kind extends string>(
  options: { readonly [name in `${"minimum" | "maximum"}${Kind}`]?: number | undefined },
  kind: Kind,
  [low, high]: readonly [number, number],
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
