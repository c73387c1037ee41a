// The connector: how the page gets a wallet. This one is simulated. Replace `connectWallet` with your wallet library; a signer of
// the official client (@o2exchange/sdk) has the shape of `Wallet`.
import type { TradingClient } from "o2-react/testing";

/** The wallet of an account's owner: its address, and a signature of 64 bytes for a message. */
export type Wallet = Parameters<TradingClient["setupAccount"]>[0];

/** The methods that this app trades by. An `O2Client` of the official client has them as well. */
export type Trader = Pick<
  TradingClient,
  "setupAccount" | "createSession" | "createOrder" | "cancelOrder" | "cancelAllOrders"
>;

type Answer = Awaited<ReturnType<Trader["createOrder"]>>;

/** The answer, or the answers, of an action. @throws when the exchange refused it: the client may say so without an error. */
export function ifAccepted<T extends Answer | readonly Answer[] | null>(answer: T): T {
  for (const { success, reason, message } of [answer ?? []].flat())
    if (!success) throw new Error(reason ?? message ?? "The exchange refused it and gave no reason.");
  return answer;
}

/** A new wallet whose signatures are not real: only a simulated exchange accepts them. */
export async function connectWallet(): Promise<Wallet> {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const b256Address = `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  return { b256Address, personalSign: () => new Uint8Array(64).fill(1) };
}
