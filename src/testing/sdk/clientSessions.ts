// The wallets and sessions of a simulated client: what is signed when a session is opened, and what comes of it.
import { idFrom } from "../random.ts";
import { readId } from "../wire.ts";
import { bytesOf, sessionBytes } from "../writes/signatures.ts";
import type { ClientErrors } from "./clientErrors.ts";
import type { ClientSession, ClientWallet } from "./tradingClient.ts";

/** A signature of nobody's: an exchange in a page takes any that is well formed, 64 bytes. */
const anyBytes = (): Uint8Array => new Uint8Array(64).fill(1);

/**
 * A wallet for `createSession`, `setupAccount` and `withdraw`: that of an account's owner, or by a name one whose account is yet to
 * be opened. It signs nothing in earnest, which an exchange in a page does not ask for.
 *
 * @example
 * const client = simulatedClient(exchange)
 * await client.createSession(simulatedWallet(exchange.accounts[0]), ["FUEL/USDC"])
 */
export const simulatedWallet = (of: string | { readonly owner: string }): ClientWallet => ({
  b256Address: typeof of === "string" ? idFrom(`simulated wallet ${of}`) : of.owner,
  personalSign: anyBytes,
});

const written = (bytes: Uint8Array): object => ({
  Secp256k1: `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`,
});

/** A signature of nobody's, as it is written in a request. */
export const anySignature = (): object => written(anyBytes());

/** The address of a wallet. */
export const ownerOf = (errors: ClientErrors, wallet: ClientWallet): string => {
  const owner = readId(wallet?.b256Address);
  if (owner !== undefined && typeof wallet.personalSign === "function") return owner;
  throw errors.input(
    "wallet",
    wallet,
    "wallet must be { b256Address, personalSign(message) } with an address of 32 bytes of hex; simulatedWallet(account) gives one.",
  );
};

/** A signature as it is written in a request. */
export const writtenSignature = (errors: ClientErrors, signature: Uint8Array): object => {
  if (signature?.length === 64) return written(signature);
  throw errors.input("wallet", signature, `personalSign must give 64 bytes, not ${signature?.length}.`);
};

/** The session that is asked for. */
export interface SessionTerms {
  readonly owner: string;
  readonly account: string;
  readonly contractIds: readonly string[];
  readonly nonce: bigint;
  /** Seconds since 1970. */
  readonly expiry: bigint;
  /** The address of its key. Default one that no other session has. */
  readonly address?: string;
}

/** The address of the key. A nonce opens one session, so that no two have the same. */
const addressOf = ({ account, nonce, address }: SessionTerms): string =>
  address ?? idFrom(`session key ${nonce} of ${account}`);

/** The address of the key of clients that are made with an account that is signed in: they share one session. */
export const signedInAddress = (account: string): string => idFrom(`session key of ${account}, signed in`);

/** The bytes that the owner signs. */
export const signedBy = (terms: SessionTerms): Uint8Array =>
  sessionBytes(terms.nonce, addressOf(terms), terms.contractIds, terms.expiry);

/** The request that opens it. */
export const sessionRequest = (terms: SessionTerms, signature: object): object => ({
  contract_id: terms.account,
  session_id: { Address: addressOf(terms) },
  signature,
  contract_ids: terms.contractIds,
  nonce: terms.nonce.toString(),
  expiry: terms.expiry.toString(),
});

/** The session once it is open. `nonce`: the account's next one; opening the session took one. */
export const openedSession = (terms: SessionTerms, nonce: bigint = terms.nonce + 1n): ClientSession => ({
  ownerAddress: terms.owner,
  tradeAccountId: terms.account,
  sessionPrivateKey: bytesOf(idFrom(`private ${addressOf(terms)}`)),
  sessionAddress: addressOf(terms),
  contractIds: terms.contractIds,
  expiry: Number(terms.expiry),
  nonce,
});
