// Whole numbers of any size for books: a number as far as that is exact, a bigint beyond. Pure; knows nothing of books.

/** A number while it is a safe integer, otherwise a bigint: each whole number has one form, so that `===` and `<` are exact. */
export type Whole = number | bigint;

/** A bigint in its one form. */
export function toWhole(value: bigint): Whole {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The exact sum. */
export function plus(one: Whole, other: Whole): Whole {
  if (typeof one === "number" && typeof other === "number") {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toWhole(BigInt(one) + BigInt(other));
}

/** The largest multiple of a step that is not above it. */
export function floorTo(value: Whole, step: bigint): Whole {
  if (step === 1n) return value;
  const beyond = BigInt(value) % step;
  return toWhole(BigInt(value) - (beyond < 0n ? beyond + step : beyond));
}
