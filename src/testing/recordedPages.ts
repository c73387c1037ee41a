// A page of a list out of recorded pages: also one that was never asked for in just this way. Pure.
import { bareId, type Entry, queryOf, type RecordedRead, textWith } from "./recordedReads.ts";

const idOf = ({ trade_id, order_id }: Entry): string => bareId(trade_id ?? order_id);

/** The id of the entry that a page begins behind. */
const cursorOf = (query: URLSearchParams): string | undefined => {
  const id = query.get("start_trade_id") ?? query.get("start_order_id") ?? query.get("start_id");
  return id === null ? undefined : bareId(id);
};

/** The number of entries that were asked for. An answer that was put together, by the devtools, holds all there are. */
const countOf = (query: URLSearchParams): number => Number(query.get("count") ?? Number.POSITIVE_INFINITY);

/** Whether nothing comes behind a page. */
const isEnd = ({ entries = [], query }: RecordedRead): boolean => entries.length < countOf(query);

/** The entries behind one, as many as are wanted or to the list's end; `undefined` where the recording does not know them. */
const behind = (id: string, wanted: number, pages: readonly RecordedRead[]): readonly Entry[] | undefined => {
  for (const page of pages) {
    const { entries = [], query } = page;
    const index = entries.findIndex((entry) => idOf(entry) === id);
    if (index < 0 && cursorOf(query) !== id) continue;
    const found = goOn(page, entries.slice(index + 1), wanted, pages);
    if (found) return found;
  }
  return undefined;
};

/** Goes on behind a page in the other ones, until there are as many entries as are wanted. */
const goOn = (
  page: RecordedRead,
  entries: readonly Entry[],
  wanted: number,
  pages: readonly RecordedRead[],
): readonly Entry[] | undefined => {
  if (entries.length >= wanted) return entries.slice(0, wanted);
  if (isEnd(page)) return entries;
  const last = page.entries?.at(-1);
  const others = pages.filter((other) => other !== page);
  const more = last && behind(idOf(last), wanted - entries.length, others);
  return more && [...entries, ...more];
};

/**
 * The page of a list that a read asks for, out of the recorded pages of that list, the best one first; `undefined` where they
 * do not hold it. It never ends earlier than the list did.
 */
export const recordedPage = (
  path: string,
  pages: readonly RecordedRead[],
): { readonly status: number; readonly text: string } | undefined => {
  const query = queryOf(path);
  const [cursor, wanted] = [cursorOf(query), countOf(query)];
  const begun = pages.filter((page) => cursorOf(page.query) === cursor);
  for (const page of begun) {
    const { entries, status, text } = page;
    // An error, or just this page.
    if (!entries || countOf(page.query) === wanted || !page.query.has("count")) return { status, text };
    const found = goOn(page, entries, wanted, pages);
    if (found) return { status, text: textWith(page, found) };
  }
  const [like] = pages.filter(({ entries }) => entries);
  const found = cursor === undefined ? undefined : behind(cursor, wanted, pages);
  return found && like && { status: like.status, text: textWith(like, found) };
};
