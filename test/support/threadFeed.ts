// A page's feed with its engine in another thread, in fake time: messages between the two are cloned and arrive later.
// Everything else is real.
import type { O2Error, O2FeedOptions } from "o2-react";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { expect, onTestFinished, vi } from "vitest";
// Loaded before the tests, so that fake time has nothing to wait for.
import "../../src/port/openWorker.ts";
import { LazyFeed } from "../../src/shell/LazyFeed.ts";
import { type ThreadEnd, threadOf } from "./thread.ts";

const FAKED = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] as const;

export const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

/** Milliseconds until the engine has answered for the first time. */
export const settle = (): Promise<unknown> => pass(400);

/** The options of such a feed. */
export interface ThreadFeedOptions {
  /** For a page that cannot make the thread. */
  readonly more?: Partial<O2FeedOptions>;
  /** The engine's connections to the exchange. Default: the exchange's own. */
  readonly wireOf?: (exchange: SimulatedExchange) => Pick<O2FeedOptions, "WebSocket" | "fetch">;
  /** Called with each thread before any message. */
  readonly onThread?: ((thread: ThreadEnd) => void) | undefined;
}

/** A feed, its threads, and the reported errors. The test decides whether the engine and the page keep working. */
export function openThreadFeed({ more = {}, wireOf = (exchange) => exchange, onThread }: ThreadFeedOptions = {}) {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12), toFake: [...FAKED] });
  onTestFinished(() => void vi.useRealTimers());
  const exchange = createExchange();
  exchange.tick(300);
  onTestFinished(() => exchange.close());
  const errors: O2Error[] = [];
  const threads: ThreadEnd[] = [];
  const wire = wireOf(exchange);
  const feed = new LazyFeed({
    config: exchange.config,
    ...more,
    onError: (error) => errors.push(error),
    worker: () => {
      const thread = threadOf(wire)();
      threads.push(thread);
      onThread?.(thread);
      return thread;
    },
  });
  onTestFinished(async () => {
    feed.close();
    await pass(10_000);
    expect(vi.getTimerCount()).toBe(0);
  });
  const [{ market_id: market }, account] = [exchange.markets[0]!, exchange.accounts[0]!];
  return { exchange, feed, errors, threads, market, account };
}
