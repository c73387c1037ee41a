// What every data hook returns: one union on `status`, made from what the store knows of the topics asked for.
import type { O2Error } from "../client/errors.ts";
import { equal, share } from "../store/equal.ts";
import type { Entry } from "../store/state.ts";

/**
 * A hook's result. `data` stays while stale and never belongs to other parameters than the present ones.
 * `updatedAt` is when this data last changed or its status did, in milliseconds since 1970: a quiet live book keeps an old one.
 * `complete` is `false` where what happened before the subscription is not known, for there is no REST to read it from.
 *
 * - `idle`: nothing is asked for (a nullish parameter, or `enabled: false`)
 * - `pending`: asked for, nothing came yet
 * - `live`: `data` is current
 * - `stale`: `data` was true at `updatedAt` and may not be any more; `error` says why, where there is more to say than a lost connection
 * - `error`: there is no data and, as things are, there will be none
 */
export type Result<T> =
  | {
      readonly status: "idle" | "pending";
      readonly data: undefined;
      readonly error: undefined;
      readonly isStale: false;
      readonly complete: false;
      readonly updatedAt: undefined;
    }
  | {
      readonly status: "live";
      readonly data: T;
      readonly error: undefined;
      readonly isStale: false;
      readonly complete: boolean;
      readonly updatedAt: number | undefined;
    }
  | {
      readonly status: "stale";
      readonly data: T;
      readonly error: O2Error | undefined;
      readonly isStale: true;
      readonly complete: boolean;
      readonly updatedAt: number | undefined;
    }
  | {
      readonly status: "error";
      readonly data: undefined;
      readonly error: O2Error;
      readonly isStale: false;
      readonly complete: false;
      readonly updatedAt: undefined;
    };

const NOTHING = { data: undefined, error: undefined, isStale: false, complete: false, updatedAt: undefined } as const;

/** Nothing is asked for. */
export const IDLE: Result<never> = { status: "idle", ...NOTHING };

/** What is asked for is not known yet. */
export const PENDING: Result<never> = { status: "pending", ...NOTHING };

/** What is asked for cannot be had. */
export function failed(error: O2Error): Result<never> {
  return { ...NOTHING, status: "error", error };
}

/** The result for some topics together: as current as the least current of them, and without data until each has some. */
export function toResult<D, T>(entries: readonly (Entry<D> | undefined)[], read: (data: readonly D[]) => T): Result<T> {
  const known = entries.filter((entry) => entry !== undefined);
  const data = known.map((entry) => entry.data).filter((each) => each !== undefined);
  const error = known.find((entry) => entry.error !== undefined)?.error;
  const isComplete = data.length === entries.length;
  const complete = known.every((entry) => entry.isComplete);
  const updatedAt = known.reduce<number | undefined>((least, entry) => min(least, entry.updatedAt), undefined);
  if (known.length === entries.length && known.every((entry) => entry.isLive)) {
    // Where no first data is promised, a subscription can stand before anything was said: a nonce is then unknown.
    return {
      status: "live",
      data: (isComplete ? read(data) : undefined) as T,
      error: undefined,
      isStale: false,
      complete,
      updatedAt,
    };
  }
  if (isComplete) return { status: "stale", data: read(data), error, isStale: true, complete, updatedAt };
  return error ? failed(error) : PENDING;
}

function min(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

interface Kept<T> {
  readonly lastInputs: readonly unknown[];
  readonly last: Result<T>;
  /** Whether the data is the store's own. */
  readonly wasStored: boolean;
}

const EMPTY: Kept<never> = { lastInputs: [], last: IDLE, wasStored: true };

/**
 * Remembers one component's last result: the same inputs are not looked at again, the same content is the same object.
 * The first input says whose data it is.
 */
export function createMemory<T>(): (
  inputs: readonly unknown[],
  make: () => Result<T>,
  entries?: readonly (Entry<unknown> | undefined)[],
) => Result<T> {
  // Of two keys: while a transition to another is pending, React asks for both in turn.
  let other: Kept<T> = EMPTY;
  let { lastInputs, last, wasStored } = other;
  return (inputs, make, entries = []) => {
    if (inputs[0] !== lastInputs[0]) {
      const now: Kept<T> = { lastInputs, last, wasStored };
      ({ lastInputs, last, wasStored } = inputs[0] === other.lastInputs[0] ? other : EMPTY);
      other = now;
    }
    if (inputs.length === lastInputs.length && inputs.every((input, index) => Object.is(input, lastInputs[index])))
      return last;
    const next = make();
    const isStored = entries.some((entry) => entry?.data === next.data);
    // What stands in the store keeps its parts by itself; but where the last was a part of it, it may be the same content.
    const isNews = isStored && (wasStored || !equal(last.data, next.data));
    const data = isNews ? next.data : share(last.data, next.data);
    // `updatedAt` alone is no news: it would render a component with every frame of a market that does not change for it.
    const isSame =
      inputs[0] === lastInputs[0] &&
      data === last.data &&
      next.status === last.status &&
      next.error === last.error &&
      next.complete === last.complete;
    lastInputs = inputs;
    wasStored = isNews;
    if (!isSame) last = { ...next, data } as Result<T>;
    return last;
  };
}
