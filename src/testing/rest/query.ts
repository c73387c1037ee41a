// The parts that every read and write needs: exchange, query, spellings of this answer, errors with code and status.
import type { Identity } from "../../client/entities.ts";
import type { Exchange } from "../exchange.ts";
import type { MarginScripts } from "../margin.ts";
import type { ExchangeMarket } from "../markets.ts";
import { readId } from "../wire.ts";
import type { Wire } from "../wires.ts";

/** One request to the API. */
export interface Read {
  readonly exchange: Exchange;
  readonly query: URLSearchParams;
  /** Whether the margin venue is asked, and whether there is one. */
  readonly turbo: boolean;
  readonly hasMargin: boolean;
  /** The accounts and tiers of the margin venue, where there is one. */
  readonly margin: MarginScripts | undefined;
  /** The spellings of this answer. */
  readonly wire: Wire;
}

/** An answer that is an error: `{ code, message }` under a status. */
export class RestError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A request that is malformed: 400 and 1001. */
export const invalid = (message: string, code: number = 1001): RestError => new RestError(400, code, message);

/** An id in the query, canonical. */
export const idOf = ({ query }: Read, name: string): string => {
  const value = readId(query.get(name));
  if (value === undefined) throw invalid(`${name} must be 32 bytes of hex, not "${query.get(name)}"`);
  return value;
};

/** A whole number in the query; without a fallback it is required. */
export const integerOf = (
  { query }: Read,
  name: string,
  fallback: number | undefined,
  most: number = Number.MAX_SAFE_INTEGER,
  code: number = 1001,
): number => {
  const text = query.get(name);
  if (text === null && fallback !== undefined) return fallback;
  if (text === null) throw invalid(`${name} is required`);
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw invalid(`${name} must be a whole number up to ${most}, not "${text}"`, code);
};

/** `true` or `false` in the query, `undefined` where it is left out. */
export const flagOf = ({ query }: Read, name: string): boolean | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  if (text === "true" || text === "false") return text === "true";
  throw invalid(`${name} must be true or false, not "${text}"`);
};

/** The account that is asked for: exactly one of `contract` and a wallet, under the names that are accepted. */
export const identityOf = (read: Read, wallets: readonly string[]): Identity => {
  const given = ["contract", ...wallets].filter((name) => read.query.has(name));
  const [name] = given;
  if (name === undefined || given.length > 1)
    throw invalid(`one of ${["contract", ...wallets].join(", ")} is required`);
  const id = idOf(read, name);
  return name === "contract" ? { ContractId: id } : { Address: id };
};

/** The market that the query names, or 404 and 2000. */
export const marketOf = (read: Read): ExchangeMarket => {
  const id = idOf(read, "market_id");
  const market = read.exchange.markets.find(({ market_id }) => market_id === id);
  if (!market) throw new RestError(404, 2000, `there is no market ${id}`);
  return market;
};
