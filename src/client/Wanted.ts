// The topics that somebody wants, counted, and the slots that serve them. Knows nothing of what the server holds.
import type { Identity } from "./entities.ts";
import { MAX_IDENTITIES, type Topic } from "./protocol.ts";
import { topicKey } from "./topicKeys.ts";
import { type Slot, slotKey, slotOf } from "./wire.ts";

/** Reference counts of topics. */
export class Wanted {
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

  /** The slots that serve all topics: per market the finest precision wanted, per channel the first ten identities. */
  slots(): Map<string, Slot> {
    const slots = new Map<string, Slot>();
    for (const { topic } of this.#topics.values()) {
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
  if (!("identities" in slot) || !("identity" in topic)) return slot;
  const identities: readonly Identity[] = [...slot.identities, topic.identity];
  return { ...slot, identities: identities.slice(0, MAX_IDENTITIES) };
}
