// The orders that wait outside of the book for a price: the list of them, the effects of an action on them, and the
// next one that is due.
import type { Market } from "./listing.ts";
import type { Commit, Holder, PlacedOrder, WaitingOrder } from "./records.ts";

export class Waiting {
  /** All orders of all time, oldest first. */
  readonly all: WaitingOrder[] = [];

  /** The orders that wait on an order, whatever state that one is in. */
  on(order: PlacedOrder): readonly WaitingOrder[] {
    return this.all.filter(({ parent, state }) => parent === order && state === "Active");
  }

  /** A holder's orders that wait on no open order. */
  alone(holder: Holder): readonly WaitingOrder[] {
    return this.all.filter((each) => each.holder === holder && each.state === "Active" && !each.parent?.isOpen);
  }

  /** Applies an action: orders on a cancelled order end with it, and orders on a filled order now wait alone. */
  follow({ orders, waiting, tx }: Commit): void {
    for (const order of orders) {
      if (order.isOpen) continue;
      for (const each of this.on(order)) {
        if (order.isCancelled) this.end(each, "ParentOrderCanceled", tx);
        waiting.add(each);
      }
    }
  }

  end(order: WaitingOrder, state: WaitingOrder["state"], tx: string): void {
    order.state = state;
    order.steps.push({ type: state === "Activated" ? "trade" : "cancelled", tx });
  }

  /** The other order of a pair, while it waits. */
  otherOf(order: WaitingOrder): WaitingOrder | undefined {
    return this.all.find((each) => each !== order && each.pair === order.pair && each.state === "Active");
  }

  /** The oldest order whose price was reached. */
  due(lastOf: (market: Market) => bigint | undefined): WaitingOrder | undefined {
    return this.all.find(({ state, parent, market, isRise, at }) => {
      const last = lastOf(market);
      if (state !== "Active" || parent?.isOpen || last === undefined) return false;
      return isRise ? last >= at : last <= at;
    });
  }
}
