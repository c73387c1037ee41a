// Amounts as people read and type them: exact in every locale, and rejected rather than guessed.
import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import {
  createFormat,
  type FormatOptions,
  formatPrice,
  formatQuantity,
  type Market,
  O2InputError,
  parsePrice,
  parseQuantity,
} from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { describe, expect, it } from "vitest";

const [fuel, , btc] = createExchange().markets as readonly Market[] as [Market, Market, Market];

/** A market whose prices and quantities have so many decimals. */
function marketOf(decimals: number, max_precision: number): Market {
  return {
    ...fuel,
    base: { ...fuel.base, decimals, max_precision },
    quote: { ...fuel.quote, decimals, max_precision },
  };
}

const LOCALES = ["en-US", "de-DE", "fr-FR", "en-IN", "ar-EG", "de-CH", "es-ES", "pl-PL", "fa-IR", "bn-BD", "ff-Adlm"];

/** Spaces look alike and differ between versions of Intl. */
function plainBlanks(text: string): string {
  return text.replaceAll(/[\u00a0\u202f\u2009]/g, " ");
}

function errorOf(act: () => unknown): O2InputError {
  try {
    act();
  } catch (error) {
    if (error instanceof O2InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("writing", () => {
  it.each<[string, string, string]>([
    ["en-US", "0.012400", "1,234,567.891"],
    ["de-DE", "0,012400", "1.234.567,891"],
    ["fr-FR", "0,012400", "1 234 567,891"],
    ["en-IN", "0.012400", "12,34,567.891"],
    ["ar-EG", "٠٫٠١٢٤٠٠", "١٬٢٣٤٬٥٦٧٫٨٩١"],
  ])("%s writes a price and a quantity its own way", (locale, price, quantity) => {
    expect(formatPrice(fuel, 12_400_000n, { locale })).toBe(price);
    expect(plainBlanks(formatQuantity(fuel, 1_234_567_891_000_000n, { locale }))).toBe(quantity);
  });

  it("numbers align at the decimals an order may have, and finer ones are shown in full", () => {
    const locale = "en-US";
    const format = createFormat(fuel, { locale });
    expect([0n, 1_000_000_000n, 1_500_000_000n, 1n].map(format.quantity)).toEqual([
      "0.000",
      "1.000",
      "1.500",
      "0.000000001",
    ]);
    expect(formatPrice(btc, 97_250_000_000_000n, { locale })).toBe("97,250");
    expect(formatQuantity(btc, -150_000n, { locale })).toBe("-0.00150");
  });

  it("options reach Intl; fewer decimals round", () => {
    const write = (options: FormatOptions): string =>
      formatQuantity(fuel, 1_234_567_800_000n, { locale: "en-US", ...options });
    expect(write({ useGrouping: false })).toBe("1234.5678");
    expect(write({ maximumFractionDigits: 2 })).toBe("1,234.57");
    expect(write({ maximumFractionDigits: 2, roundingMode: "floor" })).toBe("1,234.56");
    expect(write({ minimumFractionDigits: 12 })).toBe("1,234.567800000000");
    expect(write({ signDisplay: "always" })).toBe("+1,234.5678");
    expect(write({ numberingSystem: "arab" })).toMatch(/[٠-٩]/);
    expect(write({ locale: ["xx", "de-DE"] })).toBe("1.234,5678");
  });

  it("thirty digits with eighteen decimals are exact", () => {
    const wei = marketOf(18, 18);
    const value = 123_456_789_012_345_678_901_234_567_890_123_456_789_012_345_678n;
    const text = "123,456,789,012,345,678,901,234,567,890.123456789012345678";
    expect(formatPrice(wei, value, { locale: "en-US" })).toBe(text);
    expect(parsePrice(wei, text, { locale: "en-US" })).toBe(value);
    expect(formatPrice(marketOf(0, 0), value, { locale: "en-US", useGrouping: false })).toBe(String(value));
  });

  it("an unknown locale is Intl's own error, at first use", () => {
    const format = createFormat(fuel, { locale: "not a locale" });
    expect(() => format.price(1n)).toThrow(RangeError);
    expect(() => format.parsePrice("1")).toThrow(RangeError);
  });
});

describe("reading", () => {
  it.each<[string, string, bigint]>([
    ["en-US", "1234.5", 1_234_500n],
    ["en-US", "1,234.5", 1_234_500n],
    ["en-US", "  +1,234,567.891  ", 1_234_567_891n],
    ["en-US", ".5", 500n],
    ["en-US", "5.", 5_000n],
    ["en-US", "0", 0n],
    ["en-US", "007", 7_000n],
    ["en-US", "1.500000000000", 1_500n],
    ["de-DE", "1.234,5", 1_234_500n],
    ["de-DE", "1234,5", 1_234_500n],
    ["fr-FR", "1 234 567,5", 1_234_567_500n],
    ["fr-FR", "1\u00a0234\u202f567\u2009891,5", 1_234_567_891_500n],
    ["en-IN", "12,34,567.5", 1_234_567_500n],
    ["en-IN", "1,234", 1_234_000n],
    ["ar-EG", "١٬٢٣٤٫٥", 1_234_500n],
    ["ar-EG", "\u200f1234٫5", 1_234_500n],
    ["de-CH", "1'234.5", 1_234_500n],
    ["de-CH", "1’234.5", 1_234_500n],
    ["es-ES", "1.234,5", 1_234_500n],
    ["fa-IR", "۱٬۲۳۴٫۵", 1_234_500n],
    ["ff-Adlm", "𞥑𞥒𞥓", 123_000n],
  ])("%s: %j", (locale, text, expected) => {
    expect(parseQuantity(marketOf(3, 3), text, { locale })).toBe(expected);
  });

  it.each<[string, string]>([
    ["en-US", ""],
    ["en-US", "   "],
    ["en-US", "."],
    ["en-US", "+"],
    ["en-US", "1,5"],
    ["en-US", "1,5.0"],
    ["en-US", "0,123"],
    ["en-US", "1234,567"],
    ["en-US", "12,34,567"],
    ["en-US", ",123"],
    ["en-US", "1,,234"],
    ["en-US", "1,234,"],
    ["en-US", "1.234,5"],
    ["en-US", "1.2.3"],
    ["en-US", "1.234.567"],
    ["en-US", "1 234"],
    ["en-US", "1 2"],
    ["en-US", "1e3"],
    ["en-US", "0x10"],
    ["en-US", "Infinity"],
    ["en-US", "NaN"],
    ["en-US", "++1"],
    ["en-US", "1+"],
    ["en-US", "10²"],
    ["en-US", "½"],
    ["en-US", "1 USDC"],
    ["en-US", "$1"],
    ["de-DE", "1.5"],
    ["de-DE", "1,234.5"],
    ["fr-FR", "1.5"],
    ["fr-FR", "12 34"],
    ["en-IN", "1,234,567"],
    ["ar-EG", "1.5"],
    ["de-CH", "1,5"],
  ])("%s: %j is refused, and the error shows how the locale writes numbers", (locale, text) => {
    const error = errorOf(() => parsePrice(fuel, text, { locale }));
    expect(error.parameter).toBe("price");
    expect(error.message).toContain(
      `${JSON.stringify(text)} is not a number as ${locale} writes it. Expected one like`,
    );
  });

  it("a negative amount, and a value that is not text, are rejected for that reason", () => {
    for (const text of ["-1", " -0", "\u22121", "–5"])
      expect(errorOf(() => parseQuantity(fuel, text)).message).toMatch(/^quantity: ".+" is not an amount from 0/);
    expect(errorOf(() => parseQuantity(fuel, 5 as unknown as string)).message).toMatch(/^quantity: 5 is not text\./);
    expect(errorOf(() => parseQuantity(fuel, undefined as unknown as string)).message).toContain("undefined");
    expect(errorOf(() => parsePrice(fuel, "x".repeat(10_000))).message.length).toBeLessThan(250);
  });

  it("more decimals than an order may have are refused, with the number given, the number allowed and a value that fits", () => {
    expect(errorOf(() => parsePrice(fuel, "1,234.0123456", { locale: "en-US" })).message).toBe(
      'price: "1,234.0123456" has 7 decimals, but a price of fFUEL/fUSDC may have at most 6. Round it, e.g. down to "1,234.012345".',
    );
    expect(
      errorOf(() => parseQuantity(fuel, "0,0001", { locale: "de-DE", maximumFractionDigits: 1 })).message,
    ).toContain('quantity of fFUEL/fUSDC may have at most 3. Round it, e.g. down to "0,000".');
    expect(errorOf(() => parsePrice(btc, "97250.5", { locale: "en-US" })).message).toContain("at most 0");
    expect(parsePrice(btc, "97,250.00", { locale: "en-US" })).toBe(97_250_000_000_000n);
    // A server that allows more decimals than the asset has allows those it has.
    expect(errorOf(() => parsePrice(marketOf(2, 9), "0.001")).message).toContain("at most 2");
  });
});

describe("there and back", () => {
  const markets = fc
    .integer({ min: 0, max: 18 })
    .chain((decimals) => fc.tuple(fc.constant(decimals), fc.integer({ min: 0, max: decimals })));
  const steps = fc.oneof(fc.bigInt({ min: 0n, max: 10_000n }), fc.bigInt({ min: 0n, max: 2n ** 128n }));
  const choices = fc.record(
    { useGrouping: fc.constantFrom("always", "auto", "min2", false), signDisplay: fc.constantFrom("auto", "always") },
    { requiredKeys: [] },
  ) as fc.Arbitrary<FormatOptions>;

  property.prop([fc.constantFrom(...LOCALES), markets, steps, choices])(
    "what is written is read as the same amount, for every multiple of the step",
    (locale, [decimals, precision], count, more) => {
      const value = count * 10n ** BigInt(decimals - precision);
      const format = createFormat(marketOf(decimals, precision), { locale, ...more });
      expect(format.parsePrice(format.price(value))).toBe(value);
      expect(format.parseQuantity(format.quantity(value))).toBe(value);
    },
  );

  property.prop([fc.constantFrom(...LOCALES), markets, fc.bigInt({ min: 0n, max: 2n ** 80n })])(
    "an amount between two steps is written in full, and refused rather than rounded when read",
    (locale, [decimals, precision], value) => {
      fc.pre(value % 10n ** BigInt(decimals - precision) !== 0n);
      const format = createFormat(marketOf(decimals, precision), { locale });
      expect(errorOf(() => format.parsePrice(format.price(value))).message).toContain(`at most ${precision}`);
      expect(createFormat(marketOf(decimals, decimals), { locale }).parsePrice(format.price(value))).toBe(value);
    },
  );

  property.prop([fc.constantFrom(...LOCALES), fc.string({ unit: fc.constantFrom(..."0123456789.,' -+e٫٬٣\u202f") })])(
    "any text is read as a number or refused with a typed error",
    (locale, text) => {
      const format = createFormat(marketOf(9, 9), { locale });
      try {
        expect(format.parsePrice(text)).toBeGreaterThanOrEqual(0n);
      } catch (error) {
        expect(error).toBeInstanceOf(O2InputError);
      }
    },
  );
});
