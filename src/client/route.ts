// Finds whose an entry of an update is: once for the store, for the buffers of gap fills and for the iterators.
import type { Balance, Identity } from "./entities.ts";
import { identityKey } from "./ids.ts";
import { isOrder, isTrigger, namesOf, type OrderNews } from "./orderNews.ts";
import type { BookChannel, Channel, NonceUpdate, OnVenue, Topic, TradeUpdate, Update, Updates } from "./protocol.ts";
import { isSameVenue } from "./venueKeys.ts";
import { channelOf } from "./wire.ts";

/** The topics of one channel. */
export type TopicOf<C extends Channel> = Topic & { readonly channel: C };

/** The parts of each channel's updates that have one owner each; a book's update has no other than its market. */
export interface Entries {
  readonly trades: TradeUpdate;
  readonly orders: OrderNews;
  readonly balances: Balance;
  readonly nonce: NonceUpdate;
}

interface Route<C extends keyof Entries> {
  entries(update: Updates[C]): readonly Entries[C][];
  /** The update with some of its entries. */
  with(update: Updates[C], entries: readonly Entries[C][]): Updates[C];
  /** `isOnly`: an entry that names nobody, or a trade account where a wallet is followed, can only be of this topic. */
  isOf(entry: Entries[C], topic: TopicOf<C>, isOnly: boolean): boolean;
}

const ROUTES: { readonly [C in Exclude<Channel, BookChannel>]: Route<C> } = {
  trades: {
    entries: (update) => [update],
    with: (update) => update,
    isOf: (update, { market }) => update.market_id === market,
  },
  orders: {
    entries: ({ orders, standalone_trigger_orders: triggers }) =>
      triggers?.length ? [...orders, ...triggers] : orders,
    with: ({ standalone_trigger_orders, ...update }, entries) => ({
      ...update,
      orders: entries.filter(isOrder),
      ...(standalone_trigger_orders && { standalone_trigger_orders: entries.filter(isTrigger) }),
    }),
    isOf: (entry, { identity }, isOnly) => isNamed(namesOf(entry), identity, isOnly),
  },
  balances: {
    entries: ({ balance }) => balance,
    with: (update, balance) => ({ ...update, balance }),
    isOf: (balance, { identity }, isOnly) => isNamed([balance.identity], identity, isOnly),
  },
  nonce: {
    entries: (update) => [update],
    with: (update) => update,
    // A wallet's nonce frames name its trade account, which only REST knows; those of a trade account name itself.
    isOf: ({ contract_id }, { identity }, isOnly) =>
      "Address" in identity ? isOnly : identity.ContractId === contract_id,
  },
};

/** The entries of an update that are of a topic. The server mixes all of a connection's identities in one frame. */
export function ownEntries<C extends keyof Entries>(
  channel: C,
  update: Update,
  topic: TopicOf<C>,
  isOnly: boolean,
): readonly Entries[C][] {
  return allEntries(channel, update, topic).filter((entry) => isOf(channel, entry, topic, isOnly));
}

/** The entries of an update, where it is of a topic's channel and venue. */
export function allEntries<C extends keyof Entries>(
  channel: C,
  update: Update,
  topic: TopicOf<C>,
): readonly Entries[C][] {
  const { entries }: Route<C> = ROUTES[channel];
  return channelOf(update) === channel && isSameVenue(update as OnVenue, topic) ? entries(update as Updates[C]) : [];
}

/** Whether an entry is of a topic. `isOnly`: no other identity's entries can come. */
export function isOf<C extends keyof Entries>(
  channel: C,
  entry: Entries[C],
  topic: TopicOf<C>,
  isOnly: boolean,
): boolean {
  return ROUTES[channel].isOf(entry, topic, isOnly);
}

/** The part of an update that is of some topics of one channel; `undefined` where nothing is. */
export function ownPart<C extends keyof Entries>(
  channel: C,
  update: Updates[C],
  topics: readonly TopicOf<C>[],
  isOnly: boolean,
): Updates[C] | undefined {
  const route: Route<C> = ROUTES[channel];
  const all = route.entries(update);
  const meant = topics.filter((topic) => isSameVenue(update as OnVenue, topic));
  const own = all.filter((entry) => meant.some((topic) => route.isOf(entry, topic, isOnly)));
  if (own.length === all.length && meant.length > 0) return update;
  return own.length === 0 ? undefined : route.with(update, own);
}

/** Whether an entry that names these is an identity's. A server may name a wallet's trade account, which only REST knows. */
function isNamed(named: readonly Identity[], identity: Identity, isOnly: boolean): boolean {
  return (
    named.some((one) => isSame(one, identity)) ||
    (isOnly && named.every((one) => "Address" in identity && "ContractId" in one))
  );
}

function isSame(one: Identity, other: Identity): boolean {
  return identityKey(one) === identityKey(other);
}
