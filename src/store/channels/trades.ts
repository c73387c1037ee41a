// A market's trades: each joins those that are held once, by its id, in the order of time.
import type { Trade } from "../../client/entities.ts";
import { ownEntries } from "../../client/route.ts";
import { addTrades, newestFirst } from "../merge.ts";
import type { Channel } from "./channel.ts";

export const trades: Channel<"trades", Trade> = {
  none: [],
  shownFrom: "failure",
  route: (update, topic) => ownEntries("trades", update, topic, false).flatMap(({ trades: told }) => newestFirst(told)),
  merge: ({ data = [] }, items, _, { maxTrades }) => ({ data: addTrades(data, items, maxTrades) }),
  buffer: (waiting, items, { maxTrades }) => addTrades(waiting, items, maxTrades),
};
