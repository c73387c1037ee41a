// The events that a tap tells of an engine, in this page or in another thread: all that the devtools and a recording need of it. Plain data. Types
// only.
import type { MarketCounters } from "../client/audits.ts";
import type { Connection } from "../client/connection.ts";
import type { BookSides } from "../client/entities.ts";
import type { ClientCounters } from "../client/events.ts";
import type { Topic } from "../client/protocol.ts";
import type { RestAnswer } from "../client/request.ts";
import type { Slot } from "../client/wire.ts";

/** A book of a baseline, at the precision that the server says it in. */
interface BaselineBook {
  readonly market: string;
  readonly precision: number;
  readonly sides: BookSides;
}

/** The books of an engine at one moment, and what the server holds for it. */
export interface EngineBooks {
  readonly slots: readonly Slot[];
  /** The books of those slots, whole. */
  readonly books: readonly BaselineBook[];
}

/** Something that happened in the engine. Times in milliseconds since 1970, by the clock of its thread. */
export type TapEvent =
  /** From here on nothing is missing. It is the first event, and comes again after a loss and with the next engine. */
  | (EngineBooks & {
      readonly type: "begin";
      readonly at: number;
      readonly connection: Connection;
      readonly malformedFrames: number;
      /** The number of events since the last one that were lost: the page was too slow, or did not show anything. */
      readonly lost: number;
    })
  /** A frame went over the wire: text, unless the server sends bytes. PINGs are left out. */
  | { readonly type: "frame"; readonly at: number; readonly data: unknown; readonly isSent: boolean }
  | { readonly type: "connection"; readonly at: number; readonly connection: Connection }
  | {
      readonly type: "trouble";
      readonly at: number;
      readonly kind: "in doubt" | "subscription rejected" | "over the limit";
      readonly text: string;
      readonly market: string | undefined;
    }
  /** An answer over REST. */
  | ({ readonly type: "answer"; readonly at: number } & RestAnswer)
  /** It was asked for. The page's store has just been written, and all that was heard so far is in it and in these books. */
  | (EngineBooks & { readonly type: "baseline"; readonly at: number });

/** The counters of an engine, and the slots, holders and books that it has. */
export interface EngineFacts {
  readonly lastMessageAt: number | undefined;
  readonly counters: ClientCounters;
  /** By market. */
  readonly books: ReadonlyMap<string, MarketCounters>;
  /** The number of holders, by `"channel:id"`. */
  readonly holders: ReadonlyMap<string, number>;
  /** The slots that the server holds. */
  readonly slots: readonly Slot[];
  /** The topics that it has no room for. */
  readonly unserved: readonly Topic[];
}

/** A tap of a feed: its events go to a listener, in their order and between the writes of the store that they came between. */
export interface Tap {
  /** Whether the engine is in this page; `undefined` before there is one. */
  readonly isHere: boolean | undefined;
  /** All that happened up to this time was told, in milliseconds since 1970. */
  readonly until: number;
  /** The facts of now, or of the last view where the engine is in another thread; `undefined` before there is any. */
  readonly facts: EngineFacts | undefined;
  /** Asks for a `baseline`. It is told once, after a write of the store; where a book waits for its snapshot, after a later one. */
  wantBaseline(): void;
  /** Ends it: nothing is told any more. */
  stop(): void;
}

/** The news of one tap since the last view. */
export interface TapBatch {
  readonly events: readonly TapEvent[];
  /** The number of them that are in the state of this view: the others happened after it was committed. */
  readonly shown: number;
  readonly facts: EngineFacts;
  /** When it was sent. */
  readonly at: number;
}

/** Takes the news of one tap from the port. */
export interface TapReader {
  /** The state of its view is about to be shown. */
  before(batch: TapBatch): void;
  /** It is shown. */
  after(batch: TapBatch): void;
}

/** A tap over the port. */
export type RemoteTap = Pick<Tap, "wantBaseline" | "stop">;
