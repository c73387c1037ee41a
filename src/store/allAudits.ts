// The audits of all that one feed follows, while it is open: those of books, which many readers of a market share, and those of the
// other topics. Does not know how either is done.
import { type AuditCounters, Audits } from "../client/audits.ts";
import type { O2Rest } from "../client/rest.ts";
import { marketKey } from "../client/venues.ts";
import { topicsOf } from "./entries.ts";
import { TopicAudits, type TopicAuditsOptions } from "./topicAudits.ts";
import type { FeedTopic } from "./topics.ts";

/** The options of the audits. */
export interface AllAuditsOptions extends TopicAuditsOptions {
  readonly rest: O2Rest;
}

/** The audits of one feed. */
export class AllAudits {
  readonly #options: AllAuditsOptions;
  readonly #books: Audits;
  readonly #topics: TopicAudits;
  /** The number of books of each market, by its name on its venue, that are followed: one at each precision. */
  readonly #held = new Map<string, number>();
  #isOpen = false;

  constructor(options: AllAuditsOptions) {
    const { session } = options;
    this.#options = options;
    this.#books = new Audits({ ...options, onError: (error) => session.report(error) });
    this.#topics = new TopicAudits(options);
  }

  /** The counts of a market's audits. */
  counters(market: string): AuditCounters {
    return this.#books.counters(market);
  }

  /** A topic is followed from now on. */
  take(topic: FeedTopic): void {
    if (topic.channel === "depth") {
      const market = marketKey(topic);
      this.#held.set(market, (this.#held.get(market) ?? 0) + 1);
      if (this.#isOpen) this.#books.start(market);
    }
    if (this.#isOpen) this.#topics.start(topic);
  }

  /** A topic is not followed any more. */
  drop(topic: FeedTopic): void {
    this.#topics.stop(topic);
    if (topic.channel !== "depth") return;
    const market = marketKey(topic);
    const count = (this.#held.get(market) ?? 1) - 1;
    this.#held.set(market, count);
    if (count > 0) return;
    this.#held.delete(market);
    this.#books.stop(market);
  }

  /** The feed connects: all that is followed is audited. */
  open(): void {
    this.#isOpen = true;
    for (const market of this.#held.keys()) this.#books.start(market);
    for (const topic of topicsOf(this.#options.state())) this.#topics.start(topic);
  }

  /** The link changed: what was compared over the one before says nothing. */
  restart(): void {
    this.#topics.restart();
  }

  /** The feed is closed. */
  close(): void {
    this.#isOpen = false;
    for (const market of this.#held.keys()) this.#books.stop(market);
    this.#topics.close();
  }
}
