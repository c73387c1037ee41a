// Reads the trade account behind a wallet where the server may tell of the wallet by that name alone.
import { O2RestError } from "../../client/errors.ts";
import type { Identity } from "../../client/protocol.ts";
import type { Entries, TopicOf } from "../../client/route.ts";
import type { Buffered } from "./channel.ts";
import type { Reading } from "./read.ts";
import { isUnknown, type NamedChannel, ownOf } from "./wallets.ts";

/**
 * Gives what the stream told of a topic since its subscription, whenever it is asked.
 * @throws O2RestError for a wallet without a trade account beside other identities.
 */
export async function readTold<C extends NamedChannel>(
  channel: C,
  topic: TopicOf<C>,
  buffered: Buffered<Entries[C]>,
  reading: Reading,
): Promise<() => readonly Entries[C][]> {
  const { identity } = topic;
  if (isUnknown(identity, reading)) {
    const { rest, how, onAccount, isShared } = reading;
    const account = await rest.account({ identity, ...how });
    if (account) onAccount(identity, account.trade_account_id);
    else if (isShared(channel)) throw noAccount(identity);
  }
  return () => ownOf(channel, buffered.items, topic, reading);
}

/** Once the wallet has an account, the stream may tell of that by a name that nobody here knows. */
export function noAccount(wallet: Identity): O2RestError {
  const [address] = Object.values(wallet);
  return new O2RestError(
    `The wallet ${address} has no trade account yet: beside other identities what is told of it cannot be told from theirs. ` +
      "It is looked for again.",
  );
}
