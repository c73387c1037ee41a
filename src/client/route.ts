// Whose is an entry of an update: said once, for the store, for the buffers of gap fills and for the iterators.
import { identityKey } from "./ids.ts";
import type { Balance, Channel, Identity, NonceUpdate, Order, Topic, Updates } from "./protocol.ts";

/** The topics of one channel. */
export type TopicOf<C extends Channel> = Topic & { readonly channel: C };

/** The parts of an update that have one owner each. */
export interface Entries {
  readonly trades: Updates["trades"];
  readonly orders: Order;
  readonly balances: Balance;
  readonly nonce: NonceUpdate;
}

/**
 * Whether an entry is of a topic. The server mixes all of a connection's identities in one frame; an entry that names no
 * owner belongs to the only identity when just one is subscribed (`isOnly`).
 */
export const isOf: {
  readonly [C in keyof Entries]: (entry: Entries[C], topic: TopicOf<C>, isOnly: boolean) => boolean;
} = {
  trades: (update, { market }) => update.market_id === market,
  orders: ({ account, owner }, { identity }, isOnly) => {
    if (!account && !owner) return isOnly;
    return [account, owner].some((one) => one !== undefined && isSame(one, identity));
  },
  balances: (balance, { identity }) => isSame(balance.identity, identity),
  // A wallet's nonce frames name its trade account, which only REST knows; those of a trade account name itself.
  nonce: ({ contract_id }, { identity }, isOnly) =>
    "Address" in identity ? isOnly : identity.ContractId === contract_id,
};

function isSame(one: Identity, other: Identity): boolean {
  return identityKey(one) === identityKey(other);
}
