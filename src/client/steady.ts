// A clock for waits: it goes on where it was when the clock behind it is set back. Knows nothing of who waits.

/** Makes one. The time between the last look and the moment at which the clock is set back is lost. Times in milliseconds. */
export function steady(now: () => number): () => number {
  let last = now();
  let setBack = 0;
  return () => {
    const time = now();
    setBack += Math.max(0, last - time);
    last = time;
    return time + setBack;
  };
}
