// The contract of a channel that no subscription tells: what is kept of a read, how long it holds, and what is shown of it as of a state.
// Its read stands in a file beside the channel, which itself imports no REST.
import type { Entry, O2State, TopicData } from "../state.ts";
import type { PolledTopic } from "../topics.ts";

/** The data that is shown. */
export interface Shown<C extends PolledTopic["channel"]> {
  /** The same object while it is the same. */
  readonly data: TopicData[C];
  /** Whether the last read is a proof of it, if it is young enough. */
  readonly isProven: boolean;
  /** Whether something has changed since the last read: then it is read again at once. */
  readonly isBehind: boolean;
  /** The trouble of a topic that proves it. */
  readonly trouble?: Pick<Entry<unknown>, "error" | "retryAt"> | undefined;
}

/** One topic of such a channel, while it is held. */
export interface Polled<C extends PolledTopic["channel"] = PolledTopic["channel"]> {
  /** From one read to the next, in milliseconds. */
  readonly interval: number;
  /** The topic as of a state; `undefined` before the first read. */
  show(state: O2State): Shown<C> | undefined;
  /** Nobody holds it any more. */
  end(): void;
}
