// The spread of retries: waves of attempts, the busiest moment of each, and the most that the documented backoff and
// jitter allow. Knows nothing of sockets. Times in milliseconds.

/**
 * The documented backoff: the first wait, which doubles up to the longest, and the part of each that jitter may take
 * off.
 */
const FIRST = 1_000;
const LONGEST = 60_000;
const JITTER = 1 / 2;

/** The wait before an attempt, counted from 1, without jitter. */
const waitBefore = (attempt: number): number => Math.min(LONGEST, FIRST * 2 ** (attempt - 1));

/** The longest wait that can be under way when an outage ends: the one after all attempts that can have failed by then. */
export function longestWaitAfter(outage: number): number {
  let [failed, earliest] = [0, 0];
  for (;;) {
    earliest += waitBefore(failed + 1) * (1 - JITTER);
    if (earliest > outage) return waitBefore(failed + 1);
    failed += 1;
  }
}

export interface Wave {
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  readonly clients: number;
  /** The times of its first and last attempt, since the link was lost. */
  readonly from: number;
  readonly to: number;
  /** Attempts within the busiest 100 ms. */
  readonly busiest: number;
  /** Attempts in 100 ms if the wave were spread evenly over the whole jitter. */
  readonly even: number;
  /** The most attempts that the busiest 100 ms may hold: see {@link mostIn}. */
  readonly limit: number;
}

const MOMENT = 100;

/** The most attempts within any 100 ms. */
function busiest(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last += 1) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= MOMENT) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/**
 * The most attempts that the busiest 100 ms of a wave may hold. Its last wait alone is jittered evenly over half of its
 * length, and the earlier waits spread it further. So no moment can be fuller except by chance, for which five
 * deviations are added.
 */
function mostIn(clients: number, attempt: number): number {
  const share = Math.min(1, MOMENT / (waitBefore(attempt) * JITTER));
  return clients * share + 5 * Math.sqrt(clients * share * (1 - share));
}

/** The waves of many clients' attempts. @param attempts of each client, in order, since the link was lost. */
export function wavesOf(attempts: readonly (readonly number[])[]): Wave[] {
  const waves: Wave[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const times = attempts.flatMap((of) => of[attempt - 1] ?? []);
    if (times.length === 0) return waves;
    // Jitter adds up: the window grows by half of each wait.
    let width = 0;
    for (let before = 1; before <= attempt; before += 1) width += waitBefore(before) * JITTER;
    waves.push({
      attempt,
      clients: times.length,
      from: Math.min(...times),
      to: Math.max(...times),
      busiest: busiest(times),
      even: Math.round((times.length * MOMENT) / Math.max(MOMENT, width)),
      limit: Math.round(mostIn(times.length, attempt)),
    });
  }
}
