// The far end of a story: one simulated exchange and one feed to it per mount, both gone with it.
import type { O2FeedOptions } from "o2-react";
import type { Account, ExchangeMarket, MarketSpec, SimulatedExchange, WireChoice } from "o2-react/testing";
import { SimulatedO2, useSimulation } from "o2-react/testing/storybook";
import type { ReactNode } from "react";

export { useSimulation };

export interface SimulationProps {
  /** Actions a second: orders placed, cancelled and matched. */
  readonly rate?: number;
  /** How much of the past there is. */
  readonly hours?: number;
  /** How long anything is under way, each way. */
  readonly latency?: number;
  /** Other markets than the usual ones. */
  readonly markets?: readonly MarketSpec[] | undefined;
  /** The answers of the exchange where the likely ones are not meant. */
  readonly wire?: WireChoice | undefined;
  /** What happens before anybody listens. The same function in every render. */
  readonly prepare?: ((exchange: SimulatedExchange) => void) | undefined;
  /** From one audit of a book to the next, in milliseconds. */
  readonly auditInterval?: number;
  /** Whether the feed may read over REST. Default `true`. */
  readonly hasRest?: boolean;
  /** What else the feed is made with. Read once. */
  readonly feed?: Partial<O2FeedOptions> | undefined;
  readonly children: ReactNode;
}

const exchanges = new WeakMap<Element, SimulatedExchange>();

/** The story's own exchange for a play function, by the story's canvas: the truth that the screen is held against. */
export function exchangeOf(canvas: HTMLElement): SimulatedExchange {
  const element = canvas.querySelector(".simulation");
  const exchange = element && exchanges.get(element);
  if (!exchange) throw new Error("There is no Simulation in this story, or not yet.");
  return exchange;
}

/** An exchange's first market and first account: those that stories begin with. */
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
    // Quick enough to watch; the defaults suit a real network.
    pingInterval: 1_000,
    deadAfter: 5_000,
    maxReconnectDelay: 8_000,
    // The faults are asked for: the screen tells of them, the console need not.
    onError: () => undefined,
    ...props.feed,
  };
  return (
    <SimulatedO2
      // A feed is made once: what it is made with makes another one.
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
