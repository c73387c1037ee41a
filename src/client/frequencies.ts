// The frequencies at which the server sends depth views, and their intervals. Knows nothing of books.

/** The intervals of depth views in milliseconds, the shortest first. */
const INTERVALS = { "100ms": 100, "500ms": 500, "1s": 1_000, "3s": 3_000 } as const;

/** The frequencies of a calm book: it changes once in such an interval at most. */
export type Frequency = keyof typeof INTERVALS;

/** All of them, the fastest first. */
export const FREQUENCIES: readonly Frequency[] = /* @__PURE__ */ Object.keys(INTERVALS) as Frequency[];

/** The faster one of two. */
export function faster(one: Frequency, other: Frequency): Frequency {
  return INTERVALS[one] <= INTERVALS[other] ? one : other;
}

/** The time from one view to the next, in milliseconds. */
export function intervalOf(frequency: Frequency): number {
  return INTERVALS[frequency];
}
