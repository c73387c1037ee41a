"use client";

// The way to an order: a wallet, its trade account, a session. Stands in the layout, so that all pages share it.
import { useAccount, useMarkets } from "o2-react";
import { createContext, type ReactNode, use, useRef, useState } from "react";
import { connectWallet, type Trader, type Wallet } from "@/lib/wallet";

/** The next step to take; `"unavailable"` where the app has no wallet connector, `"ready"` once orders can be placed. */
export type Stage = "unavailable" | "wallet" | "account" | "session" | "ready";

export interface Trading {
  readonly stage: Stage;
  /** The address of the connected wallet. */
  readonly wallet: string | undefined;
  /** The id of the wallet's trade account, once there is one. */
  readonly account: string | undefined;
  /** Takes the next step. */
  readonly proceed: () => Promise<void>;
  readonly disconnect: () => void;
  /** Calls the client, one call after the other: two at once would use the same nonce. */
  readonly trade: <T>(action: (trader: Trader) => Promise<T>) => Promise<T>;
}

const Context = createContext<Trading | undefined>(undefined);

interface Connected {
  readonly wallet: Wallet;
  readonly trader: Trader;
  readonly account?: string;
  readonly hasSession?: boolean;
}

interface TradingProviderProps {
  /** The API to trade through; `undefined` leaves trading out. */
  readonly apiBase: string | undefined;
  readonly children: ReactNode;
}

export function TradingProvider({ apiBase, children }: TradingProviderProps) {
  const [connected, setConnected] = useState<Connected>();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const { data: markets } = useMarkets();
  const { data: found } = useAccount({ owner: connected?.wallet.b256Address });
  const account = connected?.account ?? (found?.exists ? found.trade_account_id : undefined);

  const connect = async () => {
    // The client is loaded with the first wallet: a reader who only looks does not pay for it.
    const [wallet, { DemoTrader }] = await Promise.all([connectWallet(), import("@/lib/demoTrader")]);
    setConnected({ wallet, trader: new DemoTrader(apiBase ?? "") });
  };
  const openAccount = async ({ wallet, trader }: Connected) => {
    const { tradeAccountId } = await trader.setupAccount(wallet);
    setConnected({ wallet, trader, account: tradeAccountId });
  };
  const openSession = async (known: Connected) => {
    if (!markets) throw new Error("The list of markets is not known yet. Try again in a moment.");
    await known.trader.createSession(known.wallet, markets);
    setConnected({ ...known, hasSession: true });
  };

  const trading: Trading = {
    stage: stageOf(apiBase, connected, account),
    wallet: connected?.wallet.b256Address,
    account,
    proceed: () => (!connected ? connect() : account ? openSession(connected) : openAccount(connected)),
    disconnect: () => setConnected(undefined),
    trade: (action) => {
      if (!connected) return Promise.reject(new Error("There is no wallet: connect one first."));
      const result = last.current.then(() => action(connected.trader));
      last.current = result.catch(() => undefined);
      return result;
    },
  };
  return <Context value={trading}>{children}</Context>;
}

function stageOf(apiBase: string | undefined, connected: Connected | undefined, account: string | undefined): Stage {
  if (!apiBase) return "unavailable";
  if (!connected) return "wallet";
  if (!account) return "account";
  return connected.hasSession ? "ready" : "session";
}

/** The wallet, account and session of this page. */
export function useTrading(): Trading {
  const trading = use(Context);
  if (!trading) throw new Error("useTrading needs a <TradingProvider> above it.");
  return trading;
}
