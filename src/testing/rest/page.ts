// Pages of a list by direction, count and cursor. It does not look into the entries.
import { integerOf, invalid, type Read } from "./query.ts";

/** The rules by which a list is paged. */
export interface Paging<T> {
  /** The most that one page holds, and the code of the error for more. */
  readonly most: number;
  readonly code: number;
  /** The name of the cursor's id. */
  readonly cursor: string;
  readonly idOf: (item: T) => string;
  /** In milliseconds. */
  readonly timeOf: (item: T) => number;
}

/** Ids are compared without `0x` and case: a client may send them back in any spelling. */
const bareId = (id: string): string => id.toLowerCase().replaceAll("0x", "");

/** Cursors may be in seconds, as the entries they come from. */
const reachOf = (time: number, isAscending: boolean): number => {
  if (time >= 1e12) return time;
  return time * 1_000 + (isAscending ? 0 : 999);
};

/** A page of a list that comes oldest first: after the cursor, in the direction asked for. */
export const pageOf = <T>(read: Read, oldestFirst: readonly T[], paging: Paging<T>): T[] => {
  const { query, wire } = read;
  const direction = query.get("direction");
  if (direction !== "asc" && direction !== "desc") throw invalid(`direction must be asc or desc, not "${direction}"`);
  const isAscending = direction === "asc";
  const count = integerOf(read, "count", undefined, paging.most, paging.code);
  const items = isAscending ? [...oldestFirst] : [...oldestFirst].reverse();
  const cursor = query.get(paging.cursor);
  if ((cursor === null) !== !query.has("start_timestamp")) {
    throw invalid(`a cursor is both start_timestamp and ${paging.cursor}, or neither`, 7002);
  }
  if (cursor === null) return items.slice(0, count);
  const time = reachOf(integerOf(read, "start_timestamp", undefined, undefined, 7002), isAscending);
  const index = items.findIndex((item) => bareId(paging.idOf(item)) === bareId(cursor));
  if (index >= 0) {
    const first = wire.cursor === "again" ? index : index + 1;
    return items.slice(first, first + count);
  }
  // The cursor's entry is not remembered any more; only its time is known.
  return items
    .filter((item) => (isAscending ? paging.timeOf(item) >= time : paging.timeOf(item) <= time))
    .slice(0, count);
};
