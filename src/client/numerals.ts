// The signs of a locale's numbers, by which digits are written one by one. Intl is asked for them with a few small samples only: no amount
// ever passes through it, so that the text is exact in every runtime. Knows nothing of markets.

/** The text around the digits of a number: a sign, a percent sign, a word of compact notation. */
export interface Frame {
  readonly before: string;
  readonly after: string;
  /** The number of digits ahead of the decimal sign. */
  readonly wholes: number;
}

/** A locale's way of writing numbers. */
export interface Numerals {
  /** The locale that was found, e.g. `"de-DE"`. */
  readonly locale: string;
  /** A number as the locale writes it, to show what is expected. */
  readonly example: string;
  /** Its digits from 0 to 9. */
  readonly own: readonly string[];
  /** Its decimal sign, and the one between groups: empty where it sets none. */
  readonly decimal: string;
  readonly group: string;
  /** The digits of the last group, and those of the others. */
  readonly last: number;
  readonly others: number;
  /** The digits ahead of the first sign between groups that it needs at least, to set any. */
  readonly usualGroup: number;
  /** Plain digits in the locale's own. */
  digits(plain: string): string;
  /** Plain digits in groups, where so many are ahead of the first sign between groups at least. */
  grouped(plain: string, leastAhead: number): string;
  /** The text around the digits of a sample as `Intl` wrote it. */
  frame(sample: string): Frame;
}

/**
 * Reads off how a locale writes numbers.
 * @throws RangeError when `Intl` does not know the locale or the numbering system.
 */
export function createNumerals(
  locale: string | readonly string[] | undefined,
  numberingSystem: string | undefined,
): Numerals {
  const usual = new Intl.NumberFormat(locale as string | string[] | undefined, { numberingSystem });
  const own = Array.from("0123456789", (digit) => usual.format(Number(digit)));
  const isDigit = (sign: string): boolean => own.includes(sign);
  const digits = (plain: string): string => Array.from(plain, (digit) => own[Number(digit)]).join("");
  /** The signs between runs of digits, and the lengths of the runs. */
  const cut = (text: string): readonly (readonly [sign: string, length: number])[] => {
    const runs: [string, number][] = [["", 0]];
    for (const sign of text) {
      const run = runs.at(-1) as [string, number];
      if (isDigit(sign)) run[1] += 1;
      else if (run[1] > 0) runs.push([sign, 0]);
      else run[0] += sign;
    }
    return runs.filter(([, length]) => length > 0);
  };
  const sample = cut(usual.format(1_234_567_890.5));
  const decimal = sample.at(-1)?.[0] ?? ".";
  const sizes = sample.slice(0, -1).map(([, length]) => length);
  const group = sample.length > 2 ? (sample[1]?.[0] ?? "") : "";
  const last = sizes.at(-1) ?? 0;
  const others = sizes.at(-2) ?? last;

  const grouped = (plain: string, leastAhead: number): string => {
    if (group === "" || plain.length < last + leastAhead) return digits(plain);
    const groups = [plain.slice(-last)];
    for (let end = plain.length - last; end > 0; end -= others)
      groups.unshift(plain.slice(Math.max(0, end - others), end));
    return groups.map(digits).join(group);
  };

  const frame = (text: string): Frame => {
    const signs = Array.from(text);
    const first = signs.findIndex(isDigit);
    const behind = signs.length - [...signs].reverse().findIndex(isDigit);
    const point = signs.indexOf(decimal, first);
    return {
      before: signs.slice(0, first).join(""),
      after: signs.slice(behind).join(""),
      wholes: signs.slice(first, point > 0 && point < behind ? point : behind).filter(isDigit).length,
    };
  };

  return {
    locale: usual.resolvedOptions().locale,
    example: usual.format(1_234_567.5),
    own,
    decimal,
    group,
    last,
    others,
    usualGroup: [1_234, 12_345].findIndex((each) => cut(usual.format(each)).length > 1) + 1 || Infinity,
    digits,
    grouped,
    frame,
  };
}
