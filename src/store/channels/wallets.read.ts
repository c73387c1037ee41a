// Reads the trade account behind a wallet where the server may tell of the wallet by that name alone.
import type { Entries, TopicOf } from "../../client/route.ts";
import type { Buffered } from "./channel.ts";
import type { Reading } from "./read.ts";
import { isUnknown, type NamedChannel, ownOf } from "./wallets.ts";

/** Gives what the stream told of a topic since its subscription, whenever it is asked. */
export async function readTold<C extends NamedChannel>(
  channel: C,
  topic: TopicOf<C>,
  buffered: Buffered<Entries[C]>,
  reading: Reading,
): Promise<() => readonly Entries[C][]> {
  const { identity } = topic;
  if (isUnknown(identity, reading)) {
    const { rest, how, onAccount } = reading;
    const account = await rest.account({ identity, ...how });
    // A wallet without an account has no orders and no balances.
    if (account) onAccount(identity, account.trade_account_id);
  }
  return () => ownOf(channel, buffered.items, topic, reading);
}
