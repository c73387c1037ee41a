// A page in fake time with a simulated exchange as its far end. Records each render of a hook, and gives the exchange's
// own values. Only the far end is simulated: the provider, the store and the client are the real ones.
import { act, cleanup, type RenderResult, render } from "@testing-library/react";
import {
  type Depth,
  type DepthLevel,
  type DepthRow,
  type O2Error,
  type O2FeedOptions,
  O2Provider,
  type O2ProviderProps,
} from "o2-react";
import {
  type Account,
  createExchange,
  type ExchangeMarket,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from "o2-react/testing";
import { type ReactElement, type ReactNode, useState } from "react";
import { expect, onTestFinished, vi } from "vitest";
import { isElsewhere, threads } from "./thread.ts";

export { isElsewhere };

/** The options that an engine in another thread brings itself. */
const NO_FUNCTIONS = { WebSocket: undefined, fetch: undefined, now: undefined, random: undefined };

/** Milliseconds between two frames of the fake screen. */
export const FRAME = 16;
/** The default linger of a feed. */
export const LINGER = 3_000;

/** Lets fake time pass, with everything due in it. */
export async function pass(milliseconds: number = FRAME): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/**
 * The same in five parts, with React's work behind each. React 18 does none before an `act` ends, so that what a render asks for is only
 * answered in the next one.
 */
export async function passInParts(milliseconds: number): Promise<void> {
  for (let part = 0; part < 5; part += 1) await act(() => pass(milliseconds / 5));
}

/** Long enough to connect, to subscribe and to show the first data, and far shorter than any linger. */
export async function settle(): Promise<void> {
  // A view waits for the frame that shows the one before.
  await pass((isElsewhere ? 18 : 6) * FRAME);
}

/** The page's requests to the exchange, frame by frame. */
export type SentFrame = Readonly<Record<string, unknown>> & { readonly action?: string };

export interface Page {
  readonly exchange: SimulatedExchange;
  /** The errors reported through `onError`. */
  readonly errors: O2Error[];
  /** The options of a feed of this exchange. */
  readonly options: O2FeedOptions;
  /** A provider of this exchange; further options and props go on top. */
  readonly Provider: (props: { children?: ReactNode } & Partial<O2FeedOptions>) => ReactElement;
  /** Renders below a provider of this exchange, and lets the first data come. */
  show(children: ReactNode): Promise<RenderResult>;
  /** The frames sent since the last call. */
  sent(): SentFrame[];
  /** Runs seeded traffic over some frames, with some actions in each. */
  trade(frames?: number, actions?: number): Promise<void>;
}

/** Sets up fake time and an exchange with a book in every market. Fails if an error is logged. */
export function openPage({ ticks = 300, ...options }: SimulatedExchangeOptions & { ticks?: number } = {}): Page {
  vi.useFakeTimers({
    now: Date.UTC(2026, 0, 15, 12),
    toFake: [
      "setTimeout",
      "clearTimeout",
      "setInterval",
      "clearInterval",
      "requestAnimationFrame",
      "cancelAnimationFrame",
      "performance",
      "Date",
    ],
  });
  onTestFinished(() => void vi.useRealTimers());
  const logged = vi.spyOn(console, "error");
  onTestFinished(() => {
    const calls = [...logged.mock.calls];
    logged.mockRestore();
    expect(calls).toEqual([]);
  });
  const exchange = createExchange(options);
  exchange.tick(ticks);
  onTestFinished(async () => {
    cleanup();
    // Closed candles release their trades, which then linger too.
    if (vi.isFakeTimers()) await pass(2 * LINGER + FRAME);
    exchange.close();
    // An unmounted page must leave nothing behind. A leftover would run on in real time, in the middle of another test.
    if (vi.isFakeTimers()) expect(vi.getTimerCount()).toBe(0);
    await threads.end();
  });
  const errors: O2Error[] = [];
  const { config, WebSocket, fetch } = exchange;
  const feedOptions: O2FeedOptions = { config, WebSocket, fetch, onError: (error) => errors.push(error) };
  const Provider: Page["Provider"] = ({ children, ...more }) => {
    const all = { ...feedOptions, ...more };
    const [worker] = useState(() => threads.of(all));
    const props = isElsewhere ? { ...all, ...NO_FUNCTIONS, worker } : all;
    return <O2Provider {...(props as O2ProviderProps)}>{children}</O2Provider>;
  };
  return {
    exchange,
    errors,
    options: feedOptions,
    Provider,
    async show(children) {
      const page = render(<Provider>{children}</Provider>);
      await settle();
      return page;
    },
    sent() {
      const frames = exchange.requests.map(({ frame }) => frame as SentFrame);
      exchange.clearRequests();
      return frames;
    },
    async trade(frames = 20, actions = 10) {
      for (let frame = 0; frame < frames; frame += 1) {
        exchange.tick(actions);
        await pass();
      }
      await settle();
    },
  };
}

/** A component that calls a hook, with the arguments and result of every render. */
export interface Recorded<P, R> {
  readonly Probe: (props: { params: P }) => ReactNode;
  readonly renders: { readonly params: P; readonly result: R; readonly at: number }[];
  /** The result of the last render. */
  readonly last: R;
}

/** Makes a component that records every render of a hook. */
export function record<P, R>(hook: (params: P) => R): Recorded<P, R> {
  const renders: { params: P; result: R; at: number }[] = [];
  function Probe({ params }: { params: P }): ReactNode {
    const result = hook(params);
    renders.push({ params, result, at: Date.now() });
    return null;
  }
  return {
    Probe,
    renders,
    get last() {
      const render = renders.at(-1);
      if (!render) throw new Error("nothing was rendered");
      return render.result;
    },
  };
}

/**
 * Milliseconds between the moment when `retryAt` was told and the attempt itself. A test that compared `retryAt` with
 * its own present would fail if it looked just when that attempt began.
 */
export function retryAhead<P>({ last, renders }: Recorded<P, { readonly retryAt?: number | undefined }>): number {
  const told = renders.find(({ result }) => result.retryAt === last.retryAt);
  return (last.retryAt ?? Number.NaN) - (told?.at ?? Number.NaN);
}

/** A list without the entries that equal the one before. */
export function steps<T>(list: readonly T[]): T[] {
  return list.filter((item, index) => index === 0 || item !== list[index - 1]);
}

function rowsOf(levels: readonly DepthLevel[], count: number): DepthRow[] {
  let total = 0n;
  return levels.slice(0, count).map(({ price, quantity }) => {
    total += quantity;
    return { price, quantity, total };
  });
}

/** The exchange's own book, in the shape of `useDepth`. */
export function trueDepth(
  exchange: Pick<SimulatedExchange, "depth">,
  market: string,
  precision = 1,
  levels = 20,
): Depth {
  const { bids, asks } = exchange.depth(market, precision);
  const finest = exchange.depth(market, 1);
  const bestBid = finest.bids[0]?.price;
  const bestAsk = finest.asks[0]?.price;
  const isTwoSided = bestBid !== undefined && bestAsk !== undefined;
  return {
    bids: rowsOf(bids, levels),
    asks: rowsOf(asks, levels),
    bestBid,
    bestAsk,
    spread: isTwoSided ? bestAsk - bestBid : undefined,
    mid: isTwoSided ? (bestAsk + bestBid) / 2n : undefined,
    precision,
  };
}

/** The ids of the exchange's first two markets. */
export function marketsOf(exchange: SimulatedExchange): readonly [string, string] {
  const [first, second] = exchange.markets;
  if (!first || !second) throw new Error("the exchange has fewer than two markets");
  return [first.market_id, second.market_id];
}

/** The exchange's first market. */
export function firstMarket(exchange: SimulatedExchange): ExchangeMarket {
  return exchange.market(marketsOf(exchange)[0]);
}

/** An account with much money in every asset and no history. */
export function newcomer(exchange: SimulatedExchange, name = "Zoe"): Account {
  const assets = exchange.markets.flatMap(({ base, quote }) => [base.asset, quote.asset]);
  return exchange.createAccount(name, Object.fromEntries(assets.map((asset) => [asset, 10n ** 40n])));
}
