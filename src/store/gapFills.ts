// Fills gaps: reads over REST what was said before a subscription, and joins it with what the stream said since.
// Knows nothing of the store: it hands out functions that take in what it found.
import { sleep } from "../client/abort.ts";
import type { Update } from "../client/protocol.ts";
import { persist } from "../client/retry.ts";
import { type Item, type Join, nothingBuffered, readGap, type Sources } from "./backfill.ts";
import type { Around, Buffered } from "./channels/channel.ts";
import { bufferedWith, withBuffered } from "./channels/channels.ts";
import { type Failure, toFailure } from "./failure.ts";
import type { O2State } from "./state.ts";
import { type CarriedTopic, feedKey } from "./topics.ts";

/** The parts that the fills of gaps need, and the callbacks that they tell. */
export interface GapFillsOptions extends Sources {
  /** The state now. */
  readonly state: () => O2State;
  /** The facts that the channels may go by now. */
  readonly around: () => Around;
  /** Calls back when the stream has said all that had happened by now; at once while the link is down. */
  readonly whenRead: (then: () => void) => void;
  readonly now: () => number;
  /** The gap is filled: the topic is current once this is taken in. The stream said what is `buffered` meanwhile. */
  readonly onFilled: (topic: CarriedTopic, join: Join, buffered: readonly Item[]) => void;
  /** An attempt failed; another follows. Till then there is what the stream alone said. */
  readonly onFailed: (topic: CarriedTopic, failure: Failure, join: Join) => void;
  /** The wait of the first read, in milliseconds: after an outage many clients come back together. */
  readonly wait: () => number;
  /** Whether somebody holds a topic now, so that it is read before those that only linger. */
  readonly isFollowed: (topic: CarriedTopic) => boolean;
  /** The first wait after a failed attempt, in milliseconds; doubles to a minute. */
  readonly retryDelay: number;
}

interface GapFill {
  readonly topic: CarriedTopic;
  readonly buffered: Buffered<Item>;
  abort: AbortController | undefined;
}

/** One fill per topic at a time. */
export class GapFills {
  readonly #options: GapFillsOptions;
  readonly #fills = new Map<string, GapFill>();
  /** The gaps of links that are gone, which were never filled. */
  readonly #unfilled = new Map<string, GapFill>();
  /** The topics that were filled when the stream had caught up, and when that was. */
  readonly #caughtUp = new Map<string, { readonly topic: CarriedTopic; readonly at: number }>();

  constructor(options: GapFillsOptions) {
    this.#options = options;
  }

  /** A subscription of this topic was sent: what is said from now on counts as said since. */
  arm(topic: CarriedTopic): void {
    const key = feedKey(topic);
    // Trades heard behind a hole that was never filled prove nothing about it.
    const before = topic.channel === "trades" ? (this.#fills.get(key) ?? this.#unfilled.get(key)) : undefined;
    this.forget(topic);
    this.#fills.set(key, { topic, buffered: nothingBuffered(before?.buffered.items), abort: undefined });
  }

  /** The server has the subscription: what is read from now on leaves no gap before it. */
  start(topic: CarriedTopic): void {
    const fill = this.#fills.get(feedKey(topic));
    if (!fill) return;
    fill.abort?.abort();
    fill.abort = new AbortController();
    void this.#run(fill, fill.abort.signal);
  }

  /** Whether a topic's gap is not filled yet. */
  isOpen(topic: CarriedTopic): boolean {
    return this.#fills.has(feedKey(topic));
  }

  /** Whether a topic's gap is being read. */
  isReading(topic: CarriedTopic): boolean {
    return this.#fills.get(feedKey(topic))?.abort !== undefined;
  }

  /** The stream's items of a topic since its subscription, while its gap is open. */
  bufferedOf(topic: CarriedTopic): readonly Item[] | undefined {
    return this.#fills.get(feedKey(topic))?.buffered.items;
  }

  /** Nobody holds the topic any more, or it is about to be subscribed anew. */
  forget(topic: CarriedTopic): void {
    const key = feedKey(topic);
    this.#fills.get(key)?.abort?.abort();
    this.#fills.delete(key);
    this.#unfilled.delete(key);
  }

  /** The topics that were filled since a time, because the stream was said to have caught up. */
  caughtUpSince(time: number): CarriedTopic[] {
    return [...this.#caughtUp.values()].filter(({ at }) => at >= time).map(({ topic }) => topic);
  }

  /** The link is gone, and the subscriptions with it. */
  lost(): void {
    this.#caughtUp.clear();
    for (const [key, fill] of [...this.#fills]) {
      this.forget(fill.topic);
      this.#unfilled.set(key, fill);
    }
  }

  /** The stream spoke, perhaps over a link that whoever was told of it first has closed. */
  push(update: Update): void {
    const around = this.#options.around();
    for (const { topic, buffered } of [...this.#fills.values(), ...this.#unfilled.values()])
      if (topic.channel !== "depth")
        buffered.items = bufferedWith(buffered.items, topic.channel, topic, update, around);
  }

  async #run(fill: GapFill, signal: AbortSignal): Promise<void> {
    const { topic, buffered } = fill;
    const { state, around, whenRead, now, onFilled, onFailed, retryDelay, wait, isFollowed } = this.#options;
    const how = { retries: 0, signal, isUrgent: isFollowed(topic) };
    const delay = wait();
    if (delay > 0) await sleep(delay, signal).catch(() => undefined);
    if (signal.aborted) return;
    const join = await persist(() => readGap(topic, state(), buffered, this.#options, how), {
      delay: retryDelay,
      signal,
      onFailed: (thrown, wait) =>
        onFailed(topic, toFailure(thrown, now() + wait), (state) =>
          topic.channel === "depth" ? state : withBuffered(state, buffered.items, topic.channel, topic, around()),
        ),
    });
    if (!join) return;
    const done = (): void => {
      // Given up by forget(), if only just now: another fill has taken its place, or nobody wants one.
      if (signal.aborted) return;
      this.#fills.delete(feedKey(topic));
      onFilled(topic, join, buffered.items);
    };
    // Read in parts, market by market or asset by asset, and some may be ahead of the stream: together with what it said
    // they are true of no moment before it has caught up.
    if (topic.channel === "orders" || topic.channel === "balances" || topic.channel === "fills")
      whenRead(() => {
        this.#caughtUp.set(feedKey(topic), { topic, at: now() });
        done();
      });
    else done();
  }
}
