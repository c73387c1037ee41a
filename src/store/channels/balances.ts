// An identity's balances: each entry of the stream is an asset's newest state.
import type { Balance } from "../../client/entities.ts";
import { identityKey } from "../../client/ids.ts";
import { upsertBalances } from "../merge.ts";
import type { Channel, TopicOf } from "./channel.ts";
import { isNameTold, mayRouteNamed, ownOf, routeNamed } from "./wallets.ts";

export const balances: Channel<"balances", Balance> = {
  none: [],
  shownFrom: "failure",
  isTold: isNameTold,
  route: (update, topic, around) => routeNamed("balances", update, topic, around),
  mayRoute: (update, topic, around) => mayRouteNamed("balances", update, topic, around),
  own: (items, topic, around) => ownOf("balances", items, topic, around),
  merge: ({ data = [] }, items, topic) => ({ data: upsertBalances(data, asAsked(items, topic)) }),
  buffer: newestOf,
};

/** Each balance in its newest state, under the name that it was told by: whose each name is may not be known yet. In the order of telling. */
function newestOf(waiting: readonly Balance[], items: readonly Balance[]): readonly Balance[] {
  const newest = new Map<string, Balance>();
  for (const balance of [...waiting, ...items]) {
    const key = `${identityKey(balance.identity)} ${balance.asset_id}`;
    newest.delete(key);
    newest.set(key, balance);
  }
  return [...newest.values()];
}

/** The balances under the name that was asked for, as REST has them. */
export function asAsked(balances: readonly Balance[], { identity }: TopicOf<"balances">): readonly Balance[] {
  return balances.map((balance) => ({ ...balance, identity }));
}
