// Renders components over a simulated exchange, for tests: the provider, the store and the client are the real ones, and
// fake time is walked through, never slept through.
import { act, type RenderOptions, type RenderResult, render } from "@testing-library/react";
import { type O2Feed, type O2FeedOptions, O2Provider } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange, type SimulatedExchange, type SimulatedExchangeOptions } from "o2-react/testing";
import { type ReactElement, type ReactNode, useEffect, useRef } from "react";

/** Something to follow: a simulated exchange, or a recording that is said again. */
export type Far = Pick<SimulatedExchange, "WebSocket" | "fetch" | "close"> & {
  readonly config: O2FeedOptions["config"];
};

/** The options of rendering, besides Testing Library's own. */
export interface RenderWithO2Options<F extends object = SimulatedExchange> extends Omit<RenderOptions, "queries"> {
  /** The far end: an exchange of yours, or a `replayFeed(…)`. You close it. Default a new exchange, closed with the test. */
  readonly exchange?: F | undefined;
  /** The options of the new exchange. */
  readonly options?: SimulatedExchangeOptions | undefined;
  /** The number of seeded actions that it has behind it, so that its books are not empty. Default 300. */
  readonly ticks?: number | undefined;
  /** The options of the feed, e.g. a short `linger`. Its errors are thrown away unless `onError` is given. */
  readonly feed?: Omit<O2FeedOptions, "network" | "config"> | undefined;
}

/** The result for a test: Testing Library's queries, the far end, and time. */
export interface RenderWithO2Result<F extends object = SimulatedExchange> extends RenderResult {
  /** The far end: what happens there, the components are to show. */
  readonly exchange: F;
  readonly feed: O2Feed;
  /**
   * Lets fake time pass, in milliseconds, with everything that is due in it, and React's work after it. Default 100: long
   * enough to connect, to subscribe and to show.
   * @throws Error where time is real.
   */
  step(milliseconds?: number): Promise<void>;
}

/**
 * Renders components inside an `O2Provider` whose exchange is simulated in this process.
 *
 * Works with the fake timers of Vitest, Jest and `@sinonjs/fake-timers`; install them first. With real time leave `step`
 * alone and wait by Testing Library's `findBy…` and `waitFor`. Unmounting (Testing Library does it after each test) closes
 * the feed and the new exchange at once.
 * @param ui what to render, or a function that makes it from the exchange.
 *
 * @example
 * ```tsx
 * vi.useFakeTimers();
 * const { exchange, step, getByRole } = renderWithO2(<Book market="FUEL/USDC" />);
 * await step();
 * exchange.faults.drop();
 * await step();
 * getByRole("status", { name: "stale" });
 * ```
 */
export function renderWithO2<F extends Far = SimulatedExchange>(
  ui: ReactElement | ((exchange: F) => ReactElement),
  settings: RenderWithO2Options<F> = {},
): RenderWithO2Result<F> {
  const { exchange: given, options, ticks = 300, feed: feedOptions, wrapper: Wrapper, ...renderOptions } = settings;
  // Without one of the caller's own, F is the default.
  const exchange = given ?? (newExchange(options, ticks) as unknown as F);
  const { config, WebSocket, fetch } = exchange;
  const feed = createO2Feed({ ...(config && { config }), WebSocket, fetch, onError: () => undefined, ...feedOptions });
  const close = (): void => {
    feed.close();
    if (!given) exchange.close();
  };
  const tree = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <Closing close={close}>
      <O2Provider feed={feed}>{Wrapper ? <Wrapper>{children}</Wrapper> : children}</O2Provider>
    </Closing>
  );
  const element = typeof ui === "function" ? ui(exchange) : ui;
  const rendered: RenderResult = render(element, { ...(renderOptions as RenderOptions), wrapper: tree });
  return { ...rendered, exchange, feed, step };
}

function newExchange(options: SimulatedExchangeOptions | undefined, ticks: number): SimulatedExchange {
  const exchange = createExchange(options);
  exchange.tick(ticks);
  return exchange;
}

/** Closes when it is unmounted for good: StrictMode takes a tree down and puts it up again in one go. */
function Closing({ close, children }: { readonly close: () => void; readonly children: ReactNode }): ReactNode {
  const mounts = useRef(0);
  useEffect(() => {
    mounts.current += 1;
    return () => {
      mounts.current -= 1;
      queueMicrotask(() => {
        if (mounts.current === 0) close();
      });
    };
  }, [close]);
  return children;
}

/** The clock that fake timers put behind `setTimeout`. */
interface FakeClock {
  tickAsync(milliseconds: number): Promise<unknown>;
}

async function step(milliseconds = 100): Promise<void> {
  const { clock } = globalThis.setTimeout as { readonly clock?: FakeClock };
  if (!clock) {
    throw new Error(
      "step() walks through fake time, and time is real here. Call vi.useFakeTimers() or jest.useFakeTimers() before rendering, or wait with findBy… and waitFor.",
    );
  }
  let left = milliseconds;
  // React 18 renders what an act brought at its end only, and what a render asks for comes in a later one: frame by frame.
  do {
    const frame = Math.min(left, 16);
    await act(async () => {
      await clock.tickAsync(frame);
    });
    left -= frame;
  } while (left > 0);
}
