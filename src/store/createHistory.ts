// The older orders of one feed: they are read into the entries of their identities.
import type { Order } from "../client/entities.ts";
import { identityKey, type VenueIdentity } from "../client/ids.ts";
import { heldOrders } from "./channels/heldOrders.ts";
import { withPage } from "./channels/olderOrders.ts";
import { withHeld } from "./channels/orders.ts";
import { isUnreadable, patch } from "./entries.ts";
import { History, type HistoryOptions } from "./history.ts";
import { EMPTY_ENTRY, type Entry, type O2State } from "./state.ts";

/** The parts that it needs, and the callback that it tells. */
export interface CreateHistoryOptions extends Pick<HistoryOptions, "rest"> {
  readonly maxClosedOrders: number;
  readonly state: () => O2State;
  readonly onState: (state: O2State) => void;
}

/** Makes it for one feed. */
export function createHistory({ rest, maxClosedOrders, state, onState }: CreateHistoryOptions): History {
  const entryOf = (identity: VenueIdentity): Entry<readonly Order[]> =>
    state().orders[identityKey(identity)] ?? EMPTY_ENTRY;
  const history = new History({
    rest,
    heldOf: (identity) => heldOrders(entryOf(identity)),
    onPage: (identity, page) => {
      const entry = entryOf(identity);
      const id = identityKey(identity);
      const limit = maxClosedOrders + history.count(id);
      if (entry.data || isUnreadable(entry))
        onState(patch(state(), "orders", id, withHeld(entry, withPage(heldOrders(entry), page, limit))));
    },
  });
  return history;
}
