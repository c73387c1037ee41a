"use client";

// The next step from a wallet to an order, as a button, and the reason why the last one failed.
import { type Stage, useTrading } from "./TradingProvider";
import { useAction } from "./useAction";

const STEPS: Record<Exclude<Stage, "unavailable" | "ready">, string> = {
  wallet: "Connect wallet",
  account: "Open an account",
  session: "Start a session",
};

/** Nothing once orders can be placed. */
export function NextStep() {
  const { stage, proceed } = useTrading();
  const { isBusy, problem, run } = useAction();
  if (stage === "ready") return null;
  if (stage === "unavailable") return <p className="label">Placing orders needs a wallet library: lib/wallet.ts.</p>;
  return (
    <>
      <button type="button" className="primary" disabled={isBusy} onClick={() => run(proceed)}>
        {isBusy ? "One moment…" : STEPS[stage]}
      </button>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
