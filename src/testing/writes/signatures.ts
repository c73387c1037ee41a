// The bytes that are signed, and the interface of their check. It knows no curve: the exchange's server gives the check.
import type { Identity } from "../../client/entities.ts";

/** Tells whether a signature is by the key behind an address. Addresses and signatures are hex. */
export interface SignatureCheck {
  /** A personal message of a wallet, with the prefix of Fuel or of Ethereum. */
  isByOwner(message: Uint8Array, signature: string, address: string): boolean;
  /** Plain SHA-256 by a session's key. */
  isBySession(message: Uint8Array, signature: string, address: string): boolean;
}

/** One call that a batch makes on the chain. */
export interface SignedCall {
  readonly contract: string;
  readonly method: string;
  readonly amount: bigint;
  readonly asset: string;
  readonly data: Uint8Array;
}

/** Gas is not limited. */
const GAS = 2n ** 64n - 1n;

/** No asset at all. */
export const NO_ASSET: string = "0x0000000000000000000000000000000000000000000000000000000000000000";

/** The bytes of hex, with or without `0x`. */
export const bytesOf = (hex: string): Uint8Array => {
  const digits = hex.replace(/^0x/, "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
};

/** Eight bytes, the highest first. */
export const wordOf = (value: bigint | number): Uint8Array => bytesOf(BigInt(value).toString(16).padStart(16, "0"));

/** Parts one after the other. */
export const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const textOf = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text);
  return joined([wordOf(bytes.length), bytes]);
};

/** An identity: which kind, and its id. */
export const identityBytes = (identity: Identity): Uint8Array =>
  "Address" in identity
    ? joined([wordOf(0), bytesOf(identity.Address)])
    : joined([wordOf(1), bytesOf(identity.ContractId)]);

/** The bytes that an owner signs to open a session. The chain's id is 0. */
export const sessionBytes = (
  nonce: bigint,
  address: string,
  contractIds: readonly string[],
  expiry: bigint,
): Uint8Array =>
  joined([
    ...[wordOf(nonce), wordOf(0), textOf("set_session"), wordOf(1), identityBytes({ Address: address })],
    ...[wordOf(expiry), wordOf(contractIds.length), ...contractIds.map(bytesOf)],
  ]);

/** The bytes that an owner signs to withdraw: the amount before the asset. */
export const withdrawalBytes = (nonce: bigint, to: Identity, asset: string, amount: bigint): Uint8Array =>
  joined([...[wordOf(nonce), wordOf(0), textOf("withdraw"), identityBytes(to), wordOf(amount), bytesOf(asset)]]);

/** The bytes that a session signs for a batch. */
export const actionsBytes = (nonce: bigint, calls: readonly SignedCall[]): Uint8Array =>
  joined([
    wordOf(nonce),
    wordOf(calls.length),
    ...calls.map(({ contract, method, amount, asset, data }) => {
      // The selector is counted, and holds its name counted once more.
      const selector = textOf(method);
      const call = [bytesOf(contract), wordOf(selector.length), selector, wordOf(amount), bytesOf(asset), wordOf(GAS)];
      return joined([...call, wordOf(1), wordOf(data.length), data]);
    }),
  ]);
