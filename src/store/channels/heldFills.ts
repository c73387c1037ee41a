// The fills of one identity as they are held, market by market, and those of several that may be shown: none below a hole. Pure: knows
// nothing of REST, of time, or of the store.
import type { Fill } from "../../client/entities.ts";
import type { HistoryStatus } from "../historyStatus.ts";
import type { Entry } from "../state.ts";

/** An order as it was told. */
export interface ToldOrder {
  /** The quantity that is filled of it. */
  readonly filled: bigint;
  /** The part of `filled` that is older than the fills, or of which nobody tells; `undefined` while that is not known. */
  readonly beyond: bigint | undefined;
  /** The number of reads since that did not explain it. */
  readonly tries: number;
}

/** The fills in one market, as plain data. */
export interface MarketFills {
  /** Newest first: those that were read, and those that the stream told since. */
  readonly fills: readonly Fill[];
  /** Each fill since this time is among them, in milliseconds since 1970. */
  readonly floor: number;
  /** By the first key of each fill that the stream told and no read has brought: the number of reads that lacked it. */
  readonly unread: Readonly<Record<string, number>>;
  /** By id. */
  readonly orders: Readonly<Record<string, ToldOrder>>;
  /** The ids of those that were filled further than the fills tell. */
  readonly behind: readonly string[];
  /** The number of fills that pages brought: so many are kept besides the usual. */
  readonly paged: number;
}

/** The fills of one identity, by market. */
export interface HeldFills {
  readonly markets: Readonly<Record<string, MarketFills>>;
}

/** The floor where nothing was read. */
export const UNREAD: number = Number.POSITIVE_INFINITY;

/** The floor where there is nothing older. */
export const END: number = Number.NEGATIVE_INFINITY;

/** Nothing is known of a market. */
export const NO_FILLS: MarketFills = { fills: [], floor: UNREAD, unread: {}, orders: {}, behind: [], paged: 0 };

/** All that is held of an identity's fills. Those of a seed are whole down to the oldest. */
export function heldFills({ heldFills: held, data = [] }: Entry<readonly Fill[]>): HeldFills {
  if (held) return held;
  const floor = data.at(-1)?.timestamp ?? UNREAD;
  const markets: Record<string, MarketFills> = {};
  for (const fill of data) {
    const { fills } = markets[fill.market_id] ?? NO_FILLS;
    markets[fill.market_id] = { ...NO_FILLS, floor, fills: [...fills, fill] };
  }
  return { markets };
}

/** The fills of some identities that are whole, newest first: down to the highest floor of a market that was read. */
export function shownFills(lists: readonly HeldFills[]): readonly Fill[] {
  const markets = lists.flatMap((held) => Object.values(held.markets));
  const floor = Math.max(END, ...floorsOf(lists));
  const shown = markets.map(({ fills }) => fills.filter(({ timestamp }) => timestamp >= floor));
  return shown.length === 1 ? (shown[0] as readonly Fill[]) : shown.flat().sort(newestFillFirst);
}

/** The ends of what was read of each market; those are left out that have nothing older. */
export function floorsOf(lists: readonly HeldFills[]): number[] {
  const floors = lists.flatMap(({ markets }) => Object.values(markets).map(({ floor }) => floor));
  return floors.filter(Number.isFinite);
}

/** The progress of the reading of older fills of some topics together. */
export function olderFills(entries: readonly Entry<readonly Fill[]>[]): HistoryStatus {
  const isOpen = ({ heldFills: held }: Entry<unknown>): boolean => !held || floorsOf([held]).length > 0;
  return {
    hasMore: entries.some(isOpen),
    isFetching: entries.some(({ older }) => older?.isFetching),
    error: entries.find(({ older }) => older?.error)?.older?.error,
  };
}

/** The order of fills by time. Sorting by it keeps the order of those that share a millisecond. */
export function newestFillFirst(a: Fill, b: Fill): number {
  return b.timestamp - a.timestamp;
}
