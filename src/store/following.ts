// Counts who follows each topic: it is taken up with its first holder, and let go of some seconds after its last one. Does not know what is
// said of a topic.
import type { Session } from "../client/session.ts";
import { marketKey } from "../client/venues.ts";
import type { Current } from "./current.ts";
import { withoutTopic, withTopic } from "./entries.ts";
import type { Intake } from "./intake.ts";
import { carrierOf, wireOf } from "./live.ts";
import type { MostAsked } from "./mostAsked.ts";
import type { Retention } from "./retention.ts";
import { isShort } from "./state.ts";
import {
  type DepthTopic,
  type FeedTopic,
  feedId,
  feedKey,
  isPolled,
  type OrdersTopic,
  type TradesTopic,
  toFeedTopic,
} from "./topics.ts";

/** The parts that following works on. */
export interface FollowingOptions {
  readonly session: Session;
  readonly current: Current;
  readonly intake: Intake;
  readonly retention: Retention;
  readonly mostAsked: MostAsked;
}

/** The topics that are followed through one feed. */
export class Following {
  readonly #options: FollowingOptions;
  readonly #taken = new Set<FeedTopic>();

  constructor(options: FollowingOptions) {
    this.#options = options;
  }

  /** The topics that are taken up, lingering ones too. */
  get taken(): ReadonlySet<FeedTopic> {
    return this.#taken;
  }

  /**
   * Follows topics until the returned function is called, and for the linger after it.
   * @throws O2InputError for a topic that cannot be used; then none of them is followed.
   */
  retain(topics: readonly FeedTopic[]): () => void {
    const { retention, session } = this.#options;
    const releases = topics
      .map(toFeedTopic)
      .flatMap((topic) => [
        ...(topic.channel === "depth" ? [this.#show(topic)] : []),
        ...(topic.channel === "trades" ? [this.#want(topic)] : []),
        ...(topic.channel === "orders" && topic.since !== undefined ? [this.#wantChanges(topic, topic.since)] : []),
        retention.hold(feedKey(topic), () => this.#take(topic)),
      ]);
    // Topics that only linger make room for those that are asked for.
    const full = new Set(session.subscriptions.overLimit().map(({ channel }) => channel));
    const isFull = (channel: string): boolean =>
      [...full].some((each) => each === channel || (each === "orders" && channel === "fills"));
    if (full.size > 0) retention.flush((key) => isFull(key.slice(0, key.indexOf(":"))));
    return () => {
      for (const release of releases) release();
    };
  }

  /** Somebody shows a book: what they ask for beyond what is shown is there at once, not with the next frame. */
  #show(topic: DepthTopic): () => void {
    const { current, mostAsked } = this.#options;
    const id = feedId(topic);
    // The best prices are always there.
    const levels = Math.max(1, topic.levels ?? Number.POSITIVE_INFINITY);
    const isMore = levels > mostAsked.most(id) && current.state.depth[id]?.data;
    const release = mostAsked.ask(id, levels);
    if (isMore) {
      if (topic.frequency) current.calm.take(topic);
      else current.bookChanged(marketKey(topic));
      current.flush();
    }
    return release;
  }

  /** Somebody shows trades: those that were not read for lack of anybody who wants them are read now. */
  #want({ limit = 0, ...of }: TradesTopic): () => void {
    const { current, intake, mostAsked } = this.#options;
    const topic = { ...of, limit };
    const release = mostAsked.ask(feedId(topic), limit);
    if (isShort(topic, current.state.trades[feedId(topic)])) intake.records?.readMore(topic);
    return release;
  }

  /** Somebody wants the changes of orders since a time: those that were not read are read now. */
  #wantChanges(topic: OrdersTopic, since: number): () => void {
    const { current, intake, mostAsked } = this.#options;
    const key = feedKey(topic);
    const release = mostAsked.ask(key, -since);
    const held = current.state.orders[feedId(topic)]?.held;
    if (since < (held?.since ?? Number.POSITIVE_INFINITY)) intake.records?.readMore(topic);
    return () => {
      release();
      if (!mostAsked.isAsked(key)) mostAsked.forget(key);
    };
  }

  #take(topic: FeedTopic): () => void {
    const { current, intake, mostAsked } = this.#options;
    const release = topic.channel === "candles" ? this.retain([carrierOf(topic)]) : this.#subscribe(topic);
    current.become(withTopic(current.state, topic));
    if (topic.channel === "depth") this.#takeBook(topic);
    this.#taken.add(topic);
    intake.records?.take(topic);
    return () => {
      this.#taken.delete(topic);
      release?.();
      if (topic.channel === "depth") current.calm.drop(topic);
      mostAsked.forget(feedId(topic));
      current.become(withoutTopic(current.state, topic));
      intake.records?.drop(topic);
    };
  }
  #subscribe(topic: FeedTopic): (() => void) | undefined {
    return isPolled(topic) ? undefined : this.#options.session.retain([wireOf(topic)]);
  }

  #takeBook(topic: DepthTopic): void {
    const { current } = this.#options;
    if (topic.frequency) current.calm.take(topic);
    else current.bookChanged(marketKey(topic));
  }
}
