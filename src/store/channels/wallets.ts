// Tells whose orders and balances are while a wallet is followed: a server may name the trade account behind it instead. Which one
// that is, is known once it was read.
import type { Identity } from "../../client/entities.ts";
import { identityKey } from "../../client/ids.ts";
import { namesOf } from "../../client/orderNews.ts";
import type { Update } from "../../client/protocol.ts";
import { allEntries, type Entries, isOf, type TopicOf } from "../../client/route.ts";
import type { Around } from "./channel.ts";

/** The channels whose entries name a wallet or its trade account. */
export type NamedChannel = "orders" | "balances";

/** The entries of an update that are of a topic, by the name of its identity, of the trade account behind it or of the wallet before it. */
export function routeNamed<C extends NamedChannel>(
  channel: C,
  update: Update,
  topic: TopicOf<C>,
  { accountOf, isOnly }: Pick<Around, "accountOf" | "isOnly">,
): readonly Entries[C][] {
  return allEntries(channel, update, topic).filter((entry) => isNamed(channel, entry, topic, accountOf, isOnly(topic)));
}

/** The same, with all that may be of a wallet whose trade account is not known yet. */
export function mayRouteNamed<C extends NamedChannel>(
  channel: C,
  update: Update,
  topic: TopicOf<C>,
  around: Around,
): readonly Entries[C][] {
  return isUnknown(topic.identity, around)
    ? allEntries(channel, update, topic).filter((entry) => isOf(channel, entry, topic, true))
    : routeNamed(channel, update, topic, around);
}

/** Those of the entries by {@link mayRouteNamed} that are of the topic, as far as is known now. */
export function ownOf<C extends NamedChannel>(
  channel: C,
  entries: readonly Entries[C][],
  topic: TopicOf<C>,
  { accountOf, isShared }: Pick<Around, "accountOf" | "isShared">,
): readonly Entries[C][] {
  if (!isWallet(topic.identity)) return entries;
  return entries.filter((entry) => isNamed(channel, entry, topic, accountOf, !isShared(topic)));
}

/**
 * Those of the held entries that are the topic's, once the account behind its wallet is known: before that, all that named a trade
 * account were taken for a wallet's that was alone.
 */
export function stillOwn<C extends NamedChannel>(
  channel: C,
  held: readonly Entries[C][],
  topic: TopicOf<C>,
  around: Pick<Around, "accountOf">,
): readonly Entries[C][] {
  return isUnknown(topic.identity, around) ? held : ownOf(channel, held, topic, { ...around, isShared: () => false });
}

/** Whether the stream alone tells all of a topic: all that comes is a wallet's where it is alone. */
export function isNameTold<C extends NamedChannel>(topic: TopicOf<C>, around: Around): boolean {
  return !isUnknown(topic.identity, around) || !around.isShared(topic);
}

/** Whether the server may tell of an identity by a name that is not known. */
export function isUnknown(identity: Identity, { accountOf }: Pick<Around, "accountOf">): boolean {
  return isWallet(identity) && accountOf(identity) === identity;
}

function isWallet(identity: Identity): boolean {
  return "Address" in identity;
}

/** `isOnly`: what names nobody is of the topic, and what names a trade account while the wallet's is not known. */
function isNamed<C extends NamedChannel>(
  channel: C,
  entry: Entries[C],
  topic: TopicOf<C>,
  accountOf: Around["accountOf"],
  isOnly: boolean,
): boolean {
  const { identity } = topic;
  const account = isWallet(identity) ? accountOf(identity) : identity;
  return (
    isOf(channel, entry, { ...topic, identity: account }, isOnly) ||
    names(entry).some((name) => identityKey(accountOf(name)) === identityKey(account))
  );
}

function names(entry: Entries[NamedChannel]): readonly Identity[] {
  return "asset_id" in entry ? [entry.identity] : namesOf(entry);
}
