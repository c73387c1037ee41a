// Some of a storm's clients in their own process: feeds on sockets of `ws` that record each attempt and when they are
// live. Options are the library's defaults.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { O2Error, O2Feed } from "o2-react";
import type { WebSocketClass } from "o2-react/client";
import { createO2Feed } from "o2-react/feed";
import { WebSocket } from "ws";
import { serve } from "../far/Remote.ts";
import { handlesLeft } from "../waiting.ts";
import { showsMarket } from "./common.ts";

interface Client {
  readonly feed: O2Feed;
  readonly market: string;
  attempts: number[];
  /** The waits that the library planned before each attempt. */
  waits: number[];
  /** The time when everything it follows last became live; `undefined` while something is not. */
  liveAt: number | undefined;
  release: () => void;
}

const TAPE = 20;
const clients: Client[] = [];
const errors: O2Error[] = [];
const lag = monitorEventLoopDelay({ resolution: 10 });
let reads = 0;

function openClient(config: { wsUrl: string; apiBase: string }, market: string, isJittered: boolean): Client {
  const client: Pick<Client, "attempts" | "waits"> = { attempts: [], waits: [] };
  class Socket extends WebSocket {
    constructor(url: string) {
      client.attempts.push(Date.now());
      super(url);
    }
  }
  const feed = createO2Feed({
    config,
    WebSocket: Socket as unknown as WebSocketClass,
    onError: (error) => errors.push(error),
    fetch: (...args) => {
      reads += 1;
      return fetch(...args);
    },
    ...(isJittered ? {} : { random: () => 0 }),
  });
  const made: Client = Object.assign(client, {
    feed,
    market,
    liveAt: undefined,
    release: feed.retain([
      { channel: "depth", market, precision: 1, levels: 20 },
      { channel: "trades", market },
    ]),
  });
  feed.store.subscribe(({ depth, trades }) => {
    const isLive = depth[`${market}:1`]?.isLive === true && trades[market]?.isLive === true;
    if (!isLive) made.liveAt = undefined;
    else made.liveAt ??= Date.now();
  });
  feed.session.listen((event) => {
    if (event.type === "connection" && event.connection.retryAt !== undefined)
      made.waits.push(event.connection.retryAt - Date.now());
  });
  feed.connect();
  return made;
}

const commands = {
  open(
    config: { wsUrl: string; apiBase: string },
    markets: readonly string[],
    count: number,
    isJittered: boolean,
  ): void {
    for (let index = 0; index < count; index += 1)
      clients.push(openClient(config, markets[index % markets.length] ?? "", isJittered));
    lag.enable();
  },

  live: (): number => clients.filter(({ liveAt }) => liveAt !== undefined).length,

  /** Forgets the attempts so far. */
  forget(): void {
    for (const client of clients) {
      client.attempts = [];
      client.waits = [];
    }
    reads = 0;
  },

  /** Starts to measure how late this process is. */
  nowLate: (): void => lag.reset(),

  /** Each client's record since then: its attempts, and when it was live. */
  told: () => ({
    clients: clients.map(({ attempts, waits, liveAt }) => ({ attempts, waits, liveAt })),
    reads,
    /** The most milliseconds that this process was busy with something else. */
    lag: lag.max / 1e6,
  }),

  /** Number of clients whose data differ from the exchange's. */
  unequal(markets: readonly string[], books: readonly string[], tapes: readonly string[]): number {
    return clients.filter(({ feed, market }) => {
      const place = markets.indexOf(market);
      return !showsMarket(feed, market, books[place] ?? "", tapes[place] ?? "", TAPE);
    }).length;
  },

  errors: (): { readonly count: number; readonly first: string | undefined } => ({
    count: errors.length,
    first: errors[0] && String(errors[0]),
  }),

  /**
   * Ends all clients.
   * @returns everything that is left of this process.
   */
  async close(): Promise<readonly string[]> {
    for (const { feed, release } of clients) {
      release();
      feed.close();
    }
    clients.length = 0;
    lag.disable();
    return handlesLeft();
  },
};

/** The commands of a process of clients. */
export type StormCommands = typeof commands;

serve(commands);
