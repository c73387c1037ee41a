// An account's nonce, which only grows. The stream names trade accounts: a wallet's is known once it was read.
import type { NonceUpdate } from "../../client/protocol.ts";
import { ownEntries } from "../../client/route.ts";
import { newerNonce } from "../merge.ts";
import type { Channel } from "./channel.ts";

export const nonce: Channel<"nonce", NonceUpdate> = {
  none: undefined,
  shownFrom: "item",
  isTold: (topic, { isShared }) => "ContractId" in topic.identity || !isShared(topic),
  route: (update, topic, around) =>
    ownEntries("nonce", update, { ...topic, identity: around.accountOf(topic.identity) }, around.isOnly(topic)),
  // Any may be a wallet's while its trade account is not known.
  mayRoute: (update, topic) => ownEntries("nonce", update, topic, true),
  merge: ({ data }, items) => ({ data: items.reduce((newest, item) => newerNonce(newest, item.nonce), data) }),
  buffer: (waiting, items) => {
    const newest = new Map(waiting.map((item) => [item.contract_id, item]));
    for (const item of items) newest.set(item.contract_id, item);
    return [...newest.values()];
  },
};
