// Reads the trade account behind a wallet, where the server may tell of the wallet by that name alone.
import type { Identity } from "../../client/entities.ts";
import type { Entries, TopicOf } from "../../client/route.ts";
import type { Buffered } from "./channel.ts";
import type { Reading } from "./read.ts";
import { type NamedChannel, ownOf } from "./wallets.ts";

/** The identity of a trade account. */
export type TradeAccountId = Extract<Identity, { readonly ContractId: string }>;

/** Gives what the stream told of a topic since its subscription, whenever it is asked. */
export async function readTold<C extends NamedChannel>(
  channel: C,
  topic: TopicOf<C>,
  buffered: Buffered<Entries[C]>,
  reading: Reading,
): Promise<() => readonly Entries[C][]> {
  await readAccountBehind(topic.identity, reading);
  return () => ownOf(channel, buffered.items, topic, reading);
}

/** The trade account behind a wallet, or the one that it is itself. A wallet without one has no orders and no balances. */
export async function readAccountBehind(identity: Identity, reading: Reading): Promise<TradeAccountId | undefined> {
  const { rest, how, onAccount, accountOf } = reading;
  const known = accountOf(identity);
  if ("ContractId" in known) return known;
  const account = await rest.account({ identity, ...how });
  if (account) onAccount(identity, account.trade_account_id);
  return account && { ContractId: account.trade_account_id };
}
