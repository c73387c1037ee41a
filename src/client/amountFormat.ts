// An amount as text and back, exactly, whatever it is an amount of. Knows nothing of markets.
import { O2InputError } from "./errors.ts";
import { createDigitRules, type FormatOptions } from "./formatOptions.ts";
import { refuse, show } from "./ids.ts";
import { createNumerals, type Frame, type Numerals } from "./numerals.ts";
import type { Digits } from "./rounding.ts";

/** The text of an amount in parts, for columns that align: put together in this order they are the whole text. */
export interface AmountParts {
  /** All ahead of the decimal sign: a sign, the digits with the signs between their groups. */
  readonly integer: string;
  /** The decimal sign; empty without decimals. */
  readonly separator: string;
  readonly fraction: string;
  /** All behind the digits: `"K"`, `"%"`, a blank before it where the locale sets one, and the spaces of `alignDecimals`. */
  readonly suffix: string;
}

/** Amounts of one kind, written and read. */
export interface AmountFormat {
  /** An amount as text. */
  format(value: bigint): string;
  /** The same text in parts. */
  parts(value: bigint): AmountParts;
  /** Text as an amount: the inverse of `format`. Throws an `O2InputError` that says what would do. */
  parse(text: string): bigint;
}

/** The kind of amounts that a format is of. */
export interface AmountKind {
  /** The parameter that errors name. */
  readonly name: string;
  /** The amount in words, as in "an amount of fUSDC". */
  readonly words: string;
  /** The units in one whole: an amount is `value / per`. */
  readonly per: bigint;
  /** Whether it is shown in percent. */
  readonly isPercent?: boolean;
  /** The decimals that are written where no option says so. */
  readonly least: number;
  readonly most: number;
  /** The decimals that are read: those of one unit, and how many of them may not be zero. */
  readonly decimals: number;
  readonly allowed: number;
}

/** Writes and reads amounts of a kind. `Intl` is asked for what the options need at first use, and only then. */
export function createKindFormat(kind: AmountKind, options: FormatOptions): AmountFormat {
  const { name, per, isPercent = false, least, most } = kind;
  const numerals = once(() => createNumerals(options.locale, options.numberingSystem));
  const rules = once(() => createDigitRules(options, least, most));
  const frames = once(() => createFrames(options, isPercent, numerals()));

  const parts = (value: bigint): AmountParts => {
    if (typeof value !== "bigint") return refuse(name, value, "an amount", "a bigint in chain integers");
    const { round, keep } = rules();
    const { decimal, digits, grouped } = numerals();
    const rounded = round({ value: isPercent ? value * 100n : value, per });
    const sign = signOf(options, value < 0n, /^0*$/.test(rounded.whole + rounded.decimals));
    const { before, after, moved } = frames()(rounded, sign);
    const decimals = keep(moved);
    const integer = before + grouped(moved.whole, leastAhead(options, numerals()));
    const separator = decimals ? decimal : "";
    const suffix = after + spaces(decimals.length, options.alignDecimals);
    return { integer, separator, fraction: digits(decimals), suffix };
  };

  return {
    parts,
    format: (value) => {
      const { integer, separator, fraction, suffix } = parts(value);
      return integer + separator + fraction + suffix;
    },
    parse: (text) => parseAmount(kind, options, numerals(), text),
  };
}

type Sign = "-" | "" | "+";

/** The sign of a number by `signDisplay`; without one that is rounded to zero keeps its own. */
function signOf({ signDisplay: display }: FormatOptions, isNegative: boolean, isZero: boolean): Sign {
  const isShown = display !== "never" && !(isZero && (display === "negative" || display === "exceptZero"));
  if (!isShown) return "";
  if (isNegative) return "-";
  return display === "always" || display === "exceptZero" ? "+" : "";
}

/** The digits ahead of the first sign between groups that are needed to set any. */
function leastAhead({ useGrouping, notation }: FormatOptions, { usualGroup }: Numerals): number {
  if (useGrouping === false) return Infinity;
  if (useGrouping === "always" || useGrouping === true) return 1;
  return useGrouping === "min2" || notation === "compact" ? Math.max(2, usualGroup) : usualGroup;
}

/** Spaces as wide as the point and the digits that are missing. */
function spaces(decimals: number, wanted: number = 0): string {
  const point = decimals === 0 && wanted > 0 ? "\u2008" : "";
  return point + "\u2007".repeat(Math.max(0, wanted - decimals));
}

/** The text around digits, and the digits with the point where compact notation has it. */
type Framing = (digits: Digits, sign: Sign) => Frame & { readonly moved: Digits };

function createFrames(options: FormatOptions, isPercent: boolean, numerals: Numerals): Framing {
  const { locale, numberingSystem, notation } = options;
  const isCompact = notation === "compact";
  const make = (signDisplay: "auto" | "always"): Intl.NumberFormat =>
    new Intl.NumberFormat(locale as string | string[] | undefined, {
      numberingSystem,
      signDisplay,
      style: isPercent ? "percent" : "decimal",
      ...(isCompact ? { notation: "compact", maximumSignificantDigits: 21 } : {}),
    });
  const [usual, signed] = [once(() => make("auto")), once(() => make("always"))];
  const knowsCompact = once(() => usual().resolvedOptions().notation === "compact");
  /** The frame of a sample that a float holds exactly. */
  const frameOf = (sample: number, sign: Sign): Frame => {
    const number = (sign === "-" ? -1 : 1) * (isPercent ? sample / 100 : sample);
    const frame = numerals.frame((sign === "+" ? signed() : usual()).format(number));
    // A runtime may know no sign display.
    const isLeftOut = sign === "+" && frame.before === numerals.frame(usual().format(number)).before;
    return isLeftOut ? { ...frame, before: `+${frame.before}` } : frame;
  };
  if (!isCompact) {
    const known = new Map<Sign, Frame>();
    return (moved, sign) => {
      const frame = known.get(sign) ?? frameOf(1, sign);
      known.set(sign, frame);
      return { ...frame, moved };
    };
  }
  return (digits, sign) => {
    // Only the words and the place of the point are taken from it: fifteen digits are enough, and a float holds them.
    const sample = digits.whole.slice(0, 15).padEnd(Math.min(21, digits.whole.length), "0");
    const frame = knowsCompact() ? frameOf(Number(sample), sign) : inEnglish(frameOf(1, sign), sample.length);
    const point = digits.whole.length - (sample.length - frame.wholes);
    const moved = { whole: digits.whole.slice(0, point), decimals: digits.whole.slice(point) + digits.decimals };
    return { ...frame, moved };
  };
}

/** The frame of a number with so many digits, in a runtime without compact notation. */
function inEnglish({ before, after }: Frame, length: number): Frame {
  const thousands = Math.min(4, Math.floor((length - 1) / 3));
  return { before, after: ["", "K", "M", "B", "T"][thousands] + after, wholes: length - 3 * thousands };
}

function parseAmount(kind: AmountKind, options: FormatOptions, numerals: Numerals, text: string): bigint {
  const { name, words, isPercent, decimals, allowed } = kind;
  if (typeof text !== "string") return refuse(name, text, "text", "an amount as text");
  const { read, locale, example } = numerals;
  const sign = isPercent ? /^\s*[%٪﹪％]|[%٪﹪％][\s\u200e\u200f\u061c]*$/u : /(?!)/;
  const number = read(text.replace(sign, ""));
  const from = options.allowNegative ? "" : ", from 0";
  const isBelow = number?.startsWith("-") && !options.allowNegative;
  if (number === undefined || isBelow) {
    const expected = isBelow ? "an amount from 0" : `a number as ${locale} writes it`;
    return refuse(name, text, expected, `one like ${show(example)}${from}`, isBelow ? { code: "outOfRange" } : {});
  }
  const [whole = "", fraction = ""] = number.replace("-", "").split(".");
  const given = fraction.replace(/0+$/, "");
  const size = BigInt(whole + given.slice(0, allowed).padEnd(decimals, "0"));
  const value = number.startsWith("-") ? -size : size;
  if (given.length <= allowed) return value;
  const { locale: own, numberingSystem } = options;
  const fits = createKindFormat(kind, { locale: own, numberingSystem }).format(value);
  throw new O2InputError(
    name,
    `${show(text)} has ${given.length} decimals, but ${words} may have at most ${allowed}. Round it, e.g. down to ${show(fits)}.`,
    { code: "tooPrecise", value: text, allowed: [value], decimals: allowed },
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
