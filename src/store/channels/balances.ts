// An identity's balances: each entry of the stream is an asset's newest state.
import type { Balance } from "../../client/entities.ts";
import { ownEntries } from "../../client/route.ts";
import { upsertBalances } from "../merge.ts";
import type { Channel } from "./channel.ts";

export const balances: Channel<"balances", Balance> = {
  none: [],
  shownFrom: "failure",
  route: (update, topic) => ownEntries("balances", update, topic, false),
  merge: ({ data = [] }, items) => ({ data: upsertBalances(data, items) }),
  buffer: (waiting, items) => upsertBalances(waiting, items),
};
