// Controls of the simulated exchange: faults of the link, and own orders.
import type { Market, Side } from "o2-react";
import { type ReactNode, useState } from "react";
import type { NamedAccount } from "../parts/TradingScreen.tsx";
import { useSimulation } from "./Simulation.tsx";

export interface ControlsProps {
  /** With both, there are buttons that place and cancel orders. */
  readonly market?: Market | undefined;
  readonly account?: NamedAccount | undefined;
  /** More knobs. */
  readonly children?: ReactNode;
}

export function Controls({ market, account, children }: ControlsProps) {
  return (
    <section className="controls" aria-label="Simulation">
      <LinkControls />
      {children}
      {market && account && <OrderControls marketId={market.market_id} account={account} />}
    </section>
  );
}

function LinkControls() {
  const { exchange, feed } = useSimulation();
  const { faults } = exchange;
  const [isRefusing, setRefusing] = useState(false);
  const [isRestDown, setRestDown] = useState(false);
  const refuse = () => {
    if (isRefusing) faults.accept();
    else faults.refuse();
    setRefusing(!isRefusing);
  };
  const breakRest = () => {
    faults.rest({ fail: true, times: Infinity });
    setRestDown(true);
  };
  const bringBack = () => {
    faults.clear();
    faults.resume();
    setRefusing(false);
    setRestDown(false);
    if (feed.store.getState().connection.status !== "connected") feed.reconnect();
  };
  return (
    <fieldset>
      <legend>Link</legend>
      <button type="button" onClick={() => faults.drop()}>
        Drop
      </button>
      <button type="button" onClick={() => faults.stall()}>
        Stall
      </button>
      <button type="button" aria-pressed={isRefusing} onClick={refuse}>
        Refuse new ones
      </button>
      <button type="button" aria-pressed={isRestDown} disabled={isRestDown} onClick={breakRest}>
        REST down
      </button>
      <button type="button" onClick={bringBack}>
        Bring back
      </button>
    </fieldset>
  );
}

interface OrderControlsProps {
  readonly marketId: string;
  readonly account: NamedAccount;
}

function OrderControls({ marketId, account: { name, identity } }: OrderControlsProps) {
  const { exchange } = useSimulation();
  /** Joins the best price with 300 times the value of the smallest order. */
  const place = (side: Side) => {
    const { bid, ask } = exchange.top(marketId);
    const price = side === "buy" ? bid : ask;
    if (price === undefined) return;
    const { scale, step, min_order } = exchange.market(marketId);
    const quantity = ((300n * min_order * scale) / price / step + 1n) * step;
    exchange.place(identity, { marketId, side, price, quantity });
  };
  const cancelAll = () => {
    const open = exchange.orders(identity, { open: true, marketId });
    if (open.length > 0)
      exchange.batch(
        identity,
        open.map(({ order_id }) => ({ cancel: order_id })),
      );
  };
  return (
    <fieldset>
      <legend>{name}’s orders here</legend>
      <button type="button" onClick={() => place("buy")}>
        Join bid
      </button>
      <button type="button" onClick={() => place("sell")}>
        Join ask
      </button>
      <button type="button" onClick={cancelAll}>
        Cancel all
      </button>
    </fieldset>
  );
}
