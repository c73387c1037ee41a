// The far end of a story: one simulated exchange and one feed for each mount. Both end with it.
import type { O2FeedOptions } from "o2-react";
import type { Account, ExchangeMarket, MarketSpec, SimulatedExchange, WireChoice } from "o2-react/testing";
import { SimulatedO2, useSimulation } from "o2-react/testing/storybook";
import type { ReactNode } from "react";

export { useSimulation };

export interface SimulationProps {
  /** Actions a second: orders placed, cancelled and matched. */
  readonly rate?: number;
  /** Hours of past trading. */
  readonly hours?: number;
  /** Milliseconds that each direction takes. */
  readonly latency?: number;
  /** Other markets than the usual ones. */
  readonly markets?: readonly MarketSpec[] | undefined;
  /** Variants of the exchange's answers, instead of the likely ones. */
  readonly wire?: WireChoice | undefined;
  /** Prepares the exchange before any client connects. It must be the same function in every render. */
  readonly prepare?: ((exchange: SimulatedExchange) => void) | undefined;
  /** Milliseconds between two audits of a book. */
  readonly auditInterval?: number;
  /** True lets the feed read over REST. Default `true`. */
  readonly hasRest?: boolean;
  /** Further options of the feed. Read once. */
  readonly feed?: Partial<O2FeedOptions> | undefined;
  readonly children: ReactNode;
}

const exchanges = new WeakMap<Element, SimulatedExchange>();

/** The exchange of a story's canvas, for its play function: the screen is compared with it. */
export function exchangeOf(canvas: HTMLElement): SimulatedExchange {
  const element = canvas.querySelector(".simulation");
  const exchange = element && exchanges.get(element);
  if (!exchange) throw new Error("There is no Simulation in this story, or not yet.");
  return exchange;
}

/** An exchange's first market and first account, which stories begin with. */
export function firstOf({ markets, accounts }: SimulatedExchange): {
  readonly market: ExchangeMarket;
  readonly account: Account;
} {
  const [market] = markets;
  const [account] = accounts;
  if (!market || !account) throw new Error("The exchange is empty.");
  return { market, account };
}

export function Simulation({ rate = 50, children, ...props }: SimulationProps) {
  const { hours = 0.2, latency = 20, markets, prepare, auditInterval = 60_000, hasRest = true } = props;
  const feed: Partial<O2FeedOptions> = {
    ...(!hasRest && { config: { wsUrl: "wss://o2.simulated/v1/ws" } }),
    auditInterval,
    // Quick enough to watch. The defaults suit a real network.
    pingInterval: 1_000,
    deadAfter: 5_000,
    maxReconnectDelay: 8_000,
    // The faults are intended and the screen shows them, so the console need not.
    onError: () => undefined,
    ...props.feed,
  };
  return (
    <SimulatedO2
      // A feed is made once. Other options need another one.
      key={`${auditInterval} ${hasRest}`}
      seed={7}
      rate={rate}
      hours={hours}
      latency={latency}
      markets={markets}
      wire={props.wire}
      prepare={prepare}
      feed={feed}
    >
      <Canvas>{children}</Canvas>
    </SimulatedO2>
  );
}

function Canvas({ children }: { readonly children: ReactNode }) {
  const { exchange } = useSimulation();
  return (
    <div className="simulation" ref={(element) => void (element && exchanges.set(element, exchange))}>
      {children}
    </div>
  );
}
