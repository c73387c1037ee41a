// The read of a trade account, and what it is when there is none.
import type { AccountInfo, Identity } from "./entities.ts";
import { isRestError, type O2RestError } from "./errors.ts";
import { account } from "./parseAccount.ts";
import type { Get, ReadOptions } from "./request.ts";
import { Malformed, object, type Raw } from "./values.ts";

const NO_SUCH_ACCOUNT = 4002;

/** The trade account of an identity: itself, or the one that a wallet owns; `undefined` when there is none. */
export async function readAccount(
  get: Get,
  identity: Identity,
  options: ReadOptions,
): Promise<AccountInfo | undefined> {
  const query = "ContractId" in identity ? { trade_account_id: identity.ContractId } : { owner: identity.Address };
  const found = await accountBy(get, query, options);
  // A lookup by wallet may give the id alone.
  return found && found.nonce === undefined && "Address" in identity
    ? ((await accountBy(get, { trade_account_id: found.trade_account_id }, options)) ?? found)
    : found;
}

function accountBy(
  get: Get,
  query: { readonly [name: string]: string },
  options: ReadOptions,
): Promise<AccountInfo | undefined> {
  return orNone(get("/v1/accounts", query, (body) => accountOrNone(object(body, "the answer")), options));
}

/** The server says null where there is no account; an answer without the member is of another shape. */
function accountOrNone(raw: Raw): AccountInfo | undefined {
  const isNone = raw.trade_account_id === null || (raw.trade_account_id === undefined && raw.trade_account === null);
  return isNone ? undefined : account(raw);
}

/** Whether the server says that there is no such account. */
export function hasNoAccount({ code }: O2RestError): boolean {
  return code === NO_SUCH_ACCOUNT;
}

/** The result of a read, or `undefined` where there is none. */
export async function orNone<T>(
  read: Promise<T>,
  is: (error: O2RestError) => boolean = isNone,
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isRestError(error) && is(error)) return undefined;
    throw error;
  }
}

/** A 404 in another language than JSON is no word of the API's: behind a wrong address nobody has nothing. */
function isNone(error: O2RestError): boolean {
  const { code, status, cause } = error;
  return hasNoAccount(error) || (status === 404 && code === undefined && !(cause instanceof Malformed));
}
