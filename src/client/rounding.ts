// Exact fractions rounded to so many decimals, in bigint. Knows nothing of locales.

/** The directions of rounding, by the names of `Intl.NumberFormat`. */
export const ROUNDING_MODES = [
  "ceil",
  "floor",
  "expand",
  "trunc",
  "halfCeil",
  "halfFloor",
  "halfExpand",
  "halfTrunc",
  "halfEven",
] as const;

/** A direction of rounding. The `half` ones round to the nearest, and only halves that way. */
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** An amount as the fraction `value / per`, exact; `per` is above zero. */
export interface Fraction {
  readonly value: bigint;
  readonly per: bigint;
}

/** Decimal digits without a sign: `whole` has no needless zeros in front, `decimals` as many digits as were asked for. */
export interface Digits {
  readonly whole: string;
  readonly decimals: string;
}

/** A fraction rounded to so many decimals; below zero to tens, hundreds and so on. */
export function roundTo(fraction: Fraction, places: number, mode: RoundingMode): Digits {
  const value = fraction.value < 0n ? -fraction.value : fraction.value;
  const scaled = value * 10n ** BigInt(Math.max(0, places));
  const unit = fraction.per * 10n ** BigInt(Math.max(0, -places));
  const rounded = divide(scaled, unit, mode, fraction.value < 0n);
  const digits = `${rounded * 10n ** BigInt(Math.max(0, -places))}`.padStart(places + 1, "0");
  const point = digits.length - Math.max(0, places);
  return { whole: digits.slice(0, point), decimals: digits.slice(point) };
}

/** The power of ten of a fraction's first digit: 2 of 123, -2 of 0.012, 0 of 0. */
export function exponentOf({ value, per }: Fraction): number {
  if (value === 0n) return 0;
  const size = value < 0n ? -value : value;
  const guess = `${size}`.length - `${per}`.length;
  const isBelow = guess < 0 ? size * 10n ** BigInt(-guess) < per : size < per * 10n ** BigInt(guess);
  return isBelow ? guess - 1 : guess;
}

function divide(size: bigint, unit: bigint, mode: RoundingMode, isNegative: boolean): bigint {
  const down = size / unit;
  const rest = size % unit;
  if (rest === 0n) return down;
  const isUp = {
    ceil: !isNegative,
    floor: isNegative,
    expand: true,
    trunc: false,
    even: down % 2n === 1n,
  }[mode.replace("half", "").toLowerCase()];
  const isHalf = rest * 2n === unit;
  const isRoundedUp = mode.startsWith("half") && !isHalf ? rest * 2n > unit : isUp;
  return isRoundedUp ? down + 1n : down;
}
