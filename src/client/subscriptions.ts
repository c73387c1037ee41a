// What is wanted (reference counts) against what the server holds; diff() says what to send to make them one.
// Pure: knows nothing of sockets, time or text.
import { identityKey, topicKey } from "./ids.ts";
import {
  type Channel,
  type Identity,
  type IdentityChannel,
  MAX_IDENTITIES,
  type Request,
  type Topic,
} from "./protocol.ts";
import { type Slot, slotKey, slotOf, subscribe, unsubscribe } from "./wire.ts";

/** One exchange of frames about one place: what to send, and what the server held before and holds from then on. */
export interface Step {
  readonly requests: readonly Request[];
  readonly before: Slot | undefined;
  readonly after: Slot | undefined;
  /** Whether something of a slot that was given up in this place, now or before, may still come. */
  readonly mayBeLate: boolean;
}

/** Counts what is wanted and remembers what the server was told. */
export class Subscriptions {
  // In the order of retaining: the first ten identities of a channel are served.
  readonly #wanted = new Map<string, { readonly topic: Topic; count: number }>();
  readonly #held = new Map<string, Slot>();
  // A book is asked for anew only after its snapshot came: with two outstanding, nothing would tell whose the first to
  // arrive is. A book that nobody wants any more is given up at once; the next one is fenced (see Books.start).
  readonly #awaiting = new Set<string>();
  readonly #renew = new Set<string>();
  // Of a slot that was given up, entries may still be under way, until the server has read the next one in its place.
  readonly #givenUp = new Set<string>();
  // Places whose subscription the server may not have read, or has refused.
  readonly #unread = new Set<string>();

  /** Wants a topic once more. */
  retain(topic: Topic): void {
    const key = topicKey(topic);
    const entry = this.#wanted.get(key);
    if (entry) entry.count += 1;
    else this.#wanted.set(key, { topic, count: 1 });
  }

  /** Wants a topic once less. */
  release(topic: Topic): void {
    const key = topicKey(topic);
    const entry = this.#wanted.get(key);
    if (!entry) return;
    entry.count -= 1;
    if (entry.count === 0) this.#wanted.delete(key);
  }

  /** The topics that are wanted but do not fit: identities beyond the ten that the server takes, last come first refused. */
  refused(): Topic[] {
    const seen: Record<IdentityChannel, number> = { orders: 0, balances: 0, nonce: 0 };
    const refused: Topic[] = [];
    for (const { topic } of this.#wanted.values()) {
      if (!("identity" in topic)) continue;
      seen[topic.channel] += 1;
      if (seen[topic.channel] > MAX_IDENTITIES) refused.push(topic);
    }
    return refused;
  }

  /** What the server holds. */
  get slots(): readonly Slot[] {
    return [...this.#held.values()];
  }

  /** Whether the server holds what a topic needs. */
  isHeld(topic: Topic): boolean {
    if (topic.channel === "trades") return this.#held.has(slotKey(topic));
    if (topic.channel === "depth") return (this.precision(topic.market) ?? Infinity) <= topic.precision;
    const key = identityKey(topic.identity);
    return this.identities(topic.channel).some((identity) => identityKey(identity) === key);
  }

  /** Whether the server has read the subscription that holds a topic: what happens from now on is said. */
  isRead(topic: Topic): boolean {
    return this.isHeld(topic) && !this.#unread.has(slotKey(topic));
  }

  /** The identities a channel's slot holds at the server. */
  identities(channel: Channel): readonly Identity[] {
    const slot = this.#held.get(slotKey({ channel }));
    return slot && "identities" in slot ? slot.identities : [];
  }

  /** Whether an entry of a channel that names nobody can only be of the one identity held. */
  isOnly(channel: Channel): boolean {
    return this.identities(channel).length === 1 && !this.#givenUp.has(slotKey({ channel }));
  }

  /** Whether what comes of a channel may be of a slot that was given up, older than the one held. */
  mayBeLate(channel: Channel): boolean {
    return this.#givenUp.has(slotKey({ channel }));
  }

  /** The precision level held for a market, if any. */
  precision(market: string): number | undefined {
    const slot = this.#held.get(slotKey({ channel: "depth", market }));
    return slot?.channel === "depth" ? slot.precision : undefined;
  }

  /** The connection is gone and all that the server held with it: the next diff says everything again. */
  lost(): void {
    this.#held.clear();
    this.#awaiting.clear();
    this.#renew.clear();
    this.#givenUp.clear();
    this.#unread.clear();
  }

  /** A market's snapshot came, or is not waited for any longer. */
  settled(market: string): void {
    this.#awaiting.delete(slotKey({ channel: "depth", market }));
  }

  /** The server has read these subscriptions: what comes from now on is of no other. */
  confirmed(slots: readonly Slot[]): void {
    for (const slot of slots) {
      this.#givenUp.delete(slotKey(slot));
      this.#unread.delete(slotKey(slot));
    }
  }

  /** The server refused these, or something of them was lost: until they are read again they prove nothing. */
  doubted(slots: readonly Slot[]): void {
    for (const slot of slots) this.#unread.add(slotKey(slot));
  }

  /** Wants a slot that was refused from the start again. */
  again(slot: Slot): void {
    this.#renew.add(slotKey(slot));
  }

  /** Wants a market's book from the start again. */
  renew(market: string): void {
    this.#renew.add(slotKey({ channel: "depth", market }));
  }

  /** What to send so that the server holds what is wanted; each step is taken as done. */
  diff(): Step[] {
    const wanted = this.#slots();
    const steps: Step[] = [];
    for (const place of new Set([...this.#held.keys(), ...wanted.keys()])) {
      const held = this.#held.get(place);
      const slot = wanted.get(place);
      if ((slot && this.#awaiting.has(place)) || (isSame(held, slot) && !this.#renew.has(place))) continue;
      this.#renew.delete(place);
      // A second subscribe for a place that is taken is refused: always give it up first.
      const requests = [...(held ? [unsubscribe(held)] : []), ...(slot ? [subscribe(slot)] : [])];
      if (slot) this.#held.set(place, slot);
      else this.#held.delete(place);
      if (slot) this.#unread.add(place);
      this.#awaiting.delete(place);
      if (slot?.channel === "depth") this.#awaiting.add(place);
      if (held) this.#givenUp.add(place);
      steps.push({ requests, before: held, after: slot, mayBeLate: this.#givenUp.has(place) });
    }
    return steps;
  }

  #identities(channel: IdentityChannel): Identity[] {
    const identities: Identity[] = [];
    for (const { topic } of this.#wanted.values()) if (topic.channel === channel) identities.push(topic.identity);
    return identities;
  }

  /**
   * What the server should hold: per market the finest precision wanted, per channel the first ten identities. Each is a
   * new object, by which the answer to it is told from that to the one before.
   */
  #slots(): Map<string, Slot> {
    const slots = new Map<string, Slot>();
    const add = (slot: Slot) => slots.set(slotKey(slot), slot);
    for (const { topic } of this.#wanted.values()) {
      const place = slotKey(topic);
      const slot = slots.get(place);
      if (topic.channel === "trades") add(slotOf(topic));
      else if (topic.channel === "depth") {
        if (slot?.channel !== "depth" || topic.precision < slot.precision) add(slotOf(topic));
      } else if (!slot)
        add({
          channel: topic.channel,
          identities: this.#identities(topic.channel).slice(0, MAX_IDENTITIES),
        });
    }
    return slots;
  }
}

function isSame(held: Slot | undefined, wanted: Slot | undefined): boolean {
  if (!held || !wanted) return false;
  if ("identities" in held && "identities" in wanted) {
    const keys = new Set(held.identities.map(identityKey));
    return (
      keys.size === wanted.identities.length && wanted.identities.every((identity) => keys.has(identityKey(identity)))
    );
  }
  return held.channel !== "depth" || wanted.channel !== "depth" || held.precision === wanted.precision;
}
