// The data that a recorder shows of a feed. Types only.
import type { MarketCounters } from "../client/audits.ts";
import type { Connection } from "../client/connection.ts";
import type { ClientCounters } from "../client/events.ts";
import type { Topic } from "../client/protocol.ts";
import type { Slot } from "../client/wire.ts";
import type { O2State } from "../store/state.ts";
import type { Second } from "./Rates.ts";
import type { Recording } from "./Reel.ts";

/** A change of the connection. */
export interface ConnectionChange {
  readonly at: number;
  readonly connection: Connection;
}

/** Something went wrong, and what. */
export interface Notice {
  readonly number: number;
  readonly at: number;
  readonly kind: "malformed frame" | "in doubt" | "subscription rejected" | "over the limit" | "server error";
  readonly text: string;
  /** The market it is about. */
  readonly market?: string | undefined;
  /** The beginning of the frame. */
  readonly excerpt?: string | undefined;
}

/** A write of the store. */
export interface Commit {
  readonly at: number;
  /** The number of frames that had come and gone before. */
  readonly frames: number;
  /** The topics whose entries changed: `"depth:0x…"`, `"trades:0x…"`, `"orders"`, `"balances"`, `"nonce"`. */
  readonly subjects: readonly string[];
}

/** All that a recorder knows at one moment. */
export interface Look {
  readonly at: number;
  /** When it began to watch. */
  readonly since: number;
  readonly state: O2State;
  readonly connection: Connection;
  readonly lastMessageAt: number | undefined;
  readonly counters: ClientCounters;
  /** By market. */
  readonly books: ReadonlyMap<string, MarketCounters>;
  /** By `"channel:id"`. */
  readonly holders: ReadonlyMap<string, number>;
  /** The slots that the server holds. */
  readonly slots: readonly Slot[];
  /** The topics that it has no room for. */
  readonly unserved: readonly Topic[];
  readonly connections: readonly ConnectionChange[];
  readonly notices: readonly Notice[];
  readonly seconds: readonly Second[];
  readonly commits: readonly Commit[];
  /** Frames received since it began, by action. */
  readonly actions: ReadonlyMap<string, number>;
  readonly recording: Recording;
}
