// The requests that take one slot from what the server holds to what is wanted. Pure.
import type { Request } from "./protocol.ts";
import * as life from "./subscription.ts";
import { type Slot, subscribe, unsubscribe } from "./wire.ts";

/** The requests for one slot, and the slot that the server holds before and after them. */
export interface Step {
  readonly requests: readonly Request[];
  readonly before: Slot | undefined;
  readonly after: Slot | undefined;
  /** Whether late frames of an older subscription of this slot may still arrive. */
  readonly mayBeLate: boolean;
  /** Whether it is sent again because a frame of it was lost or wrong. */
  readonly isRenewal: boolean;
}

/** Subscribes to a slot. `before` is its subscription until now. */
export function toSubscribe(before: life.Subscription, slot: Slot, mayBeLate: boolean): Step {
  const requests = [...toLeave(before), subscribe(slot)];
  return { requests, before: before.slot, after: slot, mayBeLate, isRenewal: life.isRenewed(before) };
}

/** Ends a slot that nobody wants any more. */
export function toEnd(before: life.Subscription): Step {
  return { requests: toLeave(before), before: before.slot, after: undefined, mayBeLate: true, isRenewal: false };
}

/** A second subscribe for a slot that is taken is rejected: always unsubscribe first. */
function toLeave({ slot, isKnownAbsent }: life.Subscription): Request[] {
  return slot && !isKnownAbsent ? [unsubscribe(slot)] : [];
}
