// The topics that somebody wants, counted, and the slots that serve them. Knows nothing of what the server holds.
import type { Identity } from "./entities.ts";
import { faster } from "./frequencies.ts";
import { type DepthViewTopic, MAX_IDENTITIES, type Topic } from "./protocol.ts";
import { topicKey } from "./topicKeys.ts";
import { type Slot, type SlotName, slotKey, slotOf } from "./wire.ts";

/** Reference counts of topics. */
export class Wanted {
  /** Whether the server has depth views; `undefined` until it has shown. */
  #hasViews: boolean | undefined;
  // In the order of retaining: the first ten identities of a slot are served.
  readonly #topics = new Map<string, { readonly topic: Topic; count: number }>();

  /** Wants a topic once more. */
  retain(topic: Topic): void {
    const key = topicKey(topic);
    const entry = this.#topics.get(key);
    if (entry) entry.count += 1;
    else this.#topics.set(key, { topic, count: 1 });
  }

  /** Wants a topic once less. A release too many does nothing. */
  release(topic: Topic): void {
    const key = topicKey(topic);
    const entry = this.#topics.get(key);
    if (!entry) return;
    entry.count -= 1;
    if (entry.count === 0) this.#topics.delete(key);
  }

  /** The server has no depth views: from now on ordinary books serve those who ask for them. False where that was known. */
  lacksViews(): boolean {
    const isNews = this.#hasViews !== false;
    this.#hasViews = false;
    return isNews;
  }

  /** The server has sent a depth view. True for the first one. */
  sawView(): boolean {
    const isFirst = this.#hasViews === undefined;
    this.#hasViews ??= true;
    return isFirst;
  }

  /** Whether the server may not know what a slot asks for. */
  isTrial(key: string): boolean {
    return this.#hasViews === undefined && key.startsWith("depthView:");
  }

  /** The key of the slot that serves a topic. */
  keyOf(name: SlotName): string {
    return slotKey(this.#isCarried(name) ? { ...name, channel: "depth" } : name);
  }

  /** A topic that a book serves in place of a depth view; `undefined` where there is none. */
  carriedBy({ channel, ...of }: Slot): DepthViewTopic | undefined {
    if (channel !== "depth") return undefined;
    const key = slotKey({ channel, ...of });
    const topics = [...this.#topics.values()].map(({ topic }) => topic);
    return topics.find((topic): topic is DepthViewTopic => topic.channel === "depthView" && this.keyOf(topic) === key);
  }

  #isCarried({ channel, venue }: SlotName): boolean {
    return channel === "depthView" && (this.#hasViews === false || venue === "turbo");
  }

  /** The topic to ask the server for. */
  #served(topic: Topic): Topic {
    if (topic.channel !== "depthView" || !this.#isCarried(topic)) return topic;
    const { venue, market, precision } = topic;
    return { channel: "depth", venue, market, precision };
  }

  /** The topics of identities beyond the ten that the server takes in one slot; the last to come are left out. */
  overLimit(): Topic[] {
    const counts = new Map<string, number>();
    const over: Topic[] = [];
    for (const { topic } of this.#topics.values()) {
      if (!("identity" in topic)) continue;
      const key = slotKey(topic);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count > MAX_IDENTITIES) over.push(topic);
    }
    return over;
  }

  /** The slots that serve all topics: per market the finest precision and the fastest frequency wanted, per channel the first ten identities. */
  slots(): Map<string, Slot> {
    const slots = new Map<string, Slot>();
    for (const { topic: asked } of this.#topics.values()) {
      const topic = this.#served(asked);
      const key = slotKey(topic);
      const slot = slots.get(key);
      if (!slot) slots.set(key, slotOf(topic));
      else slots.set(key, joined(slot, topic));
    }
    return slots;
  }
}

function joined(slot: Slot, topic: Topic): Slot {
  if (slot.channel === "depth" && topic.channel === "depth")
    return topic.precision < slot.precision ? slotOf(topic) : slot;
  if (slot.channel === "depthView" && topic.channel === "depthView")
    return {
      ...slot,
      precision: Math.min(slot.precision, topic.precision),
      frequency: faster(slot.frequency, topic.frequency),
    };
  if (!("identities" in slot) || !("identity" in topic)) return slot;
  const identities: readonly Identity[] = [...slot.identities, topic.identity];
  return { ...slot, identities: identities.slice(0, MAX_IDENTITIES) };
}
