// Reads a trade account with its session, or that there is none yet.
import type { TradeAccount } from "../../client/entities.ts";
import type { AccountTopic } from "../topics.ts";
import type { Read, Reading } from "./read.ts";

/** Reads it. */
export async function readAccount(
  { identity }: AccountTopic,
  { rest, how }: Pick<Reading, "rest" | "how">,
): Promise<TradeAccount> {
  const account = await rest.account({ identity, ...how });
  return account ? { exists: true, ...account } : { exists: false };
}

export const readTradeAccount: Read<"account", never> = async (topic, _, __, reading) => {
  const data = await readAccount(topic, reading);
  return () => ({ data });
};
