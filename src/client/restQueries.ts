// The words of REST's queries and answers: how large a page is, and how an account is named. Pure.
import type { Identity } from "./entities.ts";
import type { Raw } from "./values.ts";

/** The most the server gives in one answer. */
export const PAGE = { trades: 50, orders: 200, active: 50, bars: 5_000 } as const;

/** Orders of a wallet are asked for by `account`, its balances by `address`. */
export function owned(identity: Identity): { readonly contract?: string; readonly account?: string } {
  return "ContractId" in identity ? { contract: identity.ContractId } : { account: identity.Address };
}

/** The same of balances. */
export function who(identity: Identity): { readonly contract?: string; readonly address?: string } {
  return "ContractId" in identity ? { contract: identity.ContractId } : { address: identity.Address };
}

/** The members by which an order names an identity. */
export function owner(identity: Identity): { readonly account?: Identity; readonly owner?: Identity } {
  return "ContractId" in identity ? { account: identity } : { owner: identity };
}

/** The members that are there. */
export function present(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value != null));
}
