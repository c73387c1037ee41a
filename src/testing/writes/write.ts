// The parts that every write needs: the body read member by member, and the two refusals, error and revert.
import type { Identity, Side } from "../../client/entities.ts";
import type { AccountState } from "../accounts.ts";
import type { Exchange } from "../exchange.ts";
import type { ActionFault } from "../faults.ts";
import { invalid, RestError } from "../rest/query.ts";
import { readId, readIdentity } from "../wire.ts";
import type { Wire } from "../wires.ts";
import type { SignatureCheck } from "./signatures.ts";

/** One write to the API. */
export interface Write {
  readonly exchange: Exchange;
  /** The spellings of this answer. */
  readonly wire: Wire;
  /** The body as it came. */
  readonly text: string;
  readonly signatures: SignatureCheck | undefined;
  /** The refusal of this batch of actions that a test asked for. Asking uses it up. */
  readonly refusal?: (() => ActionFault | undefined) | undefined;
}

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** A transaction that the chain reverted: an answer without a code. */
export class Revert extends Error {
  readonly body: object;

  constructor(reason: string, message: string, { reverts }: Wire) {
    super(message);
    this.name = "Revert";
    const text = `transaction reverted: ${reason}: ${message}`;
    this.body = reverts === "coded" ? { code: 1000, message: text } : { message: text, reason, receipts: [] };
  }
}

/** The body does not say what it must: 400 and 1002. */
export const unreadable = (message: string): RestError => new RestError(400, 1002, message);

/** The members of a value, or the error that names it. */
export const membersOf = (value: unknown, name: string): Members => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw unreadable(`${name} must be an object`);
};

/** The body's members. */
export const bodyOf = ({ text }: Write): Members => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable("the body must be JSON");
  }
  return membersOf(value, "the body");
};

/** An id of 32 bytes. */
export const idIn = (members: Members, name: string): string => {
  const id = readId(members[name]);
  if (id === undefined) throw unreadable(`${name} must be 32 bytes of hex`);
  return id;
};

/** A list of ids. */
export const idsIn = (members: Members, name: string): string[] => {
  const list = members[name];
  if (!Array.isArray(list)) throw unreadable(`${name} must be a list of ids`);
  return list.map((each) => idIn({ [name]: each }, name));
};

/** An identity. */
export const identityIn = (members: Members, name: string): Identity => {
  const identity = readIdentity(members[name]);
  if (identity) return identity;
  throw unreadable(`${name} must be {"ContractId":"0x…"} or {"Address":"0x…"}`);
};

/** A whole number that fits so many bits, as a string or a number. */
export const wholeIn = (members: Members, name: string, bits: 64 | 256 = 64): bigint => {
  const value = members[name];
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === "string" && /^\d{1,78}$/.test(text) && BigInt(text) >> BigInt(bits) === 0n) return BigInt(text);
  throw unreadable(`${name} must be a whole number of ${bits} bits, not ${JSON.stringify(value)}`);
};

/** A side, which is written with a capital. */
export const sideIn = ({ side }: Members): Side => {
  if (side === "Buy") return "buy";
  if (side === "Sell") return "sell";
  throw unreadable(`side must be "Buy" or "Sell", not ${JSON.stringify(side)}`);
};

/** The signature as 64 bytes of hex without `0x`. */
export const signatureIn = (members: Members): string => {
  const { signature } = members;
  const given = typeof signature === "object" && signature !== null && "Secp256k1" in signature && signature.Secp256k1;
  const hex = typeof given === "string" ? /^(?:0x)?([0-9a-f]{128})$/i.exec(given)?.[1] : undefined;
  if (hex !== undefined) return hex.toLowerCase();
  throw new RestError(400, 4000, `signature must be {"Secp256k1":"0x…"} of 64 bytes`);
};

/** The account that is written for. */
export const accountIn = ({ exchange }: Write, id: string): AccountState => {
  const state = exchange.stateOf({ ContractId: id });
  if (!state) throw new RestError(404, 4002, `there is no trade account ${id}`);
  return state;
};

/** Refuses a nonce that is not the account's next. */
export const checkNonce = ({ nonce }: AccountState, given: bigint): void => {
  if (given !== nonce) throw invalid(`Nonce in the request (${given}) does not match the account's (${nonce})`);
};
