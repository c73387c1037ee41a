// Waits until a store's state says so. Knows nothing of what is waited for.
import { ifAborted, reasonOf } from "../client/abort.ts";
import { O2ConnectionError } from "../client/errors.ts";
import { O2TimeoutError } from "../client/feedErrors.ts";
import { refuse } from "../client/ids.ts";
import { toTimer } from "../client/timer.ts";
import type { O2State, O2Store } from "./state.ts";

/** The bounds of a wait. */
export interface UntilOptions {
  /** Rejects after this time, in milliseconds. Default never. */
  readonly timeout?: number | undefined;
  /** Rejects with its reason once it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer that holds: anything but `false`, `undefined`, `null`, zero and the empty text. */
export type Holding<T> = Exclude<T, false | undefined | null | 0 | 0n | "">;

/**
 * Resolves with a predicate's first answer that holds, by the state now or a later one.
 * Rejects with an O2TimeoutError, with the reason of the signal, with an O2ConnectionError where the feed is closed, with an O2InputError for a
 * timeout that is no time, and with whatever the predicate throws.
 */
export async function until<T>(
  { getState, subscribe }: Pick<O2Store, "getState" | "subscribe">,
  predicate: (state: O2State) => T,
  { timeout = Number.POSITIVE_INFINITY, signal }: UntilOptions = {},
): Promise<Holding<T>> {
  if (!(timeout >= 0))
    refuse("timeout", timeout, "a time", "milliseconds from 0, or Infinity for ever", { code: "outOfRange" });
  ifAborted(signal);
  const ends: (() => void)[] = [];
  const waiting = new Promise<Holding<T>>((resolve, reject) => {
    const look = (): void => {
      try {
        const state = getState();
        const answer = predicate(state);
        if (answer) resolve(answer as Holding<T>);
        else if (state.connection.status === "closed")
          reject(
            new O2ConnectionError("The feed was closed while its state was waited for. Call reconnect() to go on."),
          );
      } catch (thrown) {
        reject(thrown);
      }
    };
    const abort = (): void => reject(signal && reasonOf(signal));
    const timer = setTimeout(() => reject(new O2TimeoutError("What was waited for", timeout)), toTimer(timeout));
    signal?.addEventListener("abort", abort);
    ends.push(
      subscribe(look),
      () => clearTimeout(timer),
      () => signal?.removeEventListener("abort", abort),
    );
    look();
  });
  return waiting.finally(() => {
    for (const end of ends) end();
  });
}
