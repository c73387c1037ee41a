// A feed whose engine is in another thread, as its page has it, in fake time: messages between the two are cloned and come later. All
// else is real.
import type { O2Error, O2FeedOptions } from "o2-react";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { expect, onTestFinished, vi } from "vitest";
// Loaded before any of them: fake time has nothing to wait for.
import "../../src/port/openWorker.ts";
import { LazyFeed } from "../../src/shell/LazyFeed.ts";
import { type ThreadEnd, threadOf } from "./thread.ts";

const FAKED = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] as const;

export const pass = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

/** Until the engine has answered for the first time. */
export const settle = (): Promise<unknown> => pass(400);

/** The options of such a feed. */
export interface ThreadFeedOptions {
  /** For the page, where the thread is not to be had. */
  readonly more?: Partial<O2FeedOptions>;
  /** The ways of the engine to the exchange. Default: the exchange's own. */
  readonly wireOf?: (exchange: SimulatedExchange) => Pick<O2FeedOptions, "WebSocket" | "fetch">;
  /** Called with each thread before anything is said to it. */
  readonly onThread?: ((thread: ThreadEnd) => void) | undefined;
}

/** A feed, its threads, and what was reported. Whether an engine works, and a page, is the test's to say. */
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
