// A feed of an exchange in this process under fake time. Both are closed when the test is over.
import type { O2Error, O2Feed, O2FeedOptions } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import type { SimulatedExchange, SimulatedExchangeOptions } from "o2-react/testing";
import { onTestFinished, vi } from "vitest";
import { createExchange } from "./servers.ts";

export interface Simulated {
  readonly exchange: SimulatedExchange;
  readonly feed: O2Feed;
  readonly errors: O2Error[];
  /** Paths of the REST reads so far. */
  readonly reads: string[];
  /** The time when each connection attempt began. */
  readonly attempts: number[];
  /** Lets fake time pass. */
  pass(milliseconds: number): Promise<void>;
}

/** Starts fake time, an exchange with a book of some depth (less after fewer ticks), and a connected feed. */
export async function simulate(
  options: O2FeedOptions = {},
  exchangeOptions: SimulatedExchangeOptions = {},
  ticks: number = 500,
): Promise<Simulated> {
  vi.useFakeTimers();
  const exchange = createExchange(exchangeOptions);
  exchange.tick(ticks);
  const errors: O2Error[] = [];
  const reads: string[] = [];
  const attempts: number[] = [];
  class WebSocket extends exchange.WebSocket {
    constructor(url: string | URL) {
      super(url);
      attempts.push(Date.now());
    }
  }
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket,
    fetch: (input, init) => {
      reads.push(new URL(String(input)).pathname);
      return exchange.fetch(input, init);
    },
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  feed.connect();
  const pass = async (milliseconds: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  };
  await pass(50);
  return { exchange, feed, errors, reads, attempts, pass };
}
