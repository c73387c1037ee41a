// Every option that is a number: its default, the least that may be given, and what Infinity means. Checked here alone.
import { O2InputError } from "./errors.ts";
import { MAX_TRADES } from "./maxTrades.ts";
import { toTimer } from "./timer.ts";

/** The default of an option, and the least that may be given for it. */
type Rule = readonly [value: number, least: number];

type TimeName =
  | "pingInterval"
  | "staleAfter"
  | "deadAfter"
  | "probeTimeout"
  | "connectTimeout"
  | "minReconnectDelay"
  | "maxReconnectDelay"
  | "minUptime"
  | "snapshotTimeout"
  | "minResyncDelay"
  | "maxResyncDelay"
  | "linger"
  | "lostAfter"
  | "auditInterval"
  | "requestTimeout";

type CountName =
  | "maxReconnectAttempts"
  | "maxBufferedUpdates"
  | "maxTrades"
  | "maxClosedOrders"
  | "retries"
  | "maxRequests";

/** The name of an option that is a number. */
export type NumberName = TimeName | CountName;

/** Times in milliseconds. `Infinity` is taken for each, and means that it never happens for this reason. */
const TIMES: Readonly<Record<TimeName, Rule>> = {
  pingInterval: [30_000, 1],
  staleAfter: [9_000, 1],
  deadAfter: [30_000, 1],
  probeTimeout: [5_000, 1],
  connectTimeout: [10_000, 1],
  minReconnectDelay: [1_000, 1],
  maxReconnectDelay: [60_000, 1],
  minUptime: [5_000, 1],
  snapshotTimeout: [10_000, 1],
  minResyncDelay: [1_000, 1],
  maxResyncDelay: [60_000, 1],
  linger: [3_000, 0],
  lostAfter: [3_000, 0],
  // Each audit is a REST read.
  auditInterval: [60_000, 1_000],
  requestTimeout: [10_000, 1],
};

/** Counts. `Infinity` is taken for each, and means without end. */
const COUNTS: Readonly<Record<CountName, Rule>> = {
  maxReconnectAttempts: [Infinity, 0],
  maxBufferedUpdates: [1_024, 1],
  // Candles join the trades at the newest one that is kept.
  maxTrades: [MAX_TRADES, 1],
  maxClosedOrders: [200, 0],
  retries: [2, 0],
  maxRequests: [6, 1],
};

/**
 * An option that is a number, or its default. A time is one that a timer can hold.
 * @throws O2InputError for a time below its least, or a count that is not a whole number from its least.
 */
export function toNumber(name: NumberName, value: unknown): number {
  const isTime = name in TIMES;
  const [usual, least]: Rule = { ...TIMES, ...COUNTS }[name];
  const given = value ?? usual;
  if (typeof given === "number" && given >= least && (isTime || Number.isInteger(given) || given === Infinity))
    return isTime ? toTimer(given) : given;
  const expected = isTime
    ? `${least} ms or more, or Infinity for never`
    : `a whole number from ${least}, or Infinity for no end`;
  throw new O2InputError(name, `${String(given)} cannot be used. Expected ${expected}; the default is ${usual}.`, {
    code: typeof given === "number" && !Number.isNaN(given) ? "outOfRange" : "malformed",
    value: given,
  });
}

/** Several of them. @throws O2InputError as {@link toNumber}. */
export function toNumbers<N extends NumberName>(
  names: readonly N[],
  options: { readonly [K in N]?: unknown },
): { readonly [K in N]: number } {
  return Object.fromEntries(names.map((name) => [name, toNumber(name, options[name])])) as { [K in N]: number };
}
