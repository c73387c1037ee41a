// The nonce of an account; of a wallet that of its trade account, whose name the stream needs.
import { O2RestError } from "../../client/errors.ts";
import type { NonceUpdate } from "../../client/protocol.ts";
import { newerNonce } from "../merge.ts";
import type { Read } from "./read.ts";

export const readNonce: Read<"nonce", NonceUpdate> = async (topic, _, buffered, reading) => {
  const { identity } = topic;
  const account = await reading.rest.account({ identity, ...reading.how });
  if (account) reading.onAccount(identity, account.trade_account_id);
  else if ("Address" in identity && reading.isShared(topic)) throw noAccount(identity.Address);
  const contract = "ContractId" in identity ? identity.ContractId : account?.trade_account_id;
  return ({ data: now }) => {
    // Without an account the wallet is alone, and all that was said is its own.
    const own = buffered.items.filter(({ contract_id }) => contract === undefined || contract_id === contract);
    const known = [now, account?.nonce, ...own.map(({ nonce }) => nonce)].filter((nonce) => nonce !== undefined);
    return { data: known.length === 0 ? undefined : known.reduce(newerNonce) };
  };
};

function noAccount(wallet: string): O2RestError {
  return new O2RestError(
    `The wallet ${wallet} has no trade account yet: beside other identities its nonce cannot be told from theirs. It is ` +
      "looked for again.",
  );
}
