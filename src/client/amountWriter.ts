// An amount as text: its digits by the options, in a locale's signs. Knows nothing of markets.
import {
  digitRange,
  type FormatOptions,
  keepDecimals,
  type NumberOptions,
  roundingOf,
  type Sign,
  signOf,
} from "./formatOptions.ts";
import { refuse } from "./ids.ts";
import { createNumerals, type Frame, type Numerals } from "./numerals.ts";
import { type Digits, type Fraction, roundTo } from "./rounding.ts";

/** The text of an amount in parts. Put together in this order they are the whole text; apart they align columns. */
export interface AmountParts {
  /** All ahead of the decimal sign: a sign, and the digits with the signs between their groups. */
  readonly integer: string;
  /** The decimal sign; empty without decimals. */
  readonly separator: string;
  readonly fraction: string;
  /** All behind the digits: `"K"`, `"%"`, a blank before it where the locale sets one, and the spaces of `alignDecimals`. */
  readonly suffix: string;
}

/** Amounts of one kind, written. */
export interface AmountWriter {
  /** An amount as text. */
  format(value: bigint): string;
  /** The same text in parts. */
  parts(value: bigint): AmountParts;
}

/** The kind of amounts that are written. */
export interface WrittenKind {
  /** The parameter that errors name. */
  readonly name: string;
  /** The units in one whole: an amount is `value / per`. */
  readonly per: bigint;
  readonly numerals: () => Numerals;
  /** The digits of an amount, and the text around them. Made at first use. */
  readonly spelling: () => Spelling;
}

/** The way to write the digits of an amount. */
export interface Spelling {
  round(fraction: Fraction): Digits;
  /** The text around rounded digits, and the digits with the point where this text has it. */
  frame(digits: Digits, sign: Sign): Frame & Digits;
  /** The decimals that stay. */
  keep(digits: Digits): string;
  /** The digits that are ahead of the first sign between groups at least, unless the options say otherwise. */
  readonly leastAhead: number;
}

/** Writes amounts of a kind. `Intl` is asked for what is needed at first use, and only then. */
export function createWriter({ name, per, numerals, spelling }: WrittenKind, options: NumberOptions): AmountWriter {
  const parts = (value: bigint): AmountParts => {
    if (typeof value !== "bigint") return refuse(name, value, "an amount", "a bigint in chain integers");
    const { round, frame, keep, leastAhead } = spelling();
    const { decimal, digits, grouped, usualGroup } = numerals();
    const rounded = round({ value, per });
    const sign = signOf(options, value < 0n, /^0*$/.test(rounded.whole + rounded.decimals));
    const { before, after, ...moved } = frame(rounded, sign);
    const decimals = keep(moved);
    const { useGrouping, alignDecimals = 0 } = options;
    const isAlways = useGrouping === "always" || useGrouping === true;
    const ahead = isAlways ? 1 : Math.max(useGrouping === "min2" ? 2 : leastAhead, usualGroup);
    return {
      integer: before + grouped(moved.whole, useGrouping === false ? Infinity : ahead),
      separator: decimals ? decimal : "",
      fraction: digits(decimals),
      // Spaces as wide as the point and the digits that are missing.
      suffix:
        after +
        (decimals || !alignDecimals ? "" : "\u2008") +
        "\u2007".repeat(Math.max(0, alignDecimals - decimals.length)),
    };
  };
  return {
    parts,
    format: (value) => {
      const { integer, separator, fraction, suffix } = parts(value);
      return integer + separator + fraction + suffix;
    },
  };
}

/** The signs of the options' locale, asked for once. */
export function numeralsOf({ locale, numberingSystem }: NumberOptions): () => Numerals {
  return once(() => createNumerals(locale, numberingSystem));
}

/** Numbers in full, with so many decimals where no option says so. */
export function fullSpelling(
  options: FormatOptions,
  numerals: Numerals,
  usual: readonly [least: number, most: number],
  style: "decimal" | "percent" = "decimal",
): Spelling {
  const mode = roundingOf(options);
  const [least, most] = digitRange(options, "FractionDigits", [0, 100], usual);
  const sample = createSampler(options, numerals, { style });
  const known = new Map<Sign, Frame>();
  return {
    round: (fraction) => roundTo(fraction, most, mode),
    frame: (digits, sign) => {
      const frame = known.get(sign) ?? sample(style === "percent" ? 0.01 : 1, sign);
      known.set(sign, frame);
      return { ...frame, ...digits };
    },
    keep: ({ decimals }) => keepDecimals(options, decimals, least),
    leastAhead: 1,
  };
}

/** The text that `Intl` writes around a sample, which a float must hold exactly. */
export function createSampler(
  { locale, numberingSystem }: NumberOptions,
  numerals: Numerals,
  how: Intl.NumberFormatOptions,
): (sample: number, sign: Sign) => Frame {
  const intl = new Intl.NumberFormat(locale as string | string[] | undefined, { ...how, numberingSystem });
  return (sample, sign) => {
    const frame = numerals.frame(intl.format(sign ? -sample : sample));
    return sign === "+" ? { ...frame, before: frame.before.replace(/[-\u2212]/, "+") } : frame;
  };
}

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
