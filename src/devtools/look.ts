// The data that a recorder shows of a feed. Types only.
import type { Connection } from "../client/connection.ts";
import type { EngineFacts } from "../port/taps.ts";
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
export interface Look extends EngineFacts {
  readonly at: number;
  /** When it began to watch. */
  readonly since: number;
  /** Whether the engine is in this page; `undefined` before there is one. */
  readonly isHere: boolean | undefined;
  /** The number of frames and other events that an engine in another thread could not tell of: the page was too slow. */
  readonly lost: number;
  readonly state: O2State;
  readonly connection: Connection;
  readonly connections: readonly ConnectionChange[];
  readonly notices: readonly Notice[];
  readonly seconds: readonly Second[];
  readonly commits: readonly Commit[];
  /** Frames received since it began, by action. */
  readonly actions: ReadonlyMap<string, number>;
  readonly recording: Recording;
}
