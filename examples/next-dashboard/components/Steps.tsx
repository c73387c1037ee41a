"use client";

// The way from a wallet to an order, step by step: wallet, account, session, order.
import Link from "next/link";
import { useAccount } from "o2-react";
import { shorten } from "@/lib/format";
import { NextStep } from "./NextStep";
import { type Stage, useTrading } from "./TradingProvider";

const ORDER: readonly Stage[] = ["wallet", "account", "session", "ready"];

export function Steps() {
  const { stage, wallet, account, disconnect } = useTrading();
  const { data: found } = useAccount({ owner: wallet });
  if (stage === "unavailable") return null;
  const none = found?.exists === false ? "this wallet has none yet" : wallet ? "looking for it…" : "–";
  const done = ORDER.indexOf(stage);
  const steps = [
    ["Wallet", wallet ? shorten(wallet) : "not connected"],
    ["Trade account", account ? shorten(account) : none],
    ["Session", stage === "ready" ? "signs your orders for 30 days" : "–"],
  ];
  return (
    <section className="notice" aria-labelledby="steps">
      <h1 id="steps">Your wallet</h1>
      <ol className="steps">
        {steps.map(([name, state], index) => (
          <li key={name} data-done={index < done || undefined} aria-current={index === done ? "step" : undefined}>
            <strong>{name}</strong> <span>{state}</span>
          </li>
        ))}
      </ol>
      <NextStep />
      {account && <Link href={`/account/${account}`}>Balances, orders and fills</Link>}
      {stage === "ready" && <Link href="/">Choose a market</Link>}
      {wallet && (
        <button type="button" onClick={disconnect}>
          Disconnect
        </button>
      )}
    </section>
  );
}
