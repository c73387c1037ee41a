// Amounts, volumes and percentages as text. They are compared with a reference in bigint written here, with this
// runtime's Intl, which is exact, and in runtimes whose Intl is not.
import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import {
  type AmountParts,
  type CompactOptions,
  createAmountFormat,
  createCompactFormat,
  createFormat,
  type FormatOptions,
  formatAmount,
  formatCompact,
  formatPercent,
  formatPrice,
  O2InputError,
  parseAmount,
  parsePercent,
  type RoundingMode,
} from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { describe, expect, it } from "vitest";
import { RUNTIMES, type Runtime, withIntl } from "../support/olderIntl.ts";

const [fuel] = createExchange().markets as [ReturnType<typeof createExchange>["markets"][0]];

const assetOf = (decimals: number, max_precision = decimals) => ({ symbol: "fAAA", decimals, max_precision });

/** A locale's signs, as people there write them. `ahead`: the least number of digits before the first group separator. */
interface Signs {
  readonly locale: string;
  readonly digits: string;
  readonly group: string;
  readonly decimal: string;
  readonly minus: string;
  readonly others?: number;
  readonly ahead?: number;
}

const ASCII = "0123456789";
const WRITTEN: readonly Signs[] = [
  { locale: "en-US", digits: ASCII, group: ",", decimal: ".", minus: "-" },
  { locale: "de-DE", digits: ASCII, group: ".", decimal: ",", minus: "-" },
  { locale: "de-CH", digits: ASCII, group: "’", decimal: ".", minus: "-" },
  { locale: "fr-FR", digits: ASCII, group: "\u202f", decimal: ",", minus: "-" },
  { locale: "sv-SE", digits: ASCII, group: "\u00a0", decimal: ",", minus: "−" },
  { locale: "es-ES", digits: ASCII, group: ".", decimal: ",", minus: "-", ahead: 2 },
  { locale: "pl-PL", digits: ASCII, group: "\u00a0", decimal: ",", minus: "-", ahead: 2 },
  { locale: "hi-IN", digits: ASCII, group: ",", decimal: ".", minus: "-", others: 2 },
  { locale: "bn-BD", digits: "০১২৩৪৫৬৭৮৯", group: ",", decimal: ".", minus: "-", others: 2 },
  { locale: "ar-EG", digits: "٠١٢٣٤٥٦٧٨٩", group: "٬", decimal: "٫", minus: "\u061c-" },
  { locale: "fa-IR", digits: "۰۱۲۳۴۵۶۷۸۹", group: "٬", decimal: "٫", minus: "\u200e−" },
];

/** The reference: an amount with so many decimals, rounded by hand, in a locale's signs. */
function written(
  signs: Signs,
  value: bigint,
  decimals: number,
  least: number,
  most: number,
  mode: RoundingMode,
): string {
  const size = value < 0n ? -value : value;
  const cut = 10n ** BigInt(Math.max(0, decimals - most));
  const lower = size - (size % cut);
  const candidates = size === lower ? [lower] : [lower, lower + cut];
  const kept = candidates.length === 1 ? lower : chosen(value < 0n, size, lower, cut, mode);
  const text = kept.toString().padStart(decimals + 1, "0");
  let fraction = text.slice(text.length - decimals, text.length).padEnd(least, "0");
  if (decimals === 0) fraction = "0".repeat(least);
  while (fraction.length > least && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  const whole = decimals === 0 ? text : text.slice(0, -decimals);
  const local = (plain: string): string => [...plain].map((digit) => [...signs.digits][Number(digit)]).join("");
  return (
    (value < 0n ? signs.minus : "") +
    split(whole, signs).map(local).join(signs.group) +
    (fraction ? signs.decimal + local(fraction) : "")
  );
}

function chosen(isNegative: boolean, size: bigint, lower: bigint, cut: bigint, mode: RoundingMode): bigint {
  const upper = lower + cut;
  const [toFloor, toCeil] = isNegative ? [upper, lower] : [lower, upper];
  const even = (lower / cut) % 2n === 0n ? lower : upper;
  const directed = { Ceil: toCeil, Floor: toFloor, Expand: upper, Trunc: lower, Even: even };
  const name = mode.replace("half", "");
  const way = directed[(name[0]!.toUpperCase() + name.slice(1)) as keyof typeof directed];
  if (!mode.startsWith("half")) return way;
  const [below, above] = [size - lower, upper - size];
  return below === above ? way : below < above ? lower : upper;
}

function split(whole: string, { others = 3, ahead = 1 }: Signs): string[] {
  if (whole.length < 3 + ahead) return [whole];
  const groups = [whole.slice(-3)];
  let rest = whole.slice(0, -3);
  while (rest.length > others) {
    groups.unshift(rest.slice(-others));
    rest = rest.slice(0, -others);
  }
  return rest ? [rest, ...groups] : groups;
}

const MODES: readonly RoundingMode[] = [
  "ceil",
  "floor",
  "expand",
  "trunc",
  "halfCeil",
  "halfFloor",
  "halfExpand",
  "halfTrunc",
  "halfEven",
];
const modes = fc.constantFrom(...MODES);
/** Amounts of all sizes, including those that end on a half, on zeros and on nines. */
const amounts = fc
  .tuple(
    fc.bigInt({ min: -(2n ** 96n), max: 2n ** 96n }),
    fc.nat(28),
    fc.constantFrom(0n, 5n, 50n, 49n, 51n, 999n, -1n),
  )
  .map(([value, drop, add]) => (value / 10n ** BigInt(drop)) * 1_000n + add);

/** Versions of Intl differ in characters that look alike. */
const plainBlanks = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ").replaceAll("’", "'");

function errorOf(act: () => unknown): O2InputError {
  try {
    act();
  } catch (error) {
    if (error instanceof O2InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe.each(RUNTIMES)("with the Intl of %s", (runtime: Runtime) => {
  property.prop([fc.constantFrom(...WRITTEN), amounts, fc.nat(20), fc.nat(20), fc.nat(20), modes], { numRuns: 400 })(
    "an amount is what the reference writes, rounded by the mode, and in full it is read as the same amount",
    (signs, value, decimals, one, other, roundingMode) => {
      withIntl(runtime, () => {
        const { locale } = signs;
        const [least, most] = one < other ? [one, other] : [other, one];
        const asset = assetOf(decimals);
        const options = { locale, minimumFractionDigits: least, maximumFractionDigits: most, roundingMode };
        const rounded = written(signs, value, decimals, least, most, roundingMode);
        expect(plainBlanks(formatAmount(asset, value, options))).toBe(plainBlanks(rounded));
        const full = formatAmount(asset, value, { locale });
        expect(plainBlanks(full)).toBe(plainBlanks(written(signs, value, decimals, decimals, decimals, "trunc")));
        expect(parseAmount(asset, full, { locale, allowNegative: true })).toBe(value);
      });
    },
  );

  it("digits that a float would lose are kept", () => {
    withIntl(runtime, () => {
      const locale = "en-US";
      expect(formatAmount(assetOf(8), 1_234_567_890_123_456_789n, { locale })).toBe("12,345,678,901.23456789");
      expect(formatAmount(assetOf(18), 2n ** 256n - 1n, { locale, useGrouping: false })).toBe(
        "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
      );
      const whole = { maximumSignificantDigits: 21 };
      expect(formatCompact(assetOf(4), 1_234_567_890_123_456_789_012n, { locale, ...whole })).toBe(
        "123,456.789012345678901T",
      );
    });
  });

  property.prop([fc.constantFrom(...WRITTEN), fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })], { numRuns: 200 })(
    "basis points are read as the percentage that is written",
    ({ locale }, value) => {
      withIntl(runtime, () => {
        const text = formatPercent(value, { locale, signDisplay: "always" });
        expect(parsePercent(text, { locale, allowNegative: true })).toBe(value);
      });
    },
  );
});

describe("against this runtime's Intl, which is exact", () => {
  const locales = fc.constantFrom(
    ..."en-US de-DE de-CH de-AT fr-FR fr-CH es-ES es-MX pt-BR pt-PT pl-PL ru-RU uk-UA bg-BG sv-SE nb-NO fi-FI cs-CZ hu-HU".split(
      " ",
    ),
    ..."tr-TR he-IL ar-EG ar-AE ar-MA fa-IR ur-PK hi-IN en-IN bn-BD mr-IN ne-NP my-MM th-TH-u-nu-thai vi-VN id-ID".split(
      " ",
    ),
    ..."ja-JP zh-CN zh-TW ko-KR zh-CN-u-nu-hanidec ff-Adlm eu-ES lv-LV lt-LT sl-SI sw-KE it-IT nl-NL el-GR ka-GE".split(
      " ",
    ),
  );
  const options: fc.Arbitrary<FormatOptions> = fc.record(
    {
      useGrouping: fc.constantFrom<FormatOptions["useGrouping"]>("always", "auto", "min2", true, false),
      signDisplay: fc.constantFrom<FormatOptions["signDisplay"]>("auto", "always", "exceptZero", "negative", "never"),
      roundingMode: modes,
      trailingZeroDisplay: fc.constantFrom("auto", "stripIfInteger"),
      numberingSystem: fc.constantFrom("arab", "deva", "latn"),
    },
    { requiredKeys: [] },
  );
  /** The direction marks before a plus sign are invisible, and differ when digits of another script are requested. */
  const seen = (text: string): string => text.replace(/[\u200e\u200f\u061c]\+/, "+");
  const intl = (value: bigint, decimals: number, how: Intl.NumberFormatOptions, locale: string): string =>
    new Intl.NumberFormat(locale, how).format(`${value}E-${decimals}` as Intl.StringNumericLiteral);

  property.prop([locales, amounts, fc.nat(20), fc.nat(20), fc.nat(20), options], { numRuns: 3_000 })(
    "decimals, groups, signs and digits are the same",
    (locale, value, decimals, one, other, more) => {
      const [minimumFractionDigits, maximumFractionDigits] = [Math.min(one, other), Math.max(one, other)];
      const how = { ...more, minimumFractionDigits, maximumFractionDigits };
      const text = formatAmount(assetOf(decimals), value, { locale, ...how });
      expect(seen(text)).toBe(seen(intl(value, decimals, how as Intl.NumberFormatOptions, locale)));
    },
  );

  property.prop(
    [locales, amounts, fc.nat(20), fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }), options],
    {
      numRuns: 3_000,
    },
  )("compact notation is the same", (locale, value, decimals, one, other, more) => {
    const [minimumSignificantDigits, maximumSignificantDigits] = [Math.min(one, other), Math.max(one, other)];
    const how = { ...more, minimumSignificantDigits, maximumSignificantDigits };
    const compact = { ...how, notation: "compact" } as Intl.NumberFormatOptions;
    const text = formatCompact(assetOf(decimals), value, { locale, ...how });
    expect(seen(text)).toBe(seen(intl(value, decimals, compact, locale)));
  });

  // Beyond that, a few locales group percentages differently from numbers. Here they are grouped, and read, as numbers
  // are.
  const percentages = fc.bigInt({ min: -9_999_999n, max: 9_999_999n });
  property.prop([locales, percentages, fc.nat(6), options], { numRuns: 1_000 })(
    "percentages below 100,000 % are the same",
    (locale, value, digits, { numberingSystem: _, ...more }) => {
      const how = { ...more, minimumFractionDigits: digits, maximumFractionDigits: digits };
      const percent = { ...how, style: "percent" } as Intl.NumberFormatOptions;
      expect(formatPercent(value, { locale, ...how })).toBe(intl(value, 4, percent, locale));
    },
  );
});

const texts = ({ integer, separator, fraction, suffix }: AmountParts): string =>
  integer + separator + fraction + suffix;

describe("the ways to write an amount", () => {
  const locale = "en-US";

  it.each<[string, bigint, CompactOptions, string]>([
    ["en-US", 0n, {}, "0"],
    ["en-US", 999n, {}, "999"],
    ["en-US", 4_128n, {}, "4.13K"],
    ["en-US", 4_128n, { roundingMode: "trunc" }, "4.12K"],
    ["en-US", 106_213_000n, {}, "106M"],
    ["en-US", 1_500_000_000n, { minimumSignificantDigits: 3 }, "1.50B"],
    // A number that rounds up to the next unit is written in that unit.
    ["en-US", 999_950n, {}, "1M"],
    ["en-US", 999_950n, { roundingMode: "floor" }, "999K"],
    ["en-US", -12_345n, {}, "-12.3K"],
    ["en-US", 12_345n, { signDisplay: "always" }, "+12.3K"],
    ["de-DE", 12_345n, {}, "12.300"],
    ["de-DE", 12_345_678n, {}, "12,3 Mio."],
    ["ja-JP", 12_345n, {}, "1.23万"],
    ["hi-IN", 1_234_567n, {}, "12.3 लाख"],
    ["ar-EG", 12_345n, {}, "١٢٫٣ ألف"],
  ])("compact, %s: %d %o is %j", (locale, whole, options, text) => {
    const format = createCompactFormat(assetOf(9), { locale, ...options });
    expect(plainBlanks(format.format(whole * 1_000_000_000n))).toBe(text);
  });

  it("compact notation of an amount below one keeps its first digits", () => {
    expect(formatCompact(assetOf(9), 128_999_999n, { locale, roundingMode: "trunc" })).toBe("0.128");
    expect(formatCompact(assetOf(9), 1n, { locale })).toBe("0.000000001");
  });

  it("without compact notation in the runtime thousands have the English letters", () => {
    withIntl("Hermes", () => {
      expect(formatCompact(assetOf(0), 999_950n, { locale })).toBe("1M");
      expect(formatCompact(assetOf(0), 12_345n, { locale: "de-DE" })).toBe("12,3K");
      expect(formatCompact(assetOf(0), -12_345n, { locale: "ar-EG" })).toBe("\u061c-١٢٫٣K");
      expect(formatCompact(assetOf(0), 123n, { locale, signDisplay: "always" })).toBe("+123");
    });
  });

  it.each<[bigint, string]>([
    // The fuel market: 9 decimals, 6 of them of a price. An ungrouped ladder has the step 1n.
    [1n, "12.300000"],
    [1_000n, "12.300000"],
    [10_000n, "12.30000"],
    [50_000n, "12.30000"],
    [100_000_000n, "12.3"],
    [1_000_000_000n, "12.3"],
  ])("a price of a ladder that is grouped by %d has the decimals of its step", (step, text) => {
    expect(formatPrice(fuel, 12_300_000_000n, { locale, step })).toBe(text);
  });

  it("grouped by ten whole units a price has no decimals; one that lies between is written in full", () => {
    const step = 10_000_000_000n;
    expect(formatPrice(fuel, 97_250_000_000_000n, { locale, step })).toBe("97,250");
    expect(formatPrice(fuel, 97_250_500_000_000n, { locale, step })).toBe("97,250.5");
    // The step is one of prices.
    expect(createFormat(fuel, { locale, step }).quantity(1_000_000_000n)).toBe("1.000");
  });

  it("parts put together are the text, and columns align by them", () => {
    const format = createAmountFormat(assetOf(9, 3), { locale, alignDecimals: 5 });
    expect(format.parts(-1_234_500_000_000n)).toEqual({
      integer: "-1,234",
      separator: ".",
      fraction: "500",
      suffix: "\u2007\u2007",
    });
    const whole = createAmountFormat(assetOf(9, 0), { locale, alignDecimals: 2 });
    expect(whole.parts(7_000_000_000n)).toEqual({
      integer: "7",
      separator: "",
      fraction: "",
      suffix: "\u2008\u2007\u2007",
    });
    const compact = createCompactFormat(assetOf(9), { locale: "de-DE" });
    expect(compact.parts(1_500_000_000_000_000n)).toEqual({
      integer: "1",
      separator: ",",
      fraction: "5",
      suffix: "\u00a0Mio.",
    });
    expect(createFormat(fuel, { locale }).priceParts(12_400_000n)).toEqual({
      integer: "0",
      separator: ".",
      fraction: "012400",
      suffix: "",
    });
    expect(createFormat(fuel, { locale }).quantityParts(1_000_000_000n).fraction).toBe("000");
    for (const each of [format, whole, compact])
      for (const value of [0n, -1n, 123_456_789_012_345n]) expect(texts(each.parts(value))).toBe(each.format(value));
  });

  it("an aligned amount is read back as the same amount", () => {
    const format = createAmountFormat(assetOf(9, 3), { locale, alignDecimals: 9 });
    expect(format.parse(format.format(1_500_000_000n))).toBe(1_500_000_000n);
  });
});

describe("percent", () => {
  const locale = "en-US";

  it.each<[bigint, Parameters<typeof formatPercent>[1], string]>([
    [125n, {}, "1.25%"],
    [-125n, { signDisplay: "exceptZero" }, "-1.25%"],
    [0n, { signDisplay: "exceptZero" }, "0.00%"],
    [100n, { of: 1_000_000n }, "0.01%"],
    [2n, { of: 3n, roundingMode: "trunc" }, "66.66%"],
    [2n, { of: 3n }, "66.67%"],
    [3n, { of: 12_574n, minimumFractionDigits: 3 }, "0.024%"],
    [1n, { of: 1n, maximumFractionDigits: 0 }, "100%"],
    [125n, { locale: "tr-TR" }, "%1,25"],
    [125n, { locale: "ar-EG" }, "١٫٢٥٪\u061c"],
    [125n, { locale: "de-DE" }, "1,25 %"],
  ])("%d %o is %j", (value, options, text) => {
    expect(plainBlanks(formatPercent(value, { locale, ...options }))).toBe(text);
  });

  it.each<[string, string, bigint]>([
    ["en-US", "0.5%", 50n],
    ["en-US", " 0.5 ", 50n],
    ["en-US", "+1,000.25 %", 100_025n],
    ["de-DE", "0,5\u00a0%", 50n],
    ["tr-TR", "%0,5", 50n],
    ["ar-EG", "٠٫٥٪\u061c", 50n],
    ["sv-SE", "−0,5 %", -50n],
  ])("%s: %j is read", (locale, text, value) => {
    expect(parsePercent(text, { locale, allowNegative: true })).toBe(value);
  });

  it("errors say which input would be accepted", () => {
    const tooPrecise = errorOf(() => parsePercent("0.125%", { locale }));
    expect(tooPrecise).toMatchObject({ parameter: "percent", code: "tooPrecise", decimals: 2, allowed: [12n] });
    expect(tooPrecise.message).toContain('a percentage may have at most 2. Round it, e.g. down to "0.12".');
    expect(errorOf(() => parsePercent("-1%", { locale }))).toMatchObject({ code: "outOfRange", value: "-1%" });
    expect(errorOf(() => parsePercent("%", { locale }))).toMatchObject({ code: "malformed" });
    expect(errorOf(() => parsePercent("5%%", { locale }))).toMatchObject({ code: "malformed" });
    expect(errorOf(() => formatPercent(1n, { of: 0n }))).toMatchObject({ parameter: "of", code: "outOfRange" });
    expect(errorOf(() => parsePercent("1", { of: 3n })).message).toMatch(
      /^of: 3 is not read in percent\. Expected a power of ten/,
    );
  });
});

describe("reading an amount", () => {
  const asset = assetOf(9, 3);
  const locale = "en-US";

  it("takes all decimals of the asset, and a sign where that is allowed", () => {
    expect(parseAmount(asset, "0.000000001", { locale })).toBe(1n);
    for (const text of ["-1.5", "\u22121.5", "\u20131.5", "\u200e-1.5"])
      expect(parseAmount(asset, text, { locale, allowNegative: true })).toBe(-1_500_000_000n);
    expect(errorOf(() => parseAmount(asset, "-1.5", { locale }))).toMatchObject({
      parameter: "amount",
      code: "outOfRange",
    });
    expect(errorOf(() => parseAmount(asset, "--1", { locale, allowNegative: true }))).toMatchObject({
      code: "malformed",
    });
  });

  it("unreadable text is rejected with its code and fields", () => {
    expect(errorOf(() => parseAmount(asset, "1.0000000005", { locale }))).toMatchObject({
      code: "tooPrecise",
      value: "1.0000000005",
      decimals: 9,
      allowed: [1_000_000_000n],
    });
    expect(errorOf(() => parseAmount(asset, "1.5K", { locale })).message).toBe(
      'amount: "1.5K" is not a number as en-US writes it. Expected one like "1,234,567.5", from 0.',
    );
  });

  it("a value that is not a bigint, and options out of range, are rejected", () => {
    expect(errorOf(() => formatAmount(asset, 5 as unknown as bigint)).message).toMatch(
      /^amount: 5 is not an amount\. Expected a bigint/,
    );
    const write = (options: FormatOptions) => errorOf(() => formatAmount(asset, 5n, options));
    expect(write({ maximumFractionDigits: 101 })).toMatchObject({
      parameter: "maximumFractionDigits",
      code: "outOfRange",
    });
    expect(errorOf(() => formatCompact(asset, 5n, { minimumSignificantDigits: 0 }))).toMatchObject({
      parameter: "minimumSignificantDigits",
    });
    expect(write({ minimumFractionDigits: 3, maximumFractionDigits: 2 }).message).toMatch(
      /^minimumFractionDigits: 3 is above/,
    );
    expect(write({ step: 0n })).toMatchObject({ parameter: "step", code: "outOfRange" });
    expect(write({ roundingMode: "up" as RoundingMode })).toMatchObject({
      parameter: "roundingMode",
      code: "unknown",
      allowed: MODES,
    });
  });
});
