// Reads the trade account behind a wallet where the server may tell of the wallet by that name alone.
import type { Entries, TopicOf } from "../../client/route.ts";
import type { Buffered } from "./channel.ts";
import { once, type Reading } from "./read.ts";
import { isUnknown, type NamedChannel, ownOf } from "./wallets.ts";

/** Gives what the stream told of a topic since its subscription, whenever it is asked. */
export async function readTold<C extends NamedChannel>(
  channel: C,
  topic: TopicOf<C>,
  buffered: Buffered<Entries[C]>,
  reading: Reading,
): Promise<() => readonly Entries[C][]> {
  const { identity } = topic;
  if (isUnknown(channel, identity, reading)) {
    const { rest, how, onAccount } = reading;
    const account = await once(buffered.found, "account", () => rest.account({ identity, ...how }));
    if (account) onAccount(identity, account.trade_account_id);
  }
  return () => ownOf(channel, buffered.items, topic, reading);
}
