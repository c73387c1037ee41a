// Copies the part of a feed's data that a recording needs which begins at that moment. Plain data, never changed later.
import type { BookSides } from "../client/entities.ts";
import type { Slot } from "../client/wire.ts";
import type { O2Feed } from "../store/feed.ts";
import type { O2State } from "../store/state.ts";

/** A book at the beginning of a recording, at the precision that the server says it in. */
interface BaselineBook {
  readonly market: string;
  readonly precision: number;
  readonly sides: BookSides;
}

/** The beginning of a recording. */
export interface Baseline {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: O2State;
  /** The slots that the server holds. */
  readonly slots: readonly Slot[];
  /** The books of those slots, whole. */
  readonly books: readonly BaselineBook[];
  /** Whether each book held is there: none waits for its snapshot. */
  readonly isWhole: boolean;
}

/** Copies the feed's data of now. Reads what waits, so that no frame which came before is missing. */
export function takeBaseline({ session, store }: O2Feed, at: number): Baseline {
  session.catchUp();
  const { slots } = session.subscriptions;
  const depth = slots.filter((slot) => slot.channel === "depth");
  const books = depth.flatMap(({ market, precision }) => {
    const sides = session.view({ market, precision, levels: Number.POSITIVE_INFINITY });
    return sides ? [{ market, precision, sides }] : [];
  });
  return { at, state: store.getState(), slots, books, isWhole: books.length === depth.length };
}
