// A provider whose exchange is simulated in the page: one exchange and one feed for as long as it is mounted.
import { type O2Feed, type O2FeedOptions, O2Provider } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange, type SimulatedExchange, type SimulatedExchangeOptions } from "o2-react/testing";
import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useState } from "react";

/** The options of the simulated exchange, and of the feed that is made of it. */
export interface SimulatedO2Options extends SimulatedExchangeOptions {
  /** Seeded actions a second: orders placed, cancelled and matched. Default 50; 0 for a still market. */
  readonly rate?: number | undefined;
  /** The hours of trades and bars that there are to begin with. Default 1. */
  readonly hours?: number | undefined;
  /** Prepares the exchange before anybody listens. Give the same function in every render. */
  readonly prepare?: ((exchange: SimulatedExchange) => void) | undefined;
  /** The options of the feed, e.g. a shorter `linger`. Read once, when the exchange is made. */
  readonly feed?: Partial<O2FeedOptions> | undefined;
}

export interface SimulatedO2Props extends SimulatedO2Options {
  readonly children?: ReactNode;
  /** Told of the exchange once it is there. */
  readonly onExchange?: ((exchange: SimulatedExchange) => void) | undefined;
}

/** A simulated exchange and the feed that follows it. */
export interface Simulation {
  readonly exchange: SimulatedExchange;
  readonly feed: O2Feed;
}

const SimulationContext = createContext<Simulation | undefined>(undefined);

/**
 * The exchange behind the nearest {@link SimulatedO2} or `withO2`, for buttons that place orders and cut links.
 * @throws Error outside of one.
 */
export function useSimulation(): Simulation {
  const simulation = useContext(SimulationContext);
  if (simulation) return simulation;
  throw new Error("There is no SimulatedO2 above this component: wrap the story with the decorator withO2().");
}

/** An `O2Provider` over an exchange simulated in the page. A change of the options (but `rate`) makes another exchange. */
export function SimulatedO2({ rate = 50, children, ...options }: SimulatedO2Props): ReactElement | null {
  const { seed = 1, now, markets, latency = 20, snapshotKey, silence, wire } = options;
  const { hours = 1, prepare, feed, onExchange } = options;
  const spelling = JSON.stringify(wire);
  const [simulation, setSimulation] = useState<Simulation>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: an options object written inline is new in every render.
  useEffect(() => {
    const exchange = createExchange({
      seed,
      now,
      markets,
      latency,
      snapshotKey,
      silence,
      ...(wire !== undefined && { wire }),
    });
    exchange.warmUp({ hours, rate });
    prepare?.(exchange);
    const { config, WebSocket, fetch } = exchange;
    const made = createO2Feed({ config, WebSocket, fetch, ...feed });
    setSimulation({ exchange, feed: made });
    return () => {
      // After the children, who are unmounted behind their parent and let go of what they followed.
      queueMicrotask(() => {
        made.close();
        exchange.close();
      });
    };
  }, [seed, now, markets, latency, snapshotKey, silence, spelling, hours, prepare]);

  useEffect(() => {
    if (rate > 0) simulation?.exchange.start({ rate });
    return () => simulation?.exchange.stop();
  }, [simulation, rate]);

  // StrictMode makes two and closes one: only the one that stays is told of.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whom to tell may be new in every render.
  useEffect(() => {
    if (simulation) onExchange?.(simulation.exchange);
  }, [simulation]);

  if (!simulation) return null;
  return (
    <SimulationContext.Provider value={simulation}>
      <O2Provider feed={simulation.feed}>{children}</O2Provider>
    </SimulationContext.Provider>
  );
}
