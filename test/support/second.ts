// A feed of a second exchange in this process under fake time. Both are closed when the test is over.
import type { O2Feed } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { onTestFinished, vi } from "vitest";
import { SecondExchange } from "../../lab/second/SecondExchange.ts";
import type { Spelling } from "../../lab/second/spelling.ts";

interface Met {
  readonly exchange: SecondExchange;
  readonly feed: O2Feed;
  /** The messages of the reported errors. */
  readonly errors: readonly string[];
  /** Lets fake time pass. */
  pass(milliseconds: number): Promise<void>;
}

/** An exchange with a history of some minutes, and a connected feed of it, under fake time. */
export async function meet(spelling: Spelling, hasRest = true): Promise<Met> {
  vi.useFakeTimers();
  const exchange = new SecondExchange({ spelling, latency: 20 });
  const { WebSocket, fetch } = exchange;
  const { wsUrl, apiBase } = exchange.config;
  const config = hasRest ? { wsUrl, apiBase } : { wsUrl };
  const errors: string[] = [];
  const onError = ({ message }: Error) => errors.push(message);
  const feed = createO2Feed({ config, WebSocket, fetch, auditInterval: false, onError });
  onTestFinished(() => {
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const pass = async (milliseconds: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(milliseconds));
  // The number of past minutes matters, not their traffic.
  exchange.start({ rate: 5 });
  await pass(200_000);
  exchange.start({ rate: 20 });
  feed.connect();
  return { exchange, feed, errors, pass };
}
