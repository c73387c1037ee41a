// The audits of all that one feed follows, while it is open: those of books, which many readers of a market share, and those of the
// other topics. Does not know how either is done.
import { type AuditCounters, Audits, type Compared } from "../client/audits.ts";
import { comparedBooks } from "../client/bookComparison.ts";
import type { O2Error } from "../client/errors.ts";
import type { O2Rest } from "../client/rest.ts";
import { marketKey } from "../client/venues.ts";
import { comparedViews } from "../client/viewComparison.ts";
import { topicsOf } from "./entries.ts";
import { TopicAudits, type TopicAuditsOptions } from "./topicAudits.ts";
import type { DepthTopic, FeedTopic } from "./topics.ts";

/** The options of the audits. */
export interface AllAuditsOptions extends TopicAuditsOptions {
  readonly rest: O2Rest;
}

/** The audits of books that are told in one way. */
interface BookAudits {
  readonly audits: Audits;
  readonly isOf: (topic: DepthTopic) => boolean;
  /** The number of books of each market, by its name on its venue, that are followed: one at each precision and frequency. */
  readonly held: Map<string, number>;
}

/** The audits of one feed. */
export class AllAudits {
  readonly #options: AllAuditsOptions;
  readonly #books: readonly BookAudits[];
  readonly #topics: TopicAudits;
  #isOpen = false;

  constructor(options: AllAuditsOptions) {
    this.#options = options;
    const onError = (error: O2Error): void => options.session.report(error);
    const audited = (compared: Compared, isOf: BookAudits["isOf"]): BookAudits => ({
      audits: new Audits({ ...options, onError, compared }),
      isOf,
      held: new Map(),
    });
    this.#books = [
      // A calm book is served by the ordinary one where there are no depth views.
      audited(comparedBooks(options), () => true),
      audited(comparedViews(options), ({ frequency }) => frequency !== undefined),
    ];
    this.#topics = new TopicAudits(options);
  }

  /** The counts of a market's audits. */
  counters(market: string): AuditCounters {
    const counts = this.#books.map(({ audits }) => audits.counters(market));
    const sumOf = (name: keyof AuditCounters): number => counts.reduce((sum, each) => sum + each[name], 0);
    return { audits: sumOf("audits"), mismatches: sumOf("mismatches") };
  }

  /** A topic is followed from now on. */
  take(topic: FeedTopic): void {
    if (topic.channel === "depth") {
      const market = marketKey(topic);
      for (const { audits, held } of this.#booksOf(topic)) {
        held.set(market, (held.get(market) ?? 0) + 1);
        if (this.#isOpen) audits.start(market);
      }
    }
    if (this.#isOpen) this.#topics.start(topic);
  }

  /** A topic is not followed any more. */
  drop(topic: FeedTopic): void {
    this.#topics.stop(topic);
    if (topic.channel !== "depth") return;
    const market = marketKey(topic);
    for (const { audits, held } of this.#booksOf(topic)) {
      const count = (held.get(market) ?? 1) - 1;
      held.set(market, count);
      if (count > 0) continue;
      held.delete(market);
      audits.stop(market);
    }
  }

  /** The feed connects: all that is followed is audited. */
  open(): void {
    this.#isOpen = true;
    for (const { audits, held } of this.#books) for (const market of held.keys()) audits.start(market);
    for (const topic of topicsOf(this.#options.state())) this.#topics.start(topic);
  }

  /** The link changed: what was compared over the one before says nothing. */
  restart(): void {
    this.#topics.restart();
  }

  /** The feed is closed. */
  close(): void {
    this.#isOpen = false;
    for (const { audits, held } of this.#books) for (const market of held.keys()) audits.stop(market);
    this.#topics.close();
  }

  #booksOf(topic: DepthTopic): readonly BookAudits[] {
    return this.#books.filter(({ isOf }) => isOf(topic));
  }
}
