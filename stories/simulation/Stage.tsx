// The stage of a story for one hook: its own exchange with one market and one account, and the knobs below.
import { type Market, useMarket } from "o2-react";
import type { Account, SimulatedExchange } from "o2-react/testing";
import type { ReactNode } from "react";
import { Controls } from "./Controls.tsx";
import { Simulation, type SimulationProps, useSimulation } from "./Simulation.tsx";
import type { StageArgs } from "./stageArgs.ts";

interface Scene {
  readonly exchange: SimulatedExchange;
  readonly market: Market;
  readonly account: Account;
}

interface SceneryProps {
  readonly pair?: StageArgs["pair"] | undefined;
  readonly name?: StageArgs["name"] | undefined;
  /** True adds buttons that place and cancel the account's orders. */
  readonly hasOrders?: boolean | undefined;
  /** More knobs. */
  readonly knobs?: ReactNode;
  readonly isWide?: boolean | undefined;
  readonly children: (scene: Scene) => ReactNode;
}

export interface StageProps extends SceneryProps, Omit<SimulationProps, "children"> {}

export function Stage({ pair, name, hasOrders, knobs, isWide, children, ...simulation }: StageProps) {
  return (
    <Simulation {...simulation}>
      <Scenery pair={pair} name={name} hasOrders={hasOrders} knobs={knobs} isWide={isWide}>
        {children}
      </Scenery>
    </Simulation>
  );
}

function Scenery({
  pair = "fFUEL/fUSDC",
  name = "Ada",
  hasOrders = false,
  knobs,
  isWide = false,
  children,
}: SceneryProps) {
  const { exchange } = useSimulation();
  const { data: market } = useMarket({ market: pair });
  const account = exchange.accounts.find((each) => each.name === name);
  if (!market || !account) return null;
  return (
    <div className={isWide ? "stage wide" : "stage"}>
      {children({ exchange, market, account })}
      <Controls market={market} account={hasOrders ? account : undefined}>
        {knobs}
      </Controls>
    </div>
  );
}
