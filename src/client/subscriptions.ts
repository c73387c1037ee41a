// One Subscription per slot, and what to send so that the server holds what is wanted. Decides who is blamed for an error
// frame, which never names the request it answers. Pure: knows nothing of sockets, timers or text, and is told the time.
import { Backoff } from "./Backoff.ts";
import type { O2ServerError } from "./errors.ts";
import { identityKey } from "./ids.ts";
import type { Channel, Identity, Request, Topic } from "./protocol.ts";
import * as life from "./subscription.ts";
import { Wanted } from "./Wanted.ts";
import { type Slot, slotKey, subscribe, unsubscribe } from "./wire.ts";

/** What subscriptions need. Times in milliseconds. */
export interface SubscriptionsOptions extends life.Waits {
  readonly random: () => number;
}

/** What to send for one slot, and what the server holds before and after it. */
export interface Step {
  readonly requests: readonly Request[];
  readonly before: Slot | undefined;
  readonly after: Slot | undefined;
  /** Whether late frames of an older subscription of this slot may still arrive. */
  readonly mayBeLate: boolean;
  /** Whether it is sent again because a frame of it was lost or wrong. */
  readonly isRenewal: boolean;
}

/** Who may have been meant by an error frame. All of them will be sent again. */
export interface Blame {
  /** The only one that can have been meant. */
  readonly rejected: Slot | undefined;
  /** The others, each of which may have been meant. */
  readonly suspects: readonly Slot[];
}

/** Too many requests. */
const RATE_LIMITED = 1003;
/** The server holds a subscription of this slot. */
const ALREADY_SUBSCRIBED = 6000;
/** From one suspect's answer to the next suspect, at least, in milliseconds: an error may come a little behind its PONG. */
const SUSPECT_PAUSE = 100;

/** Which due subscriptions may be sent: a suspect never beside another subscription, so that an error can only mean it. */
type Gate = "all" | "plain" | "nothing";

/** All subscriptions of one connection. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #wanted = new Wanted();
  readonly #all = new Map<string, life.Subscription>();
  #epochs = 0;
  /** The number of the last flush that subscribed to something, and of the last one that the server has surely read. */
  #flushed = 0;
  #answered = 0;
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** While the server says that there are too many requests, nothing is subscribed to. */
  readonly #pause: Backoff;
  /** The wait before everything is sent again, because of an error that nothing unanswered can have caused. */
  readonly #storm: Backoff;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#pause = new Backoff(options.minDelay, options.maxDelay);
    this.#storm = new Backoff(options.minDelay, options.maxDelay);
  }

  // ── What is wanted and held ───────────────────────────────────────────────

  /** Wants a topic once more. */
  retain(topic: Topic): void {
    this.#wanted.retain(topic);
  }

  /** Wants a topic once less. */
  release(topic: Topic): void {
    this.#wanted.release(topic);
  }

  /** The topics that are wanted but beyond the ten identities that the server takes. */
  overLimit(): Topic[] {
    return this.#wanted.overLimit();
  }

  /** What the server was asked to hold over this link. */
  get slots(): readonly Slot[] {
    return [...this.#all.values()].flatMap(({ slot }) => slot ?? []);
  }

  /** Whether the server was asked for what a topic needs. */
  isHeld(topic: Topic): boolean {
    const { slot } = this.#of(topic);
    if (!slot) return false;
    if (slot.channel === "depth" && topic.channel === "depth") return slot.precision <= topic.precision;
    if (!("identities" in slot) || !("identity" in topic)) return true;
    const key = identityKey(topic.identity);
    return slot.identities.some((identity) => identityKey(identity) === key);
  }

  /** Whether the server has read the subscription that serves a topic: everything that happens from now on is told. */
  isRead(topic: Topic): boolean {
    return this.#of(topic).phase.name === "read" && this.isHeld(topic);
  }

  /** The epoch of the subscription that serves a topic, once the server has read it; `undefined` before. */
  epochOf(topic: Topic): number | undefined {
    return this.isRead(topic) ? this.#of(topic).epoch : undefined;
  }

  /** The same of a slot. */
  epochOfSlot(slot: Slot): number | undefined {
    const { phase, epoch } = this.#of(slot);
    return phase.name === "read" ? epoch : undefined;
  }

  /** The identities that a channel's slot was asked for. */
  identities(channel: Channel): readonly Identity[] {
    const { slot } = this.#of({ channel });
    return slot && "identities" in slot ? slot.identities : [];
  }

  /** Whether an entry of a channel that names nobody can only be of the one identity held. */
  isOnly(channel: Channel): boolean {
    return this.identities(channel).length === 1 && !this.mayBeLate(channel);
  }

  /** Whether frames of a channel may be of an older slot than the one held. */
  mayBeLate(channel: Channel): boolean {
    return this.#of({ channel }).mayBeLate;
  }

  /** The precision level held for a market's book, if any. */
  precision(market: string): number | undefined {
    const { slot } = this.#of({ channel: "depth", market });
    return slot?.channel === "depth" ? slot.precision : undefined;
  }

  // ── What is sent ──────────────────────────────────────────────────────────

  /** What to send now; each step is taken as done. A PING is to be sent behind them, whose PONG is told by {@link read}. */
  flush(now: number): Step[] {
    const slots = this.#wanted.slots();
    const steps: Step[] = [];
    const flush = this.#flushed + 1;
    for (const [key, subscription] of this.#all)
      if (subscription.phase.name !== "ended" && !slots.has(key)) steps.push(this.#end(key, subscription));
    for (const [key, slot] of slots) this.#all.set(key, life.wanted(this.#all.get(key) ?? life.UNSENT, slot));
    for (const key of this.#sendable(now)) {
      const slot = slots.get(key);
      if (slot) steps.push(this.#send(key, slot, flush, now));
    }
    if (steps.some(({ after }) => after)) this.#flushed = flush;
    return steps;
  }

  /** When something may be due that no event will tell of; `undefined` when nothing is. */
  nextAt(now: number): number | undefined {
    const gate = this.#gate();
    const due = [...this.#all.values()].flatMap((subscription) =>
      subscription.phase.name === "due" && isAllowed(subscription, gate) ? [this.#dueAt(subscription)] : [],
    );
    return due.length === 0 ? undefined : Math.max(now, this.#pause.until, Math.min(...due));
  }

  /** The server has read all that was sent up to the flush of this number. Gives what it had not been known to have read. */
  read(flush: number, now: number): Slot[] {
    this.#answered = Math.max(this.#answered, flush);
    this.#answeredAt = now;
    return this.#change(
      ({ phase, flush: sentWith }) => phase.name === "sent" && sentWith <= flush,
      (subscription) => life.read(subscription, now, "PONG"),
    );
  }

  /** The number of the last flush that subscribed to something. */
  get flushed(): number {
    return this.#flushed;
  }

  /**
   * The proof that the server has read the last flush was false. Gives what was read by it: books are due again, for a snapshot
   * may have been an older subscription's; the others are told by the next {@link read}.
   */
  unproven(): Slot[] {
    const { minDelay, maxDelay } = this.#options;
    return this.#change(
      ({ phase, flush }) => phase.name === "read" && phase.by === "PONG" && flush === this.#answered,
      (subscription) =>
        subscription.slot?.channel === "depth"
          ? life.doubted(subscription, this.#answeredAt, { minDelay, maxDelay })
          : life.unread(subscription, ++this.#epochs),
    );
  }

  /** A market's snapshot came: its subscription was read. */
  settled(market: string, now: number): void {
    const key = slotKey({ channel: "depth", market });
    const subscription = this.#all.get(key);
    if (subscription) this.#all.set(key, { ...life.read(subscription, now, "snapshot"), awaitsSnapshot: false });
  }

  // ── What goes wrong ───────────────────────────────────────────────────────

  /** Frames of these slots were lost or wrong: they are sent again. */
  doubted(slots: readonly Slot[], now: number): void {
    const keys = new Set(slots.map(slotKey));
    this.#change(
      (_, key) => keys.has(key),
      (subscription) => life.doubted(subscription, now, this.#options),
    );
  }

  /** The server sent an error frame. Everything it may have meant is sent again: suspects one at a time, in random order. */
  rejected({ code, marketId }: O2ServerError, now: number): Blame {
    const { random, minDelay } = this.#options;
    const isMeant = ({ slot }: life.Subscription): boolean =>
      marketId === undefined || slot === undefined || ("market" in slot && slot.market === marketId);
    const candidates = this.#candidates(now).filter(([, each]) => isMeant(each));
    const isOfNobody = candidates.length === 0;
    const blamed = (isOfNobody ? [...this.#all].filter(([, each]) => isMeant(each)) : candidates).filter(
      ([, { phase }]) => phase.name === "sent" || phase.name === "read",
    );
    const start = isOfNobody ? this.#storm.again(now) : now;
    const isRateLimit = code === RATE_LIMITED;
    const isAlone = candidates.length === 1;
    if (isRateLimit && now >= this.#pause.until) this.#pause.again(now);
    const slots = blamed.flatMap(([key, subscription]) => {
      const next =
        isAlone && !isRateLimit
          ? life.rejected(subscription, now, code === ALREADY_SUBSCRIBED, this.#options)
          : life.suspected(subscription, start + random() * minDelay);
      this.#all.set(key, next);
      return subscription.slot ?? [];
    });
    return isAlone ? { rejected: slots[0], suspects: [] } : { rejected: undefined, suspects: slots };
  }

  /** The link is gone and all that the server held with it: the next flush sends everything again. */
  lost(): void {
    for (const [key, subscription] of this.#all) this.#all.set(key, life.lost(subscription));
    this.#answered = this.#flushed;
    this.#answeredAt = Number.NEGATIVE_INFINITY;
    this.#pause.reset();
  }

  /**
   * Who an error frame may have meant: everything that was sent and not answered, also what was blamed before, or ended since.
   * An error may also come a moment behind the PONG: then it meant what that PONG answered.
   */
  #candidates(now: number): (readonly [string, life.Subscription])[] {
    const all = [...this.#all];
    const unanswered = all.filter(([, { flush, phase }]) => flush > this.#answered && phase.name !== "read");
    if (unanswered.length > 0 || now - this.#answeredAt > this.#options.minDelay) return unanswered;
    return all.filter(
      // A book whose snapshot came was not rejected.
      ([, { flush, slot, awaitsSnapshot }]) =>
        flush > 0 && flush === this.#answered && (slot?.channel !== "depth" || awaitsSnapshot),
    );
  }

  /** What may be sent now: everything that is due and no suspect, or else one suspect, with nothing beside it. */
  #sendable(now: number): string[] {
    if (now < this.#pause.until) return [];
    const gate = this.#gate();
    const due = [...this.#all].flatMap(([key, subscription]) => {
      const at = subscription.phase.name === "due" ? this.#dueAt(subscription) : Number.POSITIVE_INFINITY;
      return at <= now && isAllowed(subscription, gate) ? [{ key, at, isSuspect: subscription.isSuspect }] : [];
    });
    const plain = due.filter(({ isSuspect }) => !isSuspect);
    const next = plain.length > 0 ? plain : due.sort((one, other) => one.at - other.at).slice(0, 1);
    return next.map(({ key }) => key);
  }

  /** What the subscriptions that the server has not answered leave room for. */
  #gate(): Gate {
    const unanswered = [...this.#all.values()].filter(({ flush }) => flush > this.#answered);
    if (unanswered.some(({ isSuspect, phase }) => isSuspect && phase.name === "sent")) return "nothing";
    return unanswered.length > 0 ? "plain" : "all";
  }

  #dueAt({ phase, isSuspect }: life.Subscription): number {
    if (phase.name !== "due") return Number.POSITIVE_INFINITY;
    return isSuspect ? Math.max(phase.at, this.#answeredAt + SUSPECT_PAUSE) : phase.at;
  }

  #send(key: string, slot: Slot, flush: number, now: number): Step {
    const subscription = this.#all.get(key) ?? life.UNSENT;
    const next = life.sent(subscription, slot, flush, ++this.#epochs, now);
    this.#all.set(key, next);
    // A second subscribe for a slot that is taken is rejected: always unsubscribe first.
    const isTaken = subscription.slot !== undefined && !subscription.isKnownAbsent;
    const requests = [...(isTaken && subscription.slot ? [unsubscribe(subscription.slot)] : []), subscribe(slot)];
    const { mayBeLate } = next;
    return { requests, before: subscription.slot, after: slot, mayBeLate, isRenewal: life.isRenewed(subscription) };
  }

  #end(key: string, subscription: life.Subscription): Step {
    this.#all.set(key, life.ended(subscription));
    const { slot, isKnownAbsent } = subscription;
    const requests = slot && !isKnownAbsent ? [unsubscribe(slot)] : [];
    return { requests, before: slot, after: undefined, mayBeLate: true, isRenewal: false };
  }

  #change(
    isMeant: (subscription: life.Subscription, key: string) => boolean,
    step: (subscription: life.Subscription) => life.Subscription,
  ): Slot[] {
    const changed: Slot[] = [];
    for (const [key, subscription] of this.#all) {
      if (!isMeant(subscription, key)) continue;
      this.#all.set(key, step(subscription));
      if (subscription.slot) changed.push(subscription.slot);
    }
    return changed;
  }

  #of(topic: { readonly channel: Channel; readonly market?: string }): life.Subscription {
    return this.#all.get(slotKey(topic)) ?? life.UNSENT;
  }
}

function isAllowed({ isSuspect }: life.Subscription, gate: Gate): boolean {
  return gate === "all" || (gate === "plain" && !isSuspect);
}
