// A time of Infinity means never, for each timing of a feed. A runtime's timer cannot hold it, and would fire at once.
import type { O2FeedOptions } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { expect, it, onTestFinished } from "vitest";
import { until } from "../support/served.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** A runtime's timers fire within a millisecond for values of this size. */
const MOMENT = 50;

/** A connected feed that follows a book, in real time, because fake timers hold Infinity. */
async function open(options: O2FeedOptions) {
  const exchange = createExchange({ latency: 5 });
  exchange.tick(50);
  let attempts = 0;
  class Counted extends exchange.WebSocket {
    constructor(url: string | URL) {
      super(url);
      attempts += 1;
    }
  }
  const reads: string[] = [];
  const feed = createO2Feed({
    config: exchange.config,
    WebSocket: Counted,
    fetch: (input, init) => {
      reads.push(new URL(String(input)).pathname);
      return exchange.fetch(input, init);
    },
    onError: () => undefined,
    ...options,
  });
  onTestFinished(() => {
    feed.close();
    exchange.close();
  });
  feed.connect();
  const market = exchange.markets[0].market_id;
  const release = feed.retain([{ channel: "depth", market, precision: 1 }]);
  const isLive = () => feed.store.getState().depth[`${market}:1`]?.isLive;
  await until(() => expect(isLive()).toBe(true));
  return { exchange, feed, market, release, reads, isLive, attempts: () => attempts };
}

type Opened = Awaited<ReturnType<typeof open>>;
const pass = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

interface Case {
  /** The event that never comes. */
  readonly name: string;
  readonly options: O2FeedOptions;
  readonly act?: (opened: Opened) => void;
  /** Seen right after the act, and again later. */
  readonly look: (opened: Opened) => unknown;
}

const cut = ({ exchange }: Opened): void => {
  exchange.faults.refuse();
  exchange.faults.drop();
};

const cases: readonly Case[] = [
  { name: "an attempt is given up", options: { connectTimeout: NEVER }, look: ({ attempts }) => attempts() },
  {
    name: "a snapshot is asked for again",
    options: { snapshotTimeout: NEVER },
    look: ({ feed }) => feed.session.counters.resyncs,
  },
  {
    name: "a topic is let go of",
    options: { linger: NEVER },
    act: ({ release }) => release(),
    look: ({ feed }) => feed.session.subscriptions.slots.length,
  },
  {
    name: "a probe gives the link up",
    options: { probeTimeout: NEVER },
    act: ({ exchange, feed }) => {
      exchange.faults.delay(MOMENT / 2);
      feed.session.wake();
    },
    look: ({ attempts }) => attempts(),
  },
  {
    name: "a connection counts as lost",
    options: { lostAfter: NEVER },
    act: cut,
    look: ({ feed }) => feed.store.getState().connection.isLost,
  },
  {
    name: "a lost connection is tried again",
    options: { minReconnectDelay: NEVER, maxReconnectDelay: NEVER },
    act: cut,
    look: ({ attempts }) => attempts(),
  },
  {
    name: "a silent link is not believed",
    options: { staleAfter: NEVER },
    act: ({ exchange }) => exchange.faults.stall(),
    look: ({ isLive }) => isLive(),
  },
  {
    name: "a silent link is asked or replaced",
    options: { pingInterval: NEVER, deadAfter: NEVER, staleAfter: NEVER },
    look: ({ exchange, attempts }) => [exchange.pings, attempts()],
  },
  {
    name: "a book is audited",
    options: { auditInterval: NEVER },
    look: ({ reads }) => reads.filter((path) => path === "/v1/depth").length,
  },
];

it.each(cases)("with Infinity it never comes that $name", async ({ options, act, look }) => {
  const opened = await open(options);
  act?.(opened);
  const before = look(opened);
  await pass(MOMENT);
  expect(look(opened)).toEqual(before);
  // A timer that fires at once would do this while the feed connects.
  expect([opened.attempts(), opened.feed.session.counters.resyncs]).toEqual([1, 0]);
});
