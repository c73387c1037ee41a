// The life of one subscription, as pure steps from one state to the next. Knows nothing of the others, of sockets or timers.
//
//            flush                     PONG of a PING behind it
//   due ────────────────▶ sent ───────────────────────────────▶ read
//    ▲                      │ rejected, doubted                   │ rejected, doubted
//    ├──────────────────────┴─────────────────────────────────────┘
//    │ wanted again
//   ended ◀──────────────── nobody wants it (from any phase)
//
// Each send begins a new epoch: proofs of an older epoch count for nothing.
import { identityKey } from "./ids.ts";
import { isBook, type Slot } from "./wire.ts";

/** The phases of a subscription. Times in milliseconds. */
type Phase =
  /** To be sent, but not before `at`. */
  | { readonly name: "due"; readonly at: number }
  /** Sent; the server may not have read it, and may reject it. */
  | { readonly name: "sent" }
  /** The server has read it: everything that happens from now on is told. */
  | { readonly name: "read"; readonly at: number; readonly by: "PONG" | "snapshot" }
  /** Nobody wants it. */
  | { readonly name: "ended" };

/** One subscription of a slot. */
export interface Subscription {
  /** The slot as last sent over this link; `undefined` when it was never sent, was unsubscribed, or went with its link. */
  readonly slot: Slot | undefined;
  readonly phase: Phase;
  /** Counts the sends of all subscriptions: no two sends have the same. 0 before the first. */
  readonly epoch: number;
  /** The number of the flush that sent it. */
  readonly flush: number;
  /** After an unsubscribe, late frames of the old slot may still arrive until the server has read the new subscription. */
  readonly mayBeLate: boolean;
  /** A book whose snapshot has not come: a second one must not be asked for, because nothing would tell the two apart. */
  readonly awaitsSnapshot: boolean;
  /** An error frame may have meant it: it is sent again alone, so that the next error says which one is meant. */
  readonly isSuspect: boolean;
  /** The rejections in a row that can have meant no other subscription. */
  readonly rejections: number;
  /** Whether the server said by a rejection that it does not hold the slot: an unsubscribe would be rejected as well. */
  readonly isKnownAbsent: boolean;
  /** The times in a row that it was sent again because a frame of it was lost or wrong, and the last of them. */
  readonly renewals: number;
  readonly renewedAt: number;
}

/** The waits before a subscription is sent again, in milliseconds. */
export interface Waits {
  /** The first wait; doubles while the trouble lasts. */
  readonly minDelay: number;
  readonly maxDelay: number;
}

/** A slot that nobody has asked for yet. */
export const UNSENT: Subscription = {
  slot: undefined,
  phase: { name: "ended" },
  epoch: 0,
  flush: 0,
  mayBeLate: false,
  awaitsSnapshot: false,
  isSuspect: false,
  rejections: 0,
  isKnownAbsent: false,
  renewals: 0,
  renewedAt: Number.NEGATIVE_INFINITY,
};

/**
 * A subscription that the server rejects twice while no other can be meant waits for half of `maxDelay`, doubling to five
 * times of it: a rejection lasts longer than other trouble does. Of a `maxDelay` above this only so much counts.
 */
const REJECTED_DELAY = 60_000;

/** Somebody wants it: it is to be sent at once, unless the very same is at the server or due. */
export function wanted(subscription: Subscription, slot: Slot): Subscription {
  const { phase, slot: held } = subscription;
  if (phase.name === "ended") return { ...subscription, phase: { name: "due", at: Number.NEGATIVE_INFINITY } };
  if (!held || subscription.awaitsSnapshot || isSameSlot(held, slot)) return subscription;
  // Another request: what the server said of the one before says nothing of this one.
  return {
    ...subscription,
    phase: { name: "due", at: Number.NEGATIVE_INFINITY },
    isSuspect: false,
    rejections: 0,
  };
}

/** It was sent with a flush. */
export function sent(subscription: Subscription, slot: Slot, flush: number, epoch: number, now: number): Subscription {
  const { slot: held, mayBeLate, renewals } = subscription;
  const isRenewal = isRenewed(subscription);
  return {
    ...subscription,
    slot,
    phase: { name: "sent" },
    epoch,
    flush,
    mayBeLate: mayBeLate || held !== undefined,
    awaitsSnapshot: isBook(slot),
    isKnownAbsent: false,
    renewals: isRenewal ? renewals + 1 : renewals,
    renewedAt: isRenewal ? now : subscription.renewedAt,
  };
}

/** Whether it is due because a frame of it was lost or wrong. */
export function isRenewed({ phase, isSuspect }: Subscription): boolean {
  return phase.name === "due" && phase.at > Number.NEGATIVE_INFINITY && !isSuspect;
}

/** The server has read it, or a snapshot of it came. */
export function read(subscription: Subscription, now: number, by: "PONG" | "snapshot"): Subscription {
  if (subscription.phase.name !== "sent") return subscription;
  return { ...subscription, phase: { name: "read", at: now, by }, mayBeLate: false, isSuspect: false };
}

/** A snapshot of it came. */
export function settled(subscription: Subscription, now: number): Subscription {
  return { ...read(subscription, now, "snapshot"), awaitsSnapshot: false };
}

/**
 * The proof that the server has read it was false: what was made of it belongs to an older epoch. A book is asked for again, for what came
 * may have been an older subscription's.
 */
export function unproven(subscription: Subscription, epoch: number, now: number, waits: Waits): Subscription {
  if (subscription.slot && isBook(subscription.slot)) return doubted(subscription, now, waits);
  return { ...subscription, phase: { name: "sent" }, epoch };
}

/** A frame of it was lost or contradicts it: it is sent again, at once if this is new. */
export function doubted(subscription: Subscription, now: number, { minDelay, maxDelay }: Waits): Subscription {
  const { phase, renewedAt } = subscription;
  if (phase.name === "due" || phase.name === "ended") return subscription;
  // Trouble that stayed away for longer than the longest wait is forgotten.
  const renewals = now - renewedAt > maxDelay ? 0 : subscription.renewals;
  const wait = Math.min(maxDelay, minDelay * 2 ** (renewals - 1));
  // A clock that went back leaves the last renewal in the future: the wait is never longer than itself.
  const at = now + Math.max(0, Math.min(wait, renewedAt + wait - now));
  return { ...subscription, phase: { name: "due", at }, awaitsSnapshot: false, renewals };
}

/** The server may not know what it asks for: it is sent alone, so that an error means it and costs no other. */
export function tried(subscription: Subscription): Subscription {
  return subscription.phase.name === "due" ? { ...subscription, isSuspect: true } : subscription;
}

/** Whether it waits to be asked for alone and was not blamed for anything. */
export function isUnsentSuspect({ phase, slot, isSuspect, rejections }: Subscription): boolean {
  return phase.name === "due" && slot === undefined && isSuspect && rejections === 0;
}

/** It need not be asked for alone. */
export function unsuspected(subscription: Subscription): Subscription {
  return { ...subscription, isSuspect: false };
}

/** An error frame may have meant it, among others: it is sent again alone, from `at` on. */
export function suspected(subscription: Subscription, at: number): Subscription {
  return { ...subscription, phase: { name: "due", at }, awaitsSnapshot: false, isSuspect: true };
}

/** An error frame can have meant only this one. `isHeld`: the server says that it holds one already. */
export function rejected(
  subscription: Subscription,
  now: number,
  isHeld: boolean,
  { minDelay, maxDelay }: Waits,
): Subscription {
  const { phase } = subscription;
  // It was taken in between, for longer than a late error takes.
  const isNew = phase.name === "read" && now - phase.at > minDelay;
  const rejections = (isNew ? 0 : subscription.rejections) + 1;
  const wait = rejections < 2 ? minDelay : Math.min(5, 2 ** (rejections - 3)) * Math.min(REJECTED_DELAY, maxDelay);
  return { ...suspected(subscription, now + wait), rejections, isKnownAbsent: !isHeld };
}

/** Nobody wants it any more, and the server was told so. */
export function ended(subscription: Subscription): Subscription {
  const { slot, mayBeLate, epoch, flush } = subscription;
  return { ...UNSENT, epoch, flush, mayBeLate: mayBeLate || slot !== undefined };
}

/** The link is gone: on the next one it is sent at once; one that was rejected is still sent alone. */
export function lost(subscription: Subscription): Subscription {
  const { rejections, renewals, renewedAt } = subscription;
  const phase: Phase = { name: "due", at: Number.NEGATIVE_INFINITY };
  return { ...UNSENT, phase, rejections, isSuspect: rejections > 0, renewals, renewedAt };
}

/** Whether two slots are the same request, whatever the order of their identities. */
function isSameSlot(one: Slot, other: Slot): boolean {
  if ("identities" in one && "identities" in other) {
    const keys = new Set(one.identities.map(identityKey));
    return keys.size === other.identities.length && other.identities.every((each) => keys.has(identityKey(each)));
  }
  if (one.channel === "depthView" && other.channel === "depthView" && one.frequency !== other.frequency) return false;
  return !isBook(one) || !isBook(other) || one.precision === other.precision;
}
