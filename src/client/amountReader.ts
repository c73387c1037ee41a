// Text as an amount: the inverse of writing it, exactly, or refused with what would do. Knows nothing of markets.
import { createWriter, fullSpelling, once } from "./amountWriter.ts";
import { O2InputError } from "./errors.ts";
import type { FormatOptions } from "./formatOptions.ts";
import { refuse, show } from "./ids.ts";
import type { Numerals } from "./numerals.ts";

/** The kind of amounts that are read. */
export interface ReadKind {
  /** The parameter that errors name. */
  readonly name: string;
  /** The amount in words, as in "an amount of fUSDC". */
  readonly words: string;
  /** The decimals of one unit, and how many of them may not be zero. */
  readonly decimals: number;
  readonly allowed: number;
  readonly numerals: () => Numerals;
  /** The signs of a unit that may stand at either end, as in "5 %". */
  readonly unit?: RegExp;
}

/** Reads amounts of a kind. The function throws an O2InputError for what it cannot read exactly. */
export function createReader(kind: ReadKind, options: FormatOptions): (text: string) => bigint {
  const { name, words, decimals, allowed, numerals, unit = /(?!)/ } = kind;
  const plain = once(() => toPlain(numerals()));
  return (text) => {
    if (typeof text !== "string") return refuse(name, text, "text", "an amount as text");
    const number = plain()(text.replace(unit, ""));
    const from = options.allowNegative ? "" : ", from 0";
    const isBelow = number?.startsWith("-") && from !== "";
    if (number === undefined || isBelow) {
      const { locale, example } = numerals();
      const expected = isBelow ? "an amount from 0" : `a number as ${locale} writes it`;
      return refuse(name, text, expected, `one like ${show(example)}${from}`, isBelow ? { code: "outOfRange" } : {});
    }
    const [whole = "", fraction = ""] = number.replace("-", "").split(".");
    const given = fraction.replace(/0+$/, "");
    const size = BigInt(whole + given.slice(0, allowed).padEnd(decimals, "0"));
    const value = number.startsWith("-") ? -size : size;
    if (given.length <= allowed) return value;
    const spelling = (): ReturnType<typeof fullSpelling> =>
      fullSpelling({ locale: options.locale }, numerals(), [allowed, allowed]);
    const fits = createWriter({ name, per: 10n ** BigInt(decimals), numerals, spelling }, {}).format(value);
    const error = new O2InputError(
      name,
      `${show(text)} has ${given.length} decimals, but ${words} may have at most ${allowed}. Round it, e.g. down to ${show(fits)}.`,
      { code: "tooPrecise", value: text, allowed: [value] },
    );
    throw Object.assign(error, { decimals: allowed });
  };
}

// Keyboards type other blanks and apostrophes than Intl prints: any blank stands for any other, either apostrophe for the other.
const ALIKE = [" \u00a0\u2009\u202f", "'\u2019"];

/** Marks of the writing direction, which copied text may carry. */
const INVISIBLE = /[\u200e\u200f\u061c]/g;

/** A number as a locale writes it as plain digits with a point, e.g. `"-1234.5"`; `undefined` when it does not write numbers so. */
function toPlain({ own, group, decimal, others, last }: Numerals): (text: string) => string | undefined {
  const plain = new Map<string, string>(Array.from("0123456789", (digit) => [digit, digit]));
  for (const [index, digit] of own.entries()) plain.set(digit, String(index));
  for (const sign of ALIKE.find((signs) => group !== "" && signs.includes(group)) ?? group) plain.set(sign, ",");
  plain.set(decimal, ".");

  // Signs between groups count only where the locale sets them: "1,5" is not 15, and "0,125" is not 125.
  const groups = `[1-9]\\d{0,${others - 1}}(?:,\\d{${others}})*,\\d{${last}}`;
  const number = new RegExp(`^(?:(?:\\d+|${groups})(?:\\.\\d*)?|\\.\\d+)$`);

  return (text) => {
    const [, sign = "", digits = ""] = /^([+\p{Pd}\u2212]?)(.*)$/su.exec(text.replace(INVISIBLE, "").trim()) ?? [];
    const read = Array.from(digits, (each) => plain.get(each) ?? "?").join("");
    if (!number.test(read)) return undefined;
    return `${sign && sign !== "+" ? "-" : ""}${read.replaceAll(",", "")}`;
  };
}
