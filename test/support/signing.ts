// Wallets with real keys, and the signed bytes of sessions, batches and withdrawals. Written from their description;
// shares no code with the exchange that checks the signatures.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const word = (value: bigint | number): Uint8Array => Buffer.from(BigInt(value).toString(16).padStart(16, "0"), "hex");
const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.replace("0x", ""), "hex");
const named = (name: string): Uint8Array => Buffer.concat([word(name.length), text(name)]);
const identity = (kind: 0 | 1, id: string): Uint8Array => Buffer.concat([word(kind), bytesOf(id)]);

/** Bytes as `0x` hex. */
export const hexOf = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

/** 64 bytes: r, and s with the recovery bit in its highest bit. */
const sign = (digest: Uint8Array, key: Uint8Array): Uint8Array => {
  const [recovery = 0, ...rest] = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  rest[32] = (rest[32] ?? 0) | (recovery << 7);
  return Uint8Array.from(rest);
};

/** The way in which a wallet derives its address and frames a message. */
export type WalletKind = "fuel" | "evm";

/** A new key. `sign` signs a message as a person does, `signRaw` as a session key does. */
export const createWallet = (kind: WalletKind = "fuel") => {
  const { secretKey } = secp256k1.keygen();
  const point = secp256k1.getPublicKey(secretKey, false).slice(1);
  const prefix = kind === "fuel" ? "\x19Fuel Signed Message:\n" : "\x19Ethereum Signed Message:\n";
  const hash = kind === "fuel" ? sha256 : keccak_256;
  const id = kind === "fuel" ? sha256(point) : Buffer.concat([new Uint8Array(12), keccak_256(point).slice(12)]);
  return {
    secretKey,
    address: hexOf(id),
    sign: (message: Uint8Array): Uint8Array =>
      sign(hash(Buffer.concat([text(`${prefix}${message.length}`), message])), secretKey),
    signRaw: (message: Uint8Array): Uint8Array => sign(sha256(message), secretKey),
  };
};

/** The members of a session that its owner signs. */
export interface SignedSession {
  readonly nonce: bigint;
  readonly session: string;
  readonly expiry: bigint;
  readonly contractIds: readonly string[];
}

/** A session, as its owner signs it. */
export const sessionBytes = ({ nonce, session, expiry, contractIds }: SignedSession): Uint8Array =>
  Buffer.concat([
    ...[word(nonce), word(0), named("set_session"), word(1), identity(0, session)],
    ...[word(expiry), word(contractIds.length), ...contractIds.map(bytesOf)],
  ]);

/** A withdrawal to an address, as the owner signs it: the amount comes before the asset. */
export const withdrawalBytes = (nonce: bigint, to: string, asset: string, amount: bigint): Uint8Array =>
  Buffer.concat([...[word(nonce), word(0), named("withdraw"), identity(0, to)], ...[word(amount), bytesOf(asset)]]);

/** The data of a market that its calls contain. */
export interface SignedMarket {
  readonly contract_id: string;
  readonly base: { readonly asset: string; readonly decimals: number };
  readonly quote: { readonly asset: string };
}

/** An action in the form of a batch. */
export type WireAction =
  | { readonly SettleBalance: { readonly to: { readonly ContractId: string } } }
  | { readonly CancelOrder: { readonly order_id: string } }
  | { readonly CreateOrder: WireOrder };

interface WireOrder {
  readonly side: string;
  readonly price: string;
  readonly quantity: string;
  readonly order_type: unknown;
}

const ORDER_TYPES = ["Limit", "Spot", "FillOrKill", "PostOnly", "Market", "BoundedMarket"];

/** One call of a batch: contract, selector, coins, gas, arguments. */
const callBytes = (market: SignedMarket, action: WireAction): Uint8Array => {
  const call = (method: string, amount: bigint, asset: string, data: Uint8Array): Uint8Array => {
    const selector = named(method);
    const coins = [word(amount), bytesOf(asset), word(2n ** 64n - 1n)];
    const head = [bytesOf(market.contract_id), word(selector.length), selector, ...coins];
    return Buffer.concat([...head, word(1), word(data.length), data]);
  };
  const none = "00".repeat(32);
  if ("CancelOrder" in action) return call("cancel_order", 0n, none, bytesOf(action.CancelOrder.order_id));
  if ("SettleBalance" in action)
    return call("settle_balance", 0n, none, identity(1, action.SettleBalance.to.ContractId));
  const { side, price, quantity, order_type } = action.CreateOrder;
  const data = Buffer.concat([
    word(BigInt(price)),
    word(BigInt(quantity)),
    word(ORDER_TYPES.indexOf(String(order_type))),
  ]);
  const value = (BigInt(price) * BigInt(quantity)) / 10n ** BigInt(market.base.decimals);
  return side === "Buy"
    ? call("create_order", value, market.quote.asset, data)
    : call("create_order", BigInt(quantity), market.base.asset, data);
};

/** A batch, as the session key signs it. */
export const batchBytes = (nonce: bigint, calls: readonly (readonly [SignedMarket, WireAction])[]): Uint8Array =>
  Buffer.concat([word(nonce), word(calls.length), ...calls.map(([market, action]) => callBytes(market, action))]);
