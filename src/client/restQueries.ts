// How accounts and markets are named in the queries and the answers of REST. Pure.
import type { Identity } from "./entities.ts";
import { id, isId, Malformed, object, type Raw } from "./values.ts";

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

/** The entry of a market: in a list of one or of all markets, or by itself. Entries need not name their market. */
export function ofMarket(body: unknown, market_id: string): Raw {
  const entries = (Array.isArray(body) ? body : [body]).map((entry) => object(entry, "the answer"));
  const isOf = (entry: Raw): boolean => isId(entry.market_id) && id(entry.market_id, "market_id") === market_id;
  const entry = entries.find(isOf) ?? entries.find((one) => one.market_id == null);
  if (!entry && entries.length > 0) throw new Malformed("it is of other markets");
  return object(entry, "the answer");
}

/** The members that are there. */
export function present(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value != null));
}
