// Opening a session: the owner lets a key act for the account, in some order books and for a time.
import { RestError } from "../rest/query.ts";
import { sessionBytes } from "./signatures.ts";
import {
  accountIn,
  bodyOf,
  checkNonce,
  identityIn,
  idIn,
  idsIn,
  Revert,
  signatureIn,
  unreadable,
  type Write,
  wholeIn,
} from "./write.ts";

/** `PUT /v1/session`: there is one session an account, and the new one replaces the old. */
export const putSession = (write: Write): object => {
  const { exchange, wire, signatures } = write;
  const body = bodyOf(write);
  const state = accountIn(write, idIn(body, "contract_id"));
  const session = identityIn(body, "session_id");
  if (!("Address" in session)) throw unreadable("session_id must be an Address");
  const signature = signatureIn(body);
  const contractIds = idsIn(body, "contract_ids");
  const [nonce, expiry] = [wholeIn(body, "nonce"), wholeIn(body, "expiry")];
  checkNonce(state, nonce);
  const { owner, id } = state.account;
  const signed = sessionBytes(nonce, session.Address, contractIds, expiry);
  if (signatures && !signatures.isByOwner(signed, signature, owner)) {
    throw new RestError(400, 4000, "the signature is not the owner's over nonce, session, expiry and contract_ids");
  }
  const now = BigInt(Math.floor(exchange.now() / 1_000));
  const refused =
    contractIds.length === 0 ? "NoApprovedContractIdsProvided" : expiry <= now ? "SessionInThePast" : undefined;
  if (refused !== undefined) {
    if (wire.revertNonce === "moves") exchange.touch(state.account);
    throw new Revert(refused, `expiry ${expiry}, ${contractIds.length} contract ids`, wire);
  }
  exchange.touch(state.account, (account) => {
    account.session = { address: session.Address, expiry, contractIds };
  });
  return {
    tx_id: exchange.nextId(),
    trade_account_id: id,
    contract_ids: contractIds,
    session_id: session,
    session_expiry: expiry.toString(),
  };
};
