// Where a story of one hook plays: an exchange of its own, one market and one account of it, and the knobs below.

import type { Account, ExchangeMarket, SimulatedExchange } from "o2-react/testing";
import type { ReactNode } from "react";
import { Controls } from "./Controls.tsx";
import { Simulation, useSimulation } from "./Simulation.tsx";
import type { StageArgs } from "./stageArgs.ts";

export interface Scene {
  readonly exchange: SimulatedExchange;
  readonly market: ExchangeMarket;
  readonly account: Account;
}

export interface StageProps extends Partial<StageArgs> {
  /** Whether there are buttons that place and cancel the account's orders. */
  readonly hasOrders?: boolean;
  readonly hours?: number;
  readonly children: (scene: Scene) => ReactNode;
}

export function Stage({ rate = 50, hours = 0.2, ...props }: StageProps) {
  return (
    <Simulation rate={rate} hours={hours}>
      <Scenery {...props} />
    </Simulation>
  );
}

function Scenery({
  pair = "fFUEL/fUSDC",
  name = "Ada",
  hasOrders = false,
  children,
}: Omit<StageProps, "rate" | "hours">) {
  const { exchange } = useSimulation();
  const market = exchange.markets.find((each) => each.pair === pair);
  const account = exchange.accounts.find((each) => each.name === name);
  if (!market || !account) return null;
  return (
    <div className="stage">
      {children({ exchange, market, account })}
      <Controls market={market} account={hasOrders ? account : undefined} />
    </div>
  );
}
