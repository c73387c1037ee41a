// The far end of a story: one simulated exchange and one feed to it per mount, both gone with it.
import { createO2Feed, type O2Feed, O2Provider } from "o2-react";
import {
  type Account,
  createExchange,
  type ExchangeMarket,
  type MarketSpec,
  type SimulatedExchange,
} from "o2-react/testing";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

export interface SimulationProps {
  /** Actions a second: orders placed, cancelled and matched. */
  readonly rate?: number;
  /** How much of the past there is. */
  readonly hours?: number;
  /** How long anything is under way, each way. */
  readonly latency?: number;
  /** Other markets than the usual ones. */
  readonly markets?: readonly MarketSpec[] | undefined;
  /** What happens before anybody listens. The same function in every render. */
  readonly prepare?: ((exchange: SimulatedExchange) => void) | undefined;
  /** From one audit of a book to the next, in milliseconds. */
  readonly auditInterval?: number;
  /** Whether the feed may read over REST. Default `true`. */
  readonly hasRest?: boolean;
  readonly children: ReactNode;
}

interface Far {
  readonly exchange: SimulatedExchange;
  readonly feed: O2Feed;
}

const FarContext = createContext<Far | undefined>(undefined);
const exchanges = new WeakMap<Element, SimulatedExchange>();

/** The story's own exchange, to look at and to disturb. */
export function useSimulation(): Far {
  const far = useContext(FarContext);
  if (!far) throw new Error("There is no Simulation above this component.");
  return far;
}

/** The same for a play function, by the story's canvas: the truth that the screen is held against. */
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
  const [far, setFar] = useState<Far>();

  useEffect(() => {
    const exchange = createExchange({ seed: 7, latency, markets });
    exchange.warmUp({ hours });
    prepare?.(exchange);
    const { config, WebSocket, fetch } = exchange;
    const feed = createO2Feed({
      config: hasRest ? config : { wsUrl: config.wsUrl },
      WebSocket,
      fetch,
      auditInterval,
      // Quick enough to watch; the defaults suit a real network.
      pingInterval: 1_000,
      deadAfter: 5_000,
      maxReconnectDelay: 8_000,
      // The faults are asked for: the screen tells of them, the console need not.
      onError: () => undefined,
    });
    setFar({ exchange, feed });
    return () => {
      feed.close();
      exchange.close();
    };
  }, [hours, latency, markets, prepare, auditInterval, hasRest]);

  useEffect(() => {
    if (rate > 0) far?.exchange.start({ rate });
    return () => far?.exchange.stop();
  }, [far, rate]);

  if (!far) return null;
  return (
    <FarContext value={far}>
      <div className="simulation" ref={(element) => void (element && exchanges.set(element, far.exchange))}>
        <O2Provider feed={far.feed}>{children}</O2Provider>
      </div>
    </FarContext>
  );
}
