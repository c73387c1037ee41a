// The events that a session tells its listeners, and its counts. Types only.
import type { Connection } from "./connection.ts";
import type { O2Error } from "./errors.ts";
import type { O2LimitError } from "./feedErrors.ts";
import type { Frequency } from "./frequencies.ts";
import type { RecordUpdate, Topic } from "./protocol.ts";
import type { Slot } from "./wire.ts";

/** An event of a session; listeners hear them in the order in which they happened. */
export type ClientEvent =
  | { readonly type: "connection"; readonly connection: Connection }
  /** A subscription was sent for this slot: what came of an earlier one is over. Travels ahead of its first update. */
  | { readonly type: "reset"; readonly slot: Slot }
  /** The server has read these subscriptions: what it is asked elsewhere from now on is no older than they are. */
  | { readonly type: "read"; readonly slots: readonly Slot[] }
  /** Answers since this time may have been another request's: what was read elsewhere since then proves nothing. */
  | { readonly type: "unproven"; readonly since: number }
  /**
   * The server rejected this subscription, other than a book's. `retryAt` is when it is sent again, in milliseconds since 1970;
   * `undefined` once that is not expected to help.
   */
  | { readonly type: "rejected"; readonly slot: Slot; readonly error: O2Error; readonly retryAt: number | undefined }
  | { readonly type: "update"; readonly update: RecordUpdate }
  /** Depth updates wait to be read: whoever shows books says when (`catchUp`). */
  | { readonly type: "waiting" }
  /** A market's book is not what it was when somebody last looked (`view`). Told once, until somebody looks again. On the
   * margin venue the market has `turbo:` before its id. `isView`: it is its depth view, which is told of each time that one came. */
  | { readonly type: "book"; readonly market: string; readonly isView?: true }
  /** Something of this slot may be missing or wrong; it is sent again at `retryAt`, as with `rejected`. */
  | { readonly type: "doubt"; readonly slot: Slot; readonly error: O2Error; readonly retryAt: number | undefined }
  /** Topics that somebody holds but the server has no room for; they are taken up when room is made. */
  | { readonly type: "overLimit"; readonly topics: readonly Topic[]; readonly error: O2LimitError };

/** Counts since the client was made. */
export interface ClientCounters {
  /** Frames received, PONGs included. */
  readonly frames: number;
  /** Frames dropped whole because they were malformed. */
  readonly malformedFrames: number;
  /** Snapshots and changes of books that were read in the slower of two ways, because their frames are not spelled as is likely. */
  readonly unscannedFrames: number;
  /** Snapshots asked for again because a book was wrong or never came. */
  readonly resyncs: number;
}

/** A frame as it goes over the wire. */
export interface WireFrame {
  /** Text, unless the server sends something else. */
  readonly data: unknown;
  /** Whether this client sent it. */
  readonly isSent: boolean;
}

/** The part of a book that somebody shows. */
export interface ViewRequest {
  /** The market's id; on the margin venue with `turbo:` before it. */
  readonly market: string;
  /** The precision level, 1 to 18. */
  readonly precision: number;
  /** The number of levels of each side. */
  readonly levels: number;
  /** The frequency of a depth view. */
  readonly frequency?: Frequency | undefined;
}
