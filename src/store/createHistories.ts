// The pasts that are read page by page, put together: older orders and older fills.
import type { MarketRef } from "../client/ids.ts";
import type { O2Rest } from "../client/rest.ts";
import { FillPages } from "./FillPages.ts";
import type { History, HistoryChannel } from "./history.ts";
import { HistoryAsks } from "./historyAsks.ts";
import type { Reads } from "./reads.ts";
import type { RecordsOptions } from "./records.ts";
import type { O2State } from "./state.ts";

/** By what is read. */
export type Histories = { readonly [C in HistoryChannel]: HistoryAsks | FillPages };

/** Makes them for one feed. */
export function createHistories(
  { current, store, settings, follow }: RecordsOptions,
  { rest, history, reads: { markets } }: { readonly rest: O2Rest; readonly history: History; readonly reads: Reads },
): Histories {
  const shared = {
    state: () => current.state,
    store,
    onState: (state: O2State): void => {
      current.become(state);
      // A request for older ones is shown at once, not with the next frame.
      current.flush();
    },
    markets: (market?: MarketRef) => markets.ids(market),
  };
  const orders = new HistoryAsks({
    ...shared,
    hold: (holders) => follow(holders.map(({ venue, ...identity }) => ({ channel: "orders", venue, identity })))(),
    read: (identities, ids, market) => history.read(identities, ids, market),
  });
  const fills = new FillPages({ ...shared, rest, maxTrades: settings.maxTrades, hold: (topics) => follow(topics)() });
  return { orders, fills };
}
