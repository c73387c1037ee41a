// A trade account, read from the wire's spelling into ours. Newer servers name its margin accounts; how they spell them is not documented.
import type { AccountInfo, AccountSession, MarginChild } from "./entities.ts";
import { amount, array, id, identity, isId, nonce, object, type Raw } from "./values.ts";

/** An account whose id is known; the server may leave the rest out. */
export function account(raw: Raw): AccountInfo {
  const held = raw.trade_account == null ? {} : object(raw.trade_account, "trade_account");
  return {
    trade_account_id: id(raw.trade_account_id, "trade_account_id"),
    nonce: held.nonce == null ? undefined : nonce(held.nonce),
    owner: held.owner == null ? undefined : identity(held.owner, "trade_account.owner"),
    session: raw.session == null ? undefined : session(object(raw.session, "session")),
    margin_accounts: children(raw.margin_accounts),
    next_margin_account: next(raw.next_margin_account),
  };
}

function session({ session_id, expiry, contract_ids }: Raw): AccountSession {
  return {
    session_id: isId(session_id)
      ? { Address: id(session_id, "session.session_id") }
      : identity(session_id, "session.session_id"),
    expiry: amount(expiry, "session.expiry"),
    contract_ids: array(contract_ids ?? [], "session.contract_ids").map((each) => id(each, "session.contract_ids")),
  };
}

/** Without its place a bare id says too little of an account that is not in the list. */
function next(value: unknown): MarginChild | undefined {
  return value == null ? undefined : child(value, Number.NaN);
}

/** A bare id, or an object with one. Of a list in another shape nothing is known: it is no reason to know nothing of the account. */
function children(value: unknown): readonly MarginChild[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.map((each: unknown, place) => child(each, place));
  return read.every((each) => each !== undefined) ? read : undefined;
}

function child(value: unknown, place: number): MarginChild | undefined {
  const {
    contract_id,
    margin_account,
    index = place,
  }: Raw = typeof value === "object" && value !== null ? (value as Raw) : { contract_id: value };
  const named = contract_id ?? margin_account;
  const number = Number(index);
  return isId(named) && Number.isInteger(number)
    ? { contract_id: id(named, "margin_accounts"), index: number }
    : undefined;
}
