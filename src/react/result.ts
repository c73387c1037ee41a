// The result of every data hook: one union on `status`, made from what the store knows of the topics asked for.
import type { O2Error } from "../client/errors.ts";
import { isSame, share } from "../store/equal.ts";
import type { Answer } from "../store/resolve.ts";
import type { ConnectionState, Entry } from "../store/state.ts";

/**
 * A hook's result. `data` stays while stale and never belongs to other parameters than the present ones.
 * `updatedAt` is when this data last changed or its status did, in milliseconds since 1970: a quiet live book keeps an old one,
 * and a stale one says when it was last known to be true.
 * `complete` is `false` where what happened before the subscription is not known, for there is no REST to read it from.
 *
 * - `idle`: nothing is asked for (a nullish parameter, or `enabled: false`)
 * - `pending`: asked for, nothing came yet; `error` says what failed so far, if anything did
 * - `live`: `data` is current
 * - `stale`: `data` was true at `updatedAt` and may not be any more; `error` says why, where there is more to say than a lost connection
 * - `error`: there is no data, and a retry is not expected to mend that
 *
 * With `pending` and `stale`, `retryAt` is when it is tried again, in milliseconds since 1970: in the past or `undefined` while the
 * attempt is under way.
 */
export type Result<T> =
  | {
      readonly status: "idle";
      readonly data: undefined;
      readonly error: undefined;
      readonly retryAt: undefined;
      readonly isStale: false;
      readonly complete: false;
      readonly updatedAt: undefined;
    }
  | {
      readonly status: "pending";
      readonly data: undefined;
      readonly error: O2Error | undefined;
      readonly retryAt: number | undefined;
      readonly isStale: false;
      readonly complete: false;
      readonly updatedAt: undefined;
    }
  | {
      readonly status: "live";
      readonly data: T;
      readonly error: undefined;
      readonly retryAt: undefined;
      readonly isStale: false;
      readonly complete: boolean;
      readonly updatedAt: number | undefined;
    }
  | {
      readonly status: "stale";
      readonly data: T;
      readonly error: O2Error | undefined;
      readonly retryAt: number | undefined;
      readonly isStale: true;
      readonly complete: boolean;
      readonly updatedAt: number | undefined;
    }
  | {
      readonly status: "error";
      readonly data: undefined;
      readonly error: O2Error;
      readonly retryAt: undefined;
      readonly isStale: false;
      readonly complete: false;
      readonly updatedAt: undefined;
    };

const NOTHING = {
  data: undefined,
  error: undefined,
  retryAt: undefined,
  isStale: false,
  complete: false,
  updatedAt: undefined,
} as const;

/** Nothing is asked for. */
const IDLE: Result<never> = { status: "idle", ...NOTHING };

/** The data asked for is not known yet. */
const PENDING: Result<never> = { status: "pending", ...NOTHING };

/** Why something is not to be had now, and when it is tried again. */
type Trouble = Pick<Entry<unknown>, "error" | "retryAt">;

/** There is no data. An error is final where nothing is tried again. */
function withoutData({ error, retryAt }: Trouble, isFinal: boolean = retryAt === undefined): Result<never> {
  if (!error) return PENDING;
  return isFinal ? { ...NOTHING, status: "error", error } : { ...NOTHING, status: "pending", error, retryAt };
}

/** The result of parameters that give no topics, or none yet. The same error is made anew with each render: it is remembered. */
export function withoutTopics<T>(
  answer: Exclude<Answer, { readonly status: "topics" }>,
  remember: Memory<T>,
): Result<T> {
  if (answer.status === "idle") return IDLE;
  const trouble = { retryAt: undefined, ...answer };
  return remember([trouble.error?.message, trouble.retryAt], [], () => withoutData(trouble));
}

/**
 * The result for some topics together: as current as the least current of them, and without data until each has some.
 * `isPart`: what there is, is not yet all that was asked for.
 */
export function toResult<D, T>(
  entries: readonly (Entry<D> | undefined)[],
  read: (data: readonly D[]) => T,
  isPart = false,
): Result<T> {
  const known = entries.filter((entry) => entry !== undefined);
  const data = known.map((entry) => entry.data).filter((each) => each !== undefined);
  const isWhole = data.length === entries.length;
  const updatedAt = Math.min(...known.map((entry) => entry.updatedAt ?? Number.POSITIVE_INFINITY));
  // If no first data is promised, a subscription can stand before anything was said: a nonce is then unknown.
  const held = {
    data: (isWhole ? read(data) : undefined) as T,
    complete: known.every((entry) => entry.isComplete),
    updatedAt: Number.isFinite(updatedAt) ? updatedAt : undefined,
  };
  if (!isPart && known.length === entries.length && known.every((entry) => entry.isLive))
    return { ...NOTHING, ...held, status: "live" };
  const trouble = troubleOf(known);
  return isWhole ? { ...held, ...trouble, status: "stale", isStale: true } : withoutData(trouble);
}

/** The result while nothing came over the stream yet: while there is no connection, that is why. */
export function pendingOver(connection: ConnectionState): Result<never> {
  return withoutData(connection, connection.status === "closed");
}

/** Whether two results differ in their data at most, and in when it was known to be true. */
export function isSameStatus(a: Result<unknown>, b: Result<unknown>): boolean {
  return a.status === b.status && a.error === b.error && a.retryAt === b.retryAt && a.complete === b.complete;
}

/** The first trouble that no retry mends, or else the first there is. */
function troubleOf(entries: readonly Trouble[]): Trouble {
  const troubled = entries.filter(({ error }) => error !== undefined);
  const { error, retryAt } = troubled.find((each) => each.retryAt === undefined) ?? troubled[0] ?? NOTHING;
  return { error, retryAt };
}

interface Kept<T> {
  readonly params: readonly unknown[];
  readonly inputs: readonly unknown[];
  readonly result: Result<T>;
}

/** The number of results that are remembered: the one that is shown, that of a pending transition, and what these were before. */
const REMEMBERED = 4;

/** Gives what was made of the same inputs under the same parameters, or makes it. The first parameter says whose data it is. */
export type Memory<T> = (params: readonly unknown[], inputs: readonly unknown[], make: () => Result<T>) => Result<T>;

/**
 * Remembers one component's last results: the same inputs under the same parameters are not looked at again, the same content
 * is the same object.
 */
export function createMemory<T>(): Memory<T> {
  // The newest first, each result once. While a transition to other parameters is pending, React asks for both in turn, and
  // each of its renders may bring a `select` of its own.
  let kept: readonly Kept<T>[] = [];
  return (params, inputs, make) => {
    const own = kept.find((each) => isSame(each.params, params));
    if (own && isSame(own.inputs, inputs)) return own.result;
    const former = own ? [own] : kept.filter((each) => each.params[0] === params[0]);
    const result = toShared(former, make());
    const others = kept.filter((each) => each !== own && each.result !== result);
    kept = [{ params, inputs, result }, ...others].slice(0, REMEMBERED);
    return result;
  };
}

/** The former result that says the same as the next one; or the next one, with the parts that it shares with the last. */
function toShared<T>(former: readonly Kept<T>[], next: Result<T>): Result<T> {
  let shared: Result<T> | undefined;
  for (const { result } of former) {
    const data = share(result.data, next.data);
    // `updatedAt` alone is no news: it would render a component with every frame of a market that does not change for it.
    if (data === result.data && isSameStatus(result, next)) return result;
    shared ??= { ...next, data } as Result<T>;
  }
  return shared ?? next;
}
