// The messages between a page and an engine in another thread: plain data, which a structured clone carries. Types only.
import type { Maker } from "../client/brand.ts";
import type { Trade } from "../client/entities.ts";
import type { Venue } from "../client/protocol.ts";
import type { GivenSeed } from "../store/seed.ts";
import type { O2FeedOptions } from "../store/settings.ts";
import type { FeedTopic } from "../store/topics.ts";
import type { ErrorData } from "./errorData.ts";
import type { Patch } from "./patch.ts";
import type { TapBatch } from "./taps.ts";

/** The end of a channel of messages: a `MessagePort`, a `Worker`, or a worker's own global object. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** The options that a structured clone carries. The others are functions, which stay in the thread that made them. */
export type SentOptions = Omit<O2FeedOptions, "WebSocket" | "fetch" | "onError" | "now" | "random" | "commits">;

/** Held until it is released. */
export type Hold =
  | { readonly kind: "connection" }
  | { readonly kind: "topics"; readonly topics: readonly FeedTopic[] }
  | { readonly kind: "top"; readonly market: string; readonly venue: Venue | undefined }
  /** The trades that are made from now on are wanted. */
  | { readonly kind: "trades"; readonly market: string; readonly venue: Venue | undefined }
  /** All that happens in the engine is told, for tools. */
  | { readonly kind: "tap" };

/** Asked once, and answered by nothing. */
export type Ask = "connect" | "reconnect" | "close" | "wantMarkets" | "releaseSeed";

/** A read: `readHistory`, or a method of `rest`. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  /** Whether the last of these are options that had a signal. */
  readonly isAbortable: boolean;
}

/** From a page to its engine. */
export type ToEngine =
  /** The first message. `known` is the way from nothing to the page's state so far. */
  | {
      readonly type: "open";
      readonly maker: Maker;
      readonly options: SentOptions;
      readonly known: Patch | undefined;
      readonly isVisible: boolean;
    }
  | { readonly type: "hold"; readonly id: number; readonly hold: Hold }
  | { readonly type: "release"; readonly id: number }
  /** The books are wanted, of the moment of a commit. */
  | { readonly type: "baseline"; readonly tap: number }
  | { readonly type: "ask"; readonly ask: Ask }
  | { readonly type: "seed"; readonly initialData: GivenSeed }
  | { readonly type: "call"; readonly id: number; readonly call: Call }
  /** The read is given up. */
  | { readonly type: "abort"; readonly id: number }
  /** The page was shown or hidden; its link may be dead, or is for this reason. */
  | {
      readonly type: "page";
      readonly isVisible: boolean;
      readonly doubt?: true | undefined;
      readonly dead?: string | undefined;
    }
  /** The last view is shown, or the first one is waited for: another one may be sent. */
  | { readonly type: "taken" }
  /** The page wants nothing any more. */
  | { readonly type: "end" }
  /** All that was asked for in one task of the page, for it is to be one task of the engine: hooks that mount together subscribe once. */
  | { readonly type: "several"; readonly messages: readonly Small[] };

/** A message that a page posts with all others of its task. A clone of it never fails. */
export type Small = Extract<ToEngine, { readonly type: "hold" | "release" | "ask" }>;

/** The end of a read. */
export interface Answer {
  readonly id: number;
  /** The way from nothing to what was read. */
  readonly value?: Patch | undefined;
  readonly error?: ErrorData | undefined;
}

/**
 * All that is new for a page since its last view. There is one for each `taken`, and so never more than one that was sent and not
 * shown yet: a page that is slow or frozen has no queue.
 */
export interface View {
  readonly type: "view";
  /** The way from the last view's state to this one's. */
  readonly patch: Patch | undefined;
  /** The trades of each hold, oldest first. */
  readonly trades: readonly (readonly [hold: number, trade: Trade])[];
  /** The news of each tap. */
  readonly taps: readonly (readonly [hold: number, batch: TapBatch])[];
  readonly answers: readonly Answer[];
  readonly errors: readonly ErrorData[];
  /** Whether the engine has no connection, and is not asked for one. */
  readonly isDown: boolean;
  /** The exchange's time now, in milliseconds since 1970; `undefined` until it has said one. */
  readonly serverTime: number | undefined;
}

/** From an engine to a page. */
export type FromEngine =
  | View
  /** It cannot serve this page: its library is another one, or the options cannot be used. */
  | { readonly type: "unfit"; readonly maker: Maker; readonly error: ErrorData | undefined };
