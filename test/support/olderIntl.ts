// The Intl of runtimes whose numbers are not exact: how they treat decimal text and unknown options.
const Exact = Intl.NumberFormat;

export const RUNTIMES = ["this runtime", "Chrome 102", "Hermes"] as const;
export type Runtime = (typeof RUNTIMES)[number];

type Options = Intl.NumberFormatOptions & Record<string, unknown>;

/** Runs a function with a runtime's Intl. */
export function withIntl<T>(runtime: Runtime, run: () => T): T {
  const Stub = { "this runtime": Exact, "Chrome 102": Chrome102, Hermes }[runtime];
  Object.defineProperty(Intl, "NumberFormat", { value: Stub, configurable: true, writable: true });
  try {
    return run();
  } finally {
    Object.defineProperty(Intl, "NumberFormat", { value: Exact, configurable: true, writable: true });
  }
}

/**
 * Before NumberFormat v3: decimal text is a float, `useGrouping` is a boolean, and options of v3 are ignored or
 * rejected.
 */
class Chrome102 {
  readonly #format: Intl.NumberFormat;

  constructor(locale?: string | string[], { roundingMode: _, trailingZeroDisplay: __, ...options }: Options = {}) {
    if (options.signDisplay === "negative") throw new RangeError("Value negative out of range for signDisplay");
    const grouping = options.useGrouping === undefined || Boolean(options.useGrouping);
    this.#format = new Exact(locale, { ...options, useGrouping: grouping && "auto" } as Options);
  }

  format(value: unknown): string {
    return this.#format.format(typeof value === "bigint" ? value : Number(value));
  }

  formatToParts(value: unknown): Intl.NumberFormatPart[] {
    return this.#format.formatToParts(typeof value === "bigint" ? value : Number(value));
  }

  resolvedOptions(): Intl.ResolvedNumberFormatOptions {
    return this.#format.resolvedOptions();
  }
}

/**
 * React Native's engine, in the worst case: every number is a float, and there are no parts, no compact notation and no
 * sign display.
 */
class Hermes {
  readonly #format: Intl.NumberFormat;

  constructor(
    locale?: string | string[],
    { style, numberingSystem, minimumFractionDigits, maximumFractionDigits }: Options = {},
  ) {
    this.#format = new Exact(locale, {
      style,
      numberingSystem,
      minimumFractionDigits,
      maximumFractionDigits,
    } as Options);
  }

  format(value: unknown): string {
    if (typeof value === "bigint") throw new TypeError("Cannot convert BigInt to number");
    return this.#format.format(Number(value));
  }

  resolvedOptions(): Partial<Intl.ResolvedNumberFormatOptions> {
    const { locale, numberingSystem, style } = this.#format.resolvedOptions();
    return { locale, numberingSystem, style };
  }
}
