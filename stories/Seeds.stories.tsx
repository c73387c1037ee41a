import type { Meta, StoryObj } from "@storybook/react-vite";
import { dehydrate, O2Provider, O2Seed, useMarket, useO2Feed } from "o2-react";
import { prefetch } from "o2-react/server";
import { useEffect, useState } from "react";
import { expect } from "storybook/test";
import { Ladder } from "./parts/Ladder.tsx";
import { bookOf, choose, findPanel, press, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf, useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { marketArgTypes } from "./simulation/stageArgs.ts";

/** Seeds: where pages are, and from a storage. */
interface SeedArgs {
  /** Actions a second on the exchange. */
  readonly rate: number;
}

const meta: Meta<SeedArgs> = {
  title: "Guides/Seeds",
  args: { rate: 50 },
  argTypes: { rate: marketArgTypes.rate },
};
export default meta;

const PAIRS = ["fFUEL/fUSDC", "fETH/fUSDC", "fBTC/fUSDC"];

function Book({ pair }: { pair: string }) {
  const { data: market } = useMarket({ market: pair });
  return market ? <Ladder market={market} precision={1} levels={12} /> : null;
}

/** A router of three pages: one that is navigated to is shown once its loader has read what it shows. */
function Router() {
  const { exchange } = useSimulation();
  const [asked, setAsked] = useState("fFUEL/fUSDC");
  const [page, setPage] = useState<{ readonly pair: string; readonly seed: O2Seed }>();
  useEffect(() => {
    const stop = new AbortController();
    const { config, fetch } = exchange;
    prefetch({ config, fetch, depth: [{ market: asked }], signal: stop.signal }).then(
      (seed) => setPage({ pair: asked, seed }),
      () => undefined,
    );
    return () => stop.abort();
  }, [exchange, asked]);
  return (
    <>
      <fieldset className="steps">
        <legend className="label">Page</legend>
        {PAIRS.map((pair) => (
          <label key={pair}>
            <input type="radio" name="page" checked={pair === asked} onChange={() => setAsked(pair)} /> {pair}
          </label>
        ))}
      </fieldset>
      {page && (
        <O2Seed key={page.pair} data={page.seed}>
          <Book pair={page.pair} />
        </O2Seed>
      )}
    </>
  );
}

/** One provider, three pages: each begins with what its loader read, marked stale, and is live a moment later. Nothing is ever empty. */
export const Pages: StoryObj<SeedArgs> = {
  render: ({ rate }) => <Stage rate={rate}>{() => <Router />}</Stage>,
  play: async ({ canvasElement }) => {
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    const exchange = exchangeOf(canvasElement);
    // So slow that one sees it: the book comes some time after the page.
    exchange.faults.delay(400);
    const seen: string[] = [];
    const look = (): void => {
      const panel = canvasElement.querySelector<HTMLElement>("section[data-status]");
      seen.push(`${panel?.dataset.status} ${panel ? bookOf(panel).length : 0}`);
    };
    const watcher = new MutationObserver(look);
    watcher.observe(canvasElement, { subtree: true, childList: true, attributes: true });
    await choose(canvasElement, "fETH/fUSDC");
    await until(() => expect(seen.at(-1)).toMatch(/^stale/));
    await until(() => expect(seen.at(-1)).toMatch(/^live/));
    watcher.disconnect();
    expect(seen.filter((each) => !/^(stale|live) 24$/.test(each))).toEqual([]);
    exchange.faults.clear();
    exchange.stop();
    const panel = await findPanel(canvasElement, "Book");
    await until(() => expect(bookOf(panel)).toEqual(bookOf(exchange, "fETH/fUSDC")));
  },
};

function Leave({ onLeave }: { readonly onLeave: (stored: string) => void }) {
  const feed = useO2Feed();
  return (
    <button type="button" onClick={() => onLeave(JSON.stringify(dehydrate(feed)))}>
      Leave
    </button>
  );
}

/** A page that is left and visited again. What it stored stands where a storage would. */
function Visits() {
  const { exchange } = useSimulation();
  const { config, WebSocket, fetch } = exchange;
  const [stored, setStored] = useState<string>();
  const [isHere, setHere] = useState(true);
  const leave = (text: string): void => {
    setStored(text);
    setHere(false);
  };
  if (!isHere) {
    return (
      <p className="steps">
        <button type="button" onClick={() => setHere(true)}>
          Come back
        </button>
        <span className="label" role="status">
          {Math.ceil((stored?.length ?? 0) / 1_000)} kB are stored.
        </span>
      </p>
    );
  }
  return (
    <O2Provider config={config} WebSocket={WebSocket} fetch={fetch} initialData={stored} onError={() => undefined}>
      <p className="steps">
        <Leave onLeave={leave} />
      </p>
      <Book pair="fFUEL/fUSDC" />
    </O2Provider>
  );
}

/** A visit without a network begins with what the last one stored, marked stale with its age, and is live once the exchange answers. */
export const ColdStart: StoryObj<SeedArgs> = {
  render: ({ rate }) => <Stage rate={rate}>{() => <Visits />}</Stage>,
  play: async ({ canvasElement, canvas }) => {
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    await until(async () => expect(bookOf(await findPanel(canvasElement, "Book"))).toEqual(bookOf(exchange)));
    const left = bookOf(exchange);
    await press(canvasElement, "Leave");
    await canvas.findByText(/kB are stored/);
    exchange.faults.refuse();
    exchange.faults.rest({ fail: true, times: Number.POSITIVE_INFINITY });
    exchange.faults.drop();
    exchange.tick(200);
    await press(canvasElement, "Come back");
    const panel = await findPanel(canvasElement, "Book");
    expect(panel).toHaveAttribute("data-status", "stale");
    expect(bookOf(panel)).toEqual(left);
    await until(() => expect(panel.querySelector(".age")).toBeVisible());
    exchange.faults.clear();
    await until(() => expect(bookOf(panel)).toEqual(bookOf(exchange)));
    await untilStatus(panel, "live");
  },
};
