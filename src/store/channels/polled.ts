// The contract of a channel that no subscription tells: how it is read, how often, and what is shown of it as of a state.
import type { ReadOptions } from "../../client/request.ts";
import type { O2State, TopicData } from "../state.ts";
import type { PolledTopic } from "../topics.ts";
import type { Reading } from "./read.ts";

/** The sources of its reads. */
export interface PolledSources extends Pick<Reading, "rest" | "markets"> {
  readonly how: ReadOptions;
  /** The exchange's time when the read begins, in milliseconds since 1970. */
  readonly asOf: number;
}

/** What is shown. */
export interface Shown<C extends PolledTopic["channel"]> {
  /** The same object while it is the same. */
  readonly data: TopicData[C];
  /** Whether the last read is a proof of it, if it is young enough. */
  readonly isProven: boolean;
  /** Whether something has changed since the last read: then it is read again at once. */
  readonly isBehind: boolean;
}

/** One topic of such a channel, while it is held. */
export interface Polled<C extends PolledTopic["channel"] = PolledTopic["channel"]> {
  /** Reads it, and keeps what was read. Resolves to whether that is news. */
  read(sources: PolledSources): Promise<boolean>;
  /** From one read to the next, in milliseconds. */
  readonly interval: number;
  /** The topic as of a state; `undefined` before the first read. */
  show(state: O2State): Shown<C> | undefined;
  /** Nobody holds it any more. */
  end(): void;
}
