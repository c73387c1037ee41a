// The orders that wait outside of the book for a price: which there are, what an action does to them, and which is due.
import type { Market } from "./listing.ts";
import type { Commit, Holder, PlacedOrder, WaitingOrder } from "./records.ts";

export class Waiting {
  /** All of all time, oldest first. */
  readonly all: WaitingOrder[] = [];

  /** Those that wait on an order, whatever became of it. */
  on(order: PlacedOrder): readonly WaitingOrder[] {
    return this.all.filter(({ parent, state }) => parent === order && state === "Active");
  }

  /** A holder's that wait on no open order. */
  alone(holder: Holder): readonly WaitingOrder[] {
    return this.all.filter((each) => each.holder === holder && each.state === "Active" && !each.parent?.isOpen);
  }

  /** Notes what an action did: the ones on a cancelled order end with it, the ones on a filled order are alone now. */
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

  /** The other one of a pair, while it waits. */
  otherOf(order: WaitingOrder): WaitingOrder | undefined {
    return this.all.find((each) => each !== order && each.pair === order.pair && each.state === "Active");
  }

  /** The oldest whose price was reached. */
  due(lastOf: (market: Market) => bigint | undefined): WaitingOrder | undefined {
    return this.all.find(({ state, parent, market, isRise, at }) => {
      const last = lastOf(market);
      if (state !== "Active" || parent?.isOpen || last === undefined) return false;
      return isRise ? last >= at : last <= at;
    });
  }
}
