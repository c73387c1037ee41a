// One Subscription per slot, and what to send so that the server holds what is wanted. Decides who is blamed for an error
// frame, which never names the request it answers. Pure: knows nothing of sockets, timers or text, and is told the time.
import { Backoff } from "./Backoff.ts";
import type { Identity } from "./entities.ts";
import type { O2ServerError } from "./feedErrors.ts";
import type { BookChannel, Channel, Topic, Venue } from "./protocol.ts";
import { type Step, toEnd, toSubscribe } from "./steps.ts";
import * as life from "./subscription.ts";
import { type Answers, type Blame, blame, nextDue, sendable } from "./unanswered.ts";
import { marketAt } from "./venueKeys.ts";
import { Wanted } from "./Wanted.ts";
import { type Slot, type SlotName, serves, slotKey } from "./wire.ts";

/** The waits, and the randomness for jitter. Times in milliseconds. */
export interface SubscriptionsOptions extends life.Waits {
  readonly random: () => number;
}

/** Too many requests. */
const RATE_LIMITED = 1003;
/** The server holds a subscription of this slot. */
const ALREADY_SUBSCRIBED = 6000;

/** All subscriptions of one connection. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  /** The topics that somebody wants. */
  readonly wanted: Wanted = new Wanted();
  readonly #all = new Map<string, life.Subscription>();
  #epochs = 0;
  /** The number of the last flush that subscribed to something. */
  #flushed = 0;
  #answers: Answers = { flush: 0, at: Number.NEGATIVE_INFINITY };
  /** While the server says that there are too many requests, nothing is subscribed to. */
  readonly #pause: Backoff;
  /** The wait before everything is sent again, because of an error that nothing unanswered can have caused. */
  readonly #storm: Backoff;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#pause = new Backoff(options.minDelay, options.maxDelay);
    this.#storm = new Backoff(options.minDelay, options.maxDelay);
  }

  // ── Wanted and held ────────────────────────────────────────────────────────

  /** Wants a topic once more. */
  retain(topic: Topic): void {
    this.wanted.retain(topic);
  }

  /** Wants a topic once less. */
  release(topic: Topic): void {
    this.wanted.release(topic);
  }

  /** The topics that are wanted but beyond the ten identities that the server takes. */
  overLimit(): Topic[] {
    return this.wanted.overLimit();
  }

  /** The slots that the server was asked to hold over this link. */
  get slots(): readonly Slot[] {
    return [...this.#all.values()].flatMap(({ slot }) => slot ?? []);
  }

  /** Whether the server was asked for what a topic needs. */
  isHeld(topic: Topic): boolean {
    const { slot } = this.#of(topic);
    return slot !== undefined && serves(slot, topic);
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

  /** The identities that a channel's slot on a venue was asked for. */
  identities(channel: Channel, venue?: Venue): readonly Identity[] {
    const { slot } = this.#of({ channel, venue });
    return slot && "identities" in slot ? slot.identities : [];
  }

  /** Whether an entry of a channel that names nobody can only be of the one identity held. */
  isOnly(channel: Channel, venue?: Venue): boolean {
    return this.identities(channel, venue).length === 1 && !this.mayBeLate(channel, venue);
  }

  /** Whether frames of a channel may be of an older slot than the one held. */
  mayBeLate(channel: Channel, venue?: Venue): boolean {
    return this.#of({ channel, venue }).mayBeLate;
  }

  /** The precision level held for a market's book, if any. @param key the market's name on its venue. */
  precision(key: string): number | undefined {
    const slot = this.held({ channel: "depth", ...marketAt(key) });
    return slot?.channel === "depth" ? slot.precision : undefined;
  }

  /** The slot that serves a topic, as it was asked for; `undefined` where none was. */
  held(topic: SlotName): Slot | undefined {
    return this.#of(topic).slot;
  }

  // ── Sent ───────────────────────────────────────────────────────────────────

  /** The requests to send now; each step is taken as done. The caller sends a PING behind them and tells its PONG by {@link read}. */
  flush(now: number): Step[] {
    const slots = this.wanted.slots();
    const steps: Step[] = [];
    const flush = this.#flushed + 1;
    for (const [key, subscription] of this.#all)
      if (subscription.phase.name !== "ended" && !slots.has(key)) {
        this.#all.set(key, life.ended(subscription));
        steps.push(toEnd(subscription));
      }
    for (const [key, slot] of slots) this.#all.set(key, life.wanted(this.#all.get(key) ?? life.UNSENT, slot));
    for (const [key, each] of this.#all) if (this.wanted.isTrial(key)) this.#all.set(key, life.tried(each));
    const keys = now < this.#pause.until ? [] : sendable(this.#all, this.#answers, now);
    for (const key of keys) {
      const slot = slots.get(key);
      if (slot) steps.push(this.#send(key, slot, flush, now));
    }
    if (steps.some(({ after }) => after)) this.#flushed = flush;
    return steps;
  }

  /** When something may be due that no event will tell of; `undefined` when nothing is. */
  nextAt(now: number): number | undefined {
    const at = nextDue(this.#all, this.#answers);
    return at === undefined ? undefined : Math.max(now, this.#pause.until, at);
  }

  /**
   * When a slot is sent again after an error; `undefined` while it is not due, and where two rejections in a row say that it will
   * not help.
   */
  retryAt(slot: Slot, now: number): number | undefined {
    const { phase, rejections } = this.#of(slot);
    return phase.name === "due" && rejections < 2 ? Math.max(now, this.#pause.until, phase.at) : undefined;
  }

  /** The server has read all that was sent up to the flush of this number. Gives what it had not been known to have read. */
  read(flush: number, now: number): Slot[] {
    this.#answers = { flush: Math.max(this.#answers.flush, flush), at: now };
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
    return this.#change(
      ({ phase, flush }) => phase.name === "read" && phase.by === "PONG" && flush === this.#answers.flush,
      (each) => life.unproven(each, ++this.#epochs, this.#answers.at, this.#options),
    );
  }

  /** A market's snapshot or first view came: its subscription was read. @param market its name on its venue. */
  settled(market: string, now: number, channel: BookChannel = "depth"): void {
    const key = slotKey({ channel, ...marketAt(market) });
    const subscription = this.#all.get(key);
    if (subscription) this.#all.set(key, life.settled(subscription, now));
    if (channel === "depthView" && this.wanted.sawView()) this.#change(life.isUnsentSuspect, life.unsuspected);
  }

  // ── Rejected and doubted ───────────────────────────────────────────────────

  /** Frames of these slots were lost or wrong: they are sent again. */
  doubted(slots: readonly Slot[], now: number): void {
    const keys = new Set(slots.map(slotKey));
    this.#change(
      (_, key) => keys.has(key),
      (subscription) => life.doubted(subscription, now, this.#options),
    );
  }

  /** The server sent an error frame. Everything it may have meant is sent again: suspects one at a time, in random order. */
  rejected({ code, ...about }: O2ServerError, now: number): Blame {
    const { random, minDelay } = this.#options;
    const { entries, isAlone, isOfNobody } = blame(this.#all, this.#answers, about, now, minDelay);
    const start = isOfNobody ? this.#storm.again(now) : now;
    const isRateLimit = code === RATE_LIMITED;
    if (isRateLimit && now >= this.#pause.until) this.#pause.again(now);
    const slots = entries.flatMap(([key, subscription]) => {
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
    for (const [key, subscription] of this.#all) {
      if (subscription.phase.name === "ended") this.#all.delete(key);
      else this.#all.set(key, life.lost(subscription));
    }
    this.#answers = { flush: this.#flushed, at: Number.NEGATIVE_INFINITY };
    this.#pause.reset();
  }

  #send(key: string, slot: Slot, flush: number, now: number): Step {
    const subscription = this.#all.get(key) ?? life.UNSENT;
    const next = life.sent(subscription, slot, flush, ++this.#epochs, now);
    this.#all.set(key, next);
    return toSubscribe(subscription, slot, next.mayBeLate);
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

  #of(topic: SlotName): life.Subscription {
    return this.#all.get(this.wanted.keyOf(topic)) ?? life.UNSENT;
  }
}
