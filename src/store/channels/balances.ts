// An identity's balances: each entry of the stream is an asset's newest state.
import type { Balance } from "../../client/protocol.ts";
import { isOf } from "../../client/route.ts";
import { upsertBalances } from "../merge.ts";
import type { Channel } from "./channel.ts";

export const balances: Channel<"balances", Balance> = {
  none: [],
  shownFrom: "failure",
  route: (update, topic) =>
    update.action === "subscribe_balances" ? update.balance.filter((one) => isOf.balances(one, topic, false)) : [],
  merge: (held = [], items) => upsertBalances(held, items),
  buffer: (waiting, items) => upsertBalances(waiting, items),
};
