// Compares trades, orders, balances and nonces with REST now and then. Nothing else finds a subscription that ended in silence
// while PINGs are answered. Decides when to read and when a difference counts; does not know what one is.
import { orAborted, sleep } from "../client/abort.ts";
import { isRestError, O2Error } from "../client/errors.ts";
import type { Session } from "../client/session.ts";
import { toTimer } from "../client/timer.ts";
import {
  type ComparedTopic,
  type DifferenceSources,
  lacksTriggers,
  nextMarket,
  nextSubject,
  readDifference,
} from "./differences.ts";
import { carrierOf, ordersOf } from "./live.ts";
import type { O2State } from "./state.ts";
import { type FeedTopic, feedKey, isPolled } from "./topics.ts";

/** The parts that audits need, and the callbacks that they tell. Times in milliseconds. */
export interface TopicAuditsOptions extends DifferenceSources {
  readonly session: Session;
  /** From one audit of a topic to the next; a quarter more or less at random. */
  readonly interval: number;
  readonly random: () => number;
  readonly state: () => O2State;
  /** Whether nothing of a topic is missing. */
  readonly isWhole: (topic: FeedTopic) => boolean;
  /** Whether somebody holds a topic now. */
  readonly isFollowed: (topic: FeedTopic) => boolean;
}

interface Audit {
  readonly topic: ComparedTopic;
  readonly signal: AbortSignal;
  readonly stop: () => void;
  /** The audits so far: what cannot be read at once is read in turn. */
  turn: number;
  /** The audits in a row that found trigger orders unknown. */
  lacking: number;
  /** The doubts since REST last agreed. */
  doubts: number;
  /** The open orders of all markets cannot be read at once. */
  isByMarket: boolean;
}

/** REST may be behind the stream, or answer from a cache: an audit begins this long before its request. */
const QUIET = 10_000;
/** REST may be ahead of the stream, which then has this long to tell the same. */
const SETTLE = 2_000;

/** The audits of all topics but books, candles and what only REST tells. */
export class TopicAudits {
  readonly #options: TopicAuditsOptions;
  readonly #audits = new Map<string, Audit>();

  constructor(options: TopicAuditsOptions) {
    this.#options = options;
  }

  /** Audits a topic from now on. */
  start(topic: FeedTopic): void {
    if (topic.channel === "depth" || topic.channel === "candles" || isPolled(topic)) return;
    this.stop(topic);
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    const audit: Audit = { topic, signal: abort.signal, stop, turn: 0, lacking: 0, doubts: 0, isByMarket: false };
    this.#audits.set(feedKey(topic), audit);
    this.#repeat(audit).catch(() => undefined);
  }

  stop(topic: FeedTopic): void {
    this.#audits.get(feedKey(topic))?.stop();
    this.#audits.delete(feedKey(topic));
  }

  /** The link is another one: an audit under way would wait for a PONG that never comes. */
  restart(): void {
    for (const { topic } of [...this.#audits.values()]) this.start(topic);
  }

  close(): void {
    for (const { topic } of [...this.#audits.values()]) this.stop(topic);
  }

  async #repeat(audit: Audit): Promise<void> {
    const { interval, random } = this.#options;
    while (!audit.signal.aborted) {
      const wait = interval * (audit.doubts < 3 ? 1 : 10) * (0.75 + random() / 2);
      await sleep(toTimer(Math.max(0, wait - QUIET)), audit.signal);
      const isBehind = await this.#isBehind(audit).catch((error: unknown) => {
        // Refused for good: the server may want a market to be named.
        if (isRestError(error) && !error.isTransient) audit.isByMarket = true;
      });
      audit.turn += 1;
      if (isBehind === false) audit.doubts = 0;
      else if (isBehind) this.#doubt(audit);
    }
  }

  /** Whether two reads in a row show that the stream did not tell all; `undefined` where they prove nothing. */
  async #isBehind(audit: Audit): Promise<boolean | undefined> {
    const { topic, signal } = audit;
    const { session, state, isWhole, isFollowed } = this.#options;
    const { subscriptions } = session;
    const before = state();
    const carrier = carrierOf(topic);
    const epoch = subscriptions.epochOf(carrier);
    const canTell = (): boolean =>
      session.page.isVisible &&
      !session.connection.isSilent &&
      isFollowed(topic) &&
      isWhole(topic) &&
      subscriptions.epochOf(carrier) === epoch;
    await sleep(QUIET, signal);
    let subject = await nextSubject(topic, audit, before, this.#options);
    audit.lacking = lacksTriggers(topic, before) ? audit.lacking + 1 : 0;
    let market = nextMarket(topic, audit.turn, audit.lacking, before);
    let isOfTriggers = false;
    for (const isSecond of [false, true]) {
      if (!canTell()) return undefined;
      const compare = await readDifference(topic, { subject, market }, this.#options, {
        retries: 0,
        isUrgent: false,
        signal,
      });
      // The stream has told all that happened before the PONG, if the subscription stands.
      await orAborted(new Promise<void>((resolve) => session.whenRead(resolve)), signal);
      await sleep(SETTLE, signal);
      if (!canTell()) return undefined;
      const difference = compare(before, state());
      // A list of all markets that the list of one contradicts is not what it was taken for.
      audit.isByMarket ||= isSecond && !difference && !isOfTriggers;
      if (!difference) return false;
      ({ subject, isOfTriggers = false } = difference);
      if (market !== undefined) market = subject;
    }
    return true;
  }

  #doubt(audit: Audit): void {
    const { session } = this.#options;
    const { topic } = audit;
    const name = feedKey(topic);
    audit.doubts += 1;
    const reason = `REST knows more of ${name} than its subscription told, so it is subscribed to anew.`;
    session.doubt(topic.channel === "fills" ? ordersOf(topic) : topic, new O2Error(reason));
    if (audit.doubts !== 3) return;
    // The two are not comparable now, and asking on would only cost.
    const more = "REST disagrees with fresh subscriptions too, so it is audited ten times less often.";
    session.report(new O2Error(`${name}: ${more}`));
  }
}
