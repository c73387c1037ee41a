// Reads what no subscription tells while somebody holds it: until it holds, again while the page is visible, and at once when something
// says that it has changed. Does not know what is read.
import { sleep } from "../client/abort.ts";
import { persist } from "../client/retry.ts";
import type { Session } from "../client/session.ts";
import type { Polled } from "./channels/polled.ts";
import type { Reading } from "./channels/read.ts";
import type { Current } from "./current.ts";
import { patch, readWhole } from "./entries.ts";
import { type Failure, toFailure } from "./failure.ts";
import { noRest } from "./initialState.ts";
import type { O2State } from "./state.ts";
import { feedId, feedKey, type PolledTopic } from "./topics.ts";

/** The sources of a read. */
interface PolledSources extends Pick<Reading, "rest" | "markets" | "margin" | "how"> {
  /** The exchange's time when the read begins, in milliseconds since 1970. */
  readonly asOf: number;
}

/** A topic and its read. */
export interface Readable {
  readonly polled: Polled;
  /** Reads it, and has it taken in. Resolves to whether that is news. */
  readonly read: (sources: PolledSources) => Promise<boolean>;
}

/** The parts that the reads need, and the callbacks that they tell. */
export interface PollsOptions {
  /** `undefined` where there is no REST: then nothing can be read. */
  readonly sources: Pick<PolledSources, "rest" | "markets" | "margin"> | undefined;
  readonly session: Pick<Session, "page" | "clock">;
  readonly current: Pick<Current, "state" | "become" | "request">;
  readonly now: () => number;
  readonly random: () => number;
  /** The data of a topic, and its read. */
  readonly readableOf: (topic: PolledTopic) => Readable;
  /** Whether somebody holds a topic now; one that lingers is read last. */
  readonly isFollowed: (topic: PolledTopic) => boolean;
  readonly onRead: () => void;
  readonly onFailed: (failure: Failure) => void;
}

/** The first wait after a failed read, in milliseconds; doubles to a minute. */
const RETRY_DELAY = 1_000;

/** The most that a read is later than its interval, at random, in milliseconds. */
const SPREAD = 3_000;

/** A read is believed for so much longer than its interval, in milliseconds: for as long as the next one may take. */
const PATIENCE = 15_000;

/** The interval at which a page that was hidden when a read was due is looked at, if nothing tells that it is shown. */
const LOOK = 10_000;

/** The least time from one read to the next that was not due yet, in milliseconds; doubles while they say nothing new, to the interval at most. */
const SOONEST = 1_000;
const SOONEST_MOST = 30_000;

/** The topics as an error names them. */
const NAMES: { readonly [C in PolledTopic["channel"]]: string } = {
  marketSummaries: "days of markets",
  account: "accounts",
  marginAccount: "margin accounts",
  marginTiers: "margin tiers",
};

/** The proof of what no subscription tells. */
const PROVEN = 0;

interface Poll extends Readable {
  readonly topic: PolledTopic;
  abort: AbortController;
  resting: AbortController | undefined;
  /** When the last read began. */
  readAt: number;
  isFailing: boolean;
  /** The reads in a row that said nothing new, though something had said that there was. */
  idle: number;
}

/** The reads of one feed. */
export class Polls {
  readonly #options: PollsOptions;
  readonly #polls = new Map<string, Poll>();
  #isOpen = false;
  #unwatch: (() => void) | undefined;

  constructor(options: PollsOptions) {
    this.#options = options;
  }

  /** A topic is held from now on. */
  take(topic: PolledTopic): void {
    const readable = this.#options.readableOf(topic);
    const readAt = Number.NEGATIVE_INFINITY;
    const abort = new AbortController();
    const poll: Poll = { topic, ...readable, abort, resting: undefined, readAt, isFailing: false, idle: 0 };
    this.#polls.set(feedKey(topic), poll);
    if (!this.#options.sources) this.#patch(topic, { error: noRest(NAMES[topic.channel]) });
    else if (this.#isOpen) this.#start(poll);
    this.#watch();
  }

  /** A topic is not held any more. */
  drop(topic: PolledTopic): void {
    const poll = this.#polls.get(feedKey(topic));
    this.#polls.delete(feedKey(topic));
    poll?.abort.abort();
    poll?.polled.end();
    this.#watch();
  }

  /** The feed connects. */
  open(): void {
    if (this.#isOpen || !this.#options.sources) return;
    this.#isOpen = true;
    for (const poll of this.#polls.values()) this.#start(poll);
    this.#watch();
  }

  /** Gives up what is under way: nothing is proven any more. */
  close(): void {
    this.#isOpen = false;
    this.#watch();
    for (const poll of this.#polls.values()) {
      poll.abort.abort();
      poll.readAt = Number.NEGATIVE_INFINITY;
    }
  }

  /** The state with what is polled as of it. */
  toNow(state: O2State): O2State {
    let next = state;
    for (const { topic, polled, readAt, isFailing, resting } of this.#polls.values()) {
      const shown = polled.show(next);
      if (!shown) continue;
      const isProven = shown.isProven && !isFailing && this.#isYoung(readAt, polled.interval + PATIENCE);
      const { data, trouble } = shown;
      // The failure of a read is said until one holds.
      const ill = isFailing ? {} : { error: trouble?.error, retryAt: trouble?.retryAt };
      const change = { data, epoch: isProven ? PROVEN : undefined, ...ill };
      next = patch(next, topic.channel, feedId(topic), change as object);
      if (shown.isBehind) resting?.abort();
    }
    return next;
  }

  /** A page that was hidden or cut off reads at once what is due, while something is held. */
  #watch(): void {
    const isWanted = this.#isOpen && this.#polls.size > 0;
    if (isWanted === (this.#unwatch !== undefined)) return;
    const onDoubt = (): void => {
      for (const { readAt, polled, resting } of this.#polls.values())
        if (!this.#isYoung(readAt, polled.interval)) resting?.abort();
    };
    this.#unwatch?.();
    this.#unwatch = isWanted ? this.#options.session.page.watch({ onDoubt, onDead: onDoubt }) : undefined;
  }

  #start(poll: Poll): void {
    poll.abort = new AbortController();
    void this.#repeat(poll, poll.abort.signal);
  }

  async #repeat(poll: Poll, signal: AbortSignal): Promise<void> {
    let isWoken = false;
    while (!signal.aborted) {
      const isNews = await this.#read(poll, signal);
      if (isNews === undefined) return;
      // A read that was due need not find anything new.
      poll.idle = isWoken && !isNews ? poll.idle + 1 : 0;
      isWoken = await this.#rest(poll, signal);
    }
  }

  /** Reads until it holds; `undefined` when it was given up. */
  async #read(poll: Poll, signal: AbortSignal): Promise<boolean | undefined> {
    const { sources, session, now, isFollowed, onRead, onFailed } = this.#options;
    const { topic } = poll;
    if (!sources) return undefined;
    let begun = 0;
    const read = (): Promise<boolean> => {
      begun = now();
      const how = { retries: 0, signal, isUrgent: isFollowed(topic) };
      return poll.read({ ...sources, how, asOf: session.clock.now });
    };
    const isNews = await persist(read, {
      delay: RETRY_DELAY,
      signal,
      onFailed: (thrown, wait) => {
        const failure = toFailure(thrown, now() + wait);
        poll.isFailing = true;
        this.#patch(topic, { epoch: undefined, ...failure });
        onFailed(failure);
      },
    });
    if (isNews === undefined || signal.aborted) return undefined;
    poll.readAt = begun;
    poll.isFailing = false;
    onRead();
    this.#patch(topic, readWhole(now()));
    this.#options.current.request();
    return isNews;
  }

  /** Waits until it is to be read again, or until it is given up; resolves to whether something said that it has changed. */
  async #rest(poll: Poll, signal: AbortSignal): Promise<boolean> {
    const { session, current, random, now } = this.#options;
    const interval = poll.polled.interval + random() * SPREAD;
    const isWoken = await this.#slept(poll, interval, signal);
    if (isWoken) {
      const soonest = Math.min(SOONEST_MOST, poll.polled.interval, SOONEST * 2 ** poll.idle);
      await this.#slept(undefined, Math.max(0, Math.min(soonest, poll.readAt + soonest - now())), signal);
    }
    while (!session.page.isVisible && !signal.aborted) {
      current.request();
      await this.#slept(poll, LOOK, signal);
    }
    return isWoken;
  }

  /** Waits; resolves to whether it was woken before. */
  async #slept(poll: Poll | undefined, milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const resting = new AbortController();
    const end = (): void => resting.abort();
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    if (poll) poll.resting = resting;
    if (!resting.signal.aborted) await sleep(milliseconds, resting.signal).catch(() => undefined);
    signal.removeEventListener("abort", end);
    if (poll) poll.resting = undefined;
    return resting.signal.aborted;
  }

  /** Whether a time was at most so long ago, by a clock that may have been set. */
  #isYoung(time: number, age: number): boolean {
    return Math.abs(this.#options.now() - time) <= age;
  }

  #patch(topic: PolledTopic, change: object): void {
    const { current } = this.#options;
    current.become(patch(current.state, topic.channel, feedId(topic), change));
  }
}
