// The far end of a story: one simulated exchange and one feed to it per mount, both gone with it.
import { createO2Feed, type O2Feed, O2Provider } from "o2-react";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { introduce } from "./introduce.ts";

export interface SimulationProps {
  /** Actions a second: orders placed, cancelled and matched. */
  readonly rate?: number;
  /** How much of the past there is. */
  readonly hours?: number;
  /** How long anything is under way, each way. */
  readonly latency?: number;
  readonly children: ReactNode;
}

interface Far {
  readonly exchange: SimulatedExchange;
  readonly feed: O2Feed;
}

const FarContext = createContext<Far | undefined>(undefined);

/** The story's own exchange, to look at and to disturb. */
export function useSimulation(): Far {
  const far = useContext(FarContext);
  if (!far) throw new Error("There is no Simulation above this component.");
  return far;
}

export function Simulation({ rate = 50, hours = 0.2, latency = 20, children }: SimulationProps) {
  const [far, setFar] = useState<Far>();

  useEffect(() => {
    const exchange = createExchange({ seed: 7, latency });
    exchange.warmUp({ hours });
    const { config, WebSocket } = exchange;
    // Quick enough to watch; the defaults suit a real network.
    const feed = createO2Feed({ config, WebSocket, pingInterval: 1_000, deadAfter: 5_000, maxReconnectDelay: 8_000 });
    const stop = introduce(exchange);
    setFar({ exchange, feed });
    return () => {
      stop();
      feed.close();
      exchange.close();
    };
  }, [hours, latency]);

  useEffect(() => {
    if (rate > 0) far?.exchange.start({ rate });
    return () => far?.exchange.stop();
  }, [far, rate]);

  if (!far) return null;
  return (
    <FarContext value={far}>
      <O2Provider feed={far.feed}>{children}</O2Provider>
    </FarContext>
  );
}
