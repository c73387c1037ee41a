// The answers that a recording holds to a read, the best one first, and the lists in them. Pure; it does not know how they
// are put together.
import type { FixtureRead } from "./fixture.ts";
import { readSubject } from "./fixture.ts";

/** The moment of a replay in which an answer is wanted, in milliseconds since the recording's start. */
export interface Moment {
  readonly position: number;
  /** When the recording last lost its connection before; 0 if it never did. */
  readonly lostAt: number;
}

/** An entry of a list, as the server spelled it. */
export type Entry = Readonly<Record<string, unknown>>;

/** A recorded answer, taken apart. */
export interface RecordedRead extends FixtureRead {
  readonly query: URLSearchParams;
  /** Its entries; `undefined` where it is an error, or no list. */
  readonly entries: readonly Entry[] | undefined;
}

/** The name of the list in an answer. */
const LISTS: Readonly<Record<string, string>> = {
  "/v1/trades": "trades",
  "/v1/trades_by_account": "trades",
  "/v1/orders": "orders",
  "/v1/orders/active": "entries",
  "/v1/bars": "bars",
};

/** JSON without loss: numbers that a double cannot hold become strings, which clients read as well. */
const parse = (text: string): unknown => {
  const quote = (token: string): string => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token);
  try {
    return JSON.parse(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, quote));
  } catch {
    // A page of a proxy's that was recorded.
    return undefined;
  }
};

/** Ids are compared without `0x` and case: a client may send them back in any spelling. */
export const bareId = (id: unknown): string => String(id).toLowerCase().replaceAll("0x", "");

/** The trades of a frame. */
export const tradesIn = (frame: string): readonly Entry[] => entriesOf(parse(frame), "trades") ?? [];

const entriesOf = (body: unknown, list: string | undefined): readonly Entry[] | undefined => {
  const found = Array.isArray(body) ? body : list && (Object(body) as Entry)[list];
  return Array.isArray(found) ? found.filter((entry) => typeof entry === "object" && entry !== null) : undefined;
};

/** A read's query. */
export const queryOf = (path: string): URLSearchParams => new URL(path, "http://fixture").searchParams;

/** Takes a recorded answer apart. */
export const toRecordedRead = (read: FixtureRead): RecordedRead => {
  const { pathname } = new URL(read.path, "http://fixture");
  const list = LISTS[pathname];
  return {
    ...read,
    query: queryOf(read.path),
    entries: list && read.status === 200 ? entriesOf(parse(read.text), list) : undefined,
  };
};

/** The answer's text with other entries. */
export const textWith = ({ path, text }: FixtureRead, entries: readonly Entry[]): string => {
  const body = parse(text);
  if (Array.isArray(body)) return JSON.stringify(entries);
  return JSON.stringify({ ...Object(body), [LISTS[new URL(path, "http://fixture").pathname] ?? ""]: entries });
};

/**
 * The answers to a read's subject, the best one first: the newest so far, then those still to come, for a client may ask a
 * little earlier than the recorded one did. Answers from before the last loss of the connection come last.
 */
export const rankedReads = (
  reads: readonly RecordedRead[],
  path: string,
  { position, lostAt }: Moment,
): readonly RecordedRead[] => {
  const subject = readSubject(path);
  const own = reads.filter((read) => readSubject(read.path) === subject);
  const isKnown = ({ at }: FixtureRead): boolean => at <= position;
  const isSince = ({ at }: FixtureRead): boolean => at >= lostAt;
  const since = own.filter(isSince);
  return [
    ...since.filter(isKnown).reverse(),
    ...since.filter((read) => !isKnown(read)),
    ...own.filter((read) => isKnown(read) && !isSince(read)).reverse(),
  ];
};
