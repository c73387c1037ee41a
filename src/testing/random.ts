// A seeded source of whole numbers and of ids. The same seed gives the same run; it knows nothing of markets.

/** A seeded stream of pseudo-random whole numbers. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  /** The same for a limit of any size. */
  belowBig(limit: bigint): bigint;
  /** True `perMille` times out of a thousand. */
  chance(perMille: number): boolean;
  /** One of the items. The list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A 32-byte id: `0x` and 64 lower-case hex digits. */
  id(): string;
}

/** The distance from a digit's value to its character: of one below ten, and of one from `a` on. */
const ZERO = 48;
const TEN = 87;

/** A stream of random numbers that depends on nothing but its seed. */
export const createRandom = (seed: number | string): Random => {
  // sfc32, seeded through an FNV-like hash of the seed's text.
  let hash = 2166136261;
  for (const char of String(seed)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  let a = hash | 0;
  let b = Math.imul(hash, 2654435769) | 0;
  let c = (hash ^ 0x9e3779b9) | 0;
  let counter = 1;

  const uint32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) uint32();

  const belowBig = (limit: bigint): bigint => {
    if (limit <= 4_294_967_296n) return BigInt(uint32()) % limit;
    let drawn = 0n;
    for (let most = 1n; most < limit; most <<= 32n) drawn = (drawn << 32n) | BigInt(uint32());
    return drawn % limit;
  };
  const below = (limit: number): number =>
    limit <= 4_294_967_296 ? uint32() % limit : Number(belowBig(BigInt(limit)));
  // The characters of the id that is being made. The past of a day has some sixty thousand ids: made piece by piece, as texts that are
  // joined, they took half of its time.
  const codes = [..."0x".padEnd(66, "0")].map((digit) => digit.charCodeAt(0));
  return {
    uint32,
    below,
    belowBig,
    chance: (perMille) => below(1000) < perMille,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new RangeError("there is nothing to pick from an empty list");
      return items[below(items.length)] as T;
    },
    id: () => {
      for (let digit = 0; digit < 64; digit += 8) {
        const word = uint32();
        for (let place = 0; place < 8; place += 1) {
          const value = (word >>> (28 - 4 * place)) & 15;
          codes[2 + digit + place] = (value < 10 ? ZERO : TEN) + value;
        }
      }
      return String.fromCharCode(...codes);
    },
  };
};

/** A 32-byte id that depends on nothing but the label. */
export const idFrom = (label: string): string => createRandom(label).id();
