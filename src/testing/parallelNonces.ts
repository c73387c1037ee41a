// The parallel nonces of an account: how one is laid out, and which were used. It knows nothing of what is done under them.

/** A parallel nonce: one bit of one word in one lane, good until a time in seconds since 1970. */
export interface ParallelNonce {
  readonly bit: number;
  readonly word: bigint;
  readonly expiry: bigint;
  readonly lane: number;
}

const LANES = 5;
const WORDS = 8n;
const WORD_BITS = 128;

const bits = (value: bigint, from: number, to: number): bigint =>
  (value >> BigInt(from)) & ((1n << BigInt(to - from + 1)) - 1n);

/** A number that is too large for a sequential nonce, taken apart; `undefined` for a sequential one. */
export const toParallel = (nonce: bigint): ParallelNonce | undefined => {
  if (nonce < 1n << 64n) return undefined;
  return {
    bit: Number(bits(nonce, 0, 7)),
    word: bits(nonce, 8, 135),
    expiry: bits(nonce, 136, 167),
    lane: Number(bits(nonce, 168, 175)),
  };
};

/**
 * The used parallel nonces of an account: five lanes of eight words of 128 bits. The way the window of words moves on is not
 * known, so here it stays.
 */
export class ParallelNonces {
  readonly #used = new Map<number, Map<bigint, bigint>>();

  /** Whether a nonce is one of this account's at all, and not expired. */
  isUsable({ bit, word, expiry, lane }: ParallelNonce, seconds: number): boolean {
    return bit < WORD_BITS && word < WORDS && lane < LANES && expiry > BigInt(seconds);
  }

  /** Whether something was done under a nonce. */
  isUsed({ bit, word, lane }: ParallelNonce): boolean {
    return bits(this.#used.get(lane)?.get(word) ?? 0n, bit, bit) === 1n;
  }

  /** Something is done under a nonce. */
  use({ bit, word, lane }: ParallelNonce): void {
    const words = this.#used.get(lane) ?? new Map<bigint, bigint>();
    this.#used.set(lane, words.set(word, (words.get(word) ?? 0n) | (1n << BigInt(bit))));
  }

  /** The words of a lane in which something was used, the first one first. */
  slots(lane: number): { readonly word_position: string; readonly bitmap: string }[] {
    return [...(this.#used.get(lane) ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([word, bitmap]) => ({ word_position: String(word), bitmap: String(bitmap) }));
  }
}
