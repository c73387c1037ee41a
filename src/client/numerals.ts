// Numbers as a locale writes them, and read back as plain ones: "1.234,5" as "1234.5", never through a float.
// Knows nothing of markets.

/** A locale's way of writing numbers. */
export interface Numerals {
  /** The locale that was found, e.g. `"de-DE"`. */
  readonly locale: string;
  /** A number as the locale writes it, to show what is expected. */
  readonly example: string;
  /** The number as plain digits with a point, e.g. `"1234.5"`; `undefined` when the locale does not write numbers so. */
  read(text: string): string | undefined;
}

// Keyboards type other blanks and apostrophes than Intl prints: any blank stands for any other, either apostrophe for the other.
const ALIKE = [" \u00a0\u2009\u202f", "'\u2019"];

/** Marks of the writing direction, which copied text may carry. */
const INVISIBLE = /[\u200e\u200f\u061c]/g;

/**
 * Reads off how a locale writes numbers.
 * @throws RangeError when `Intl` does not know the locale or the numbering system.
 */
export function createNumerals(
  locale: string | readonly string[] | undefined,
  numberingSystem: string | undefined,
): Numerals {
  const make = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { ...options, numberingSystem });
  const usual = make({ useGrouping: "always", minimumFractionDigits: 1 });
  const parts = usual.formatToParts(1_234_567_890);
  const textOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  const sizes = parts.filter(({ type }) => type === "integer").map(({ value }) => [...value].length);
  const last = sizes.at(-1) ?? 0;
  const others = sizes.at(-2) ?? last;

  const plain = new Map<string, string>(Array.from("0123456789", (digit) => [digit, digit]));
  for (const [place, digit] of [...make({ useGrouping: false }).format(9_876_543_210)].entries())
    plain.set(digit, String(9 - place));
  const group = textOf("group");
  for (const sign of ALIKE.find((signs) => group !== "" && signs.includes(group)) ?? group) plain.set(sign, ",");
  plain.set(textOf("decimal"), ".");

  // Signs between groups count only where the locale sets them: "1,5" is not 15, and "0,125" is not 125.
  const grouped = `[1-9]\\d{0,${others - 1}}(?:,\\d{${others}})*,\\d{${last}}`;
  const number = new RegExp(`^(?:(?:\\d+|${grouped})(?:\\.\\d*)?|\\.\\d+)$`);

  return {
    locale: usual.resolvedOptions().locale,
    example: usual.format(1_234_567.5),
    read: (text) => {
      const digits = text.replace(INVISIBLE, "").trim().replace(/^\+/, "");
      const read = Array.from(digits, (sign) => plain.get(sign) ?? "?").join("");
      return number.test(read) ? read.replaceAll(",", "") : undefined;
    },
  };
}
