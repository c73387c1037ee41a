// Trying again, with growing and jittered waits: the only import of p-retry. Knows nothing of what is tried.
import pRetry from "p-retry";
import { complete, sleep } from "./abort.ts";

/** The number of retries, the waits between them, and the failures that are tried again. Times in milliseconds. */
export interface RetryOptions {
  readonly retries: number;
  /** The first wait; up to twice as long at random, doubling. */
  readonly delay: number;
  readonly maxDelay: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether another attempt makes sense; default always. */
  readonly isWorthIt?: (error: Error) => boolean;
  /** An attempt failed; the next one follows after `wait`. Not called for the last one. */
  readonly onFailed?: (error: Error, wait: number) => void;
}

/** Tries until it succeeds, until the retries are used up, or until its signal's reason. */
export function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { retries, delay, maxDelay, signal, isWorthIt = () => true, onFailed = () => undefined } = options;
  // p-retry takes a TypeError for a mistake that no retry mends; here nothing may end the trying but its options.
  const once = async (): Promise<T> => {
    try {
      return await attempt();
    } catch (error) {
      throw error instanceof TypeError ? new Error(error.message, { cause: error }) : error;
    }
  };
  return pRetry(once, {
    retries,
    // p-retry does not tell how long it waits, so it waits for this instead.
    minTimeout: 0,
    ...(signal ? { signal: complete(signal) as AbortSignal } : {}),
    shouldRetry: ({ error }) => isWorthIt(error),
    onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
      if (signal?.aborted || retriesLeft === 0 || !isWorthIt(error)) return;
      const wait = Math.round(Math.min(maxDelay, delay * 2 ** (attemptNumber - 1) * (1 + Math.random())));
      onFailed(error, wait);
      await sleep(wait, signal);
    },
  });
}

/** Tries until it holds, with waits of up to a minute, or until it is given up: then it resolves to `undefined`. */
export async function persist<T>(
  attempt: () => Promise<T>,
  {
    delay,
    signal,
    onFailed,
  }: { readonly delay: number; readonly signal: AbortSignal; readonly onFailed: (error: Error, wait: number) => void },
): Promise<T | undefined> {
  try {
    return await retry(attempt, { retries: Number.POSITIVE_INFINITY, delay, maxDelay: 60_000, signal, onFailed });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
