import type { Meta, StoryObj } from "@storybook/react-vite";
import { O2Provider, type O2Seed, useMarket } from "o2-react";
import { prefetch } from "o2-react/server";
import type { SimulatedExchange } from "o2-react/testing";
import { type ReactElement, useCallback, useEffect, useRef, useState } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect } from "storybook/test";
import { Balances } from "./parts/Balances.tsx";
import { Ladder } from "./parts/Ladder.tsx";
import { MarketHeader } from "./parts/MarketHeader.tsx";
import { Orders } from "./parts/Orders.tsx";
import { bookOf, findPanel, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf, useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<StageArgs> = {
  title: "Guides/Next.js and other servers",
  args: { pair: "fFUEL/fUSDC", name: "Ada", rate: 50 },
  argTypes: stageArgTypes,
  render: ({ pair, name, rate }) => (
    <Stage key={`${pair} ${name}`} pair={pair} name={name} rate={rate} hours={24} hasOrders isWide>
      {({ market, account }) => <Served pair={market.pair} account={account.id} />}
    </Stage>
  ),
};
export default meta;

interface PageProps {
  readonly pair: string;
  readonly account: string;
}

/** The page: the same on the server and here. */
function Page({ pair, account }: PageProps) {
  const { data: market } = useMarket({ market: pair });
  if (!market) return null;
  return (
    <>
      <MarketHeader market={market} />
      <div className="sides">
        <div>
          <Orders account={account} />
          <Balances account={account} />
        </div>
        <Ladder market={market} precision={3} levels={12} account={account} />
      </div>
    </>
  );
}

function toTree(exchange: SimulatedExchange, seed: O2Seed, page: PageProps): ReactElement {
  const { config, WebSocket, fetch } = exchange;
  return (
    <O2Provider config={config} WebSocket={WebSocket} fetch={fetch} initialData={seed}>
      <Page {...page} />
    </O2Provider>
  );
}

/** The ids that React makes in the inner tree differ from those of the outer one. */
const OPTIONS = { identifierPrefix: "served-" };

function Served({ pair, account }: PageProps) {
  const { exchange } = useSimulation();
  const [seed, setSeed] = useState<O2Seed>();
  const [isHydrated, setHydrated] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const stop = new AbortController();
    const { config, fetch } = exchange;
    const market = pair;
    const identities = account;
    prefetch({
      config,
      fetch,
      depth: [{ market, precision: 3 }],
      ticker: [{ market }],
      orders: [{ identities }],
      balances: [{ identities }],
      signal: stop.signal,
    }).then(setSeed, (error: unknown) => {
      if (!stop.signal.aborted) setTrouble(String(error));
    });
    return () => stop.abort();
  }, [exchange, pair, account]);

  useEffect(() => {
    // What a browser shows before any script has run.
    if (seed && box.current) box.current.innerHTML = renderToString(toTree(exchange, seed, { pair, account }), OPTIONS);
  }, [exchange, seed, pair, account]);

  const unmount = useRef<() => void>(undefined);
  useEffect(() => () => unmount.current?.(), []);
  const hydrate = useCallback(() => {
    if (!seed || !box.current) return;
    const root = hydrateRoot(box.current, toTree(exchange, seed, { pair, account }), {
      ...OPTIONS,
      onRecoverableError: (error) => setTrouble(String(error)),
    });
    // Not while React is busy with the tree around.
    unmount.current = () => setTimeout(() => root.unmount());
    setHydrated(true);
  }, [exchange, seed, pair, account]);

  return (
    <>
      <p className="steps">
        <button type="button" disabled={!seed || isHydrated} onClick={hydrate}>
          Hydrate
        </button>
        <span className="label" role="status">
          {trouble ?? describe(seed, isHydrated)}
        </span>
      </p>
      <div ref={box} className="served" />
    </>
  );
}

function describe(seed: O2Seed | undefined, isHydrated: boolean): string {
  if (!seed) return "The server is reading…";
  if (isHydrated) return "Hydrated: what was stale is live once the feed confirms it.";
  const size = Math.ceil(JSON.stringify(seed).length / 1_000);
  return `The server’s HTML, from ${size} kB of initialData. It does not move.`;
}

/** What is there before any script has run: prices, marked stale. Press *Hydrate* to go on. */
export const Html: StoryObj<StageArgs> = {
  play: async ({ canvasElement, canvas }) => {
    const book = await findPanel(canvasElement, "Book");
    expect(book).toHaveAttribute("data-status", "stale");
    expect(bookOf(book)).toHaveLength(24);
    expect(canvas.getByRole("button", { name: "Hydrate" })).toBeEnabled();
    expect(canvas.getByText(/kB of initialData/)).toBeVisible();
  },
};

/** The server's HTML has prices, marked stale; hydrated without a mismatch, they become live. */
export const FirstPaint: StoryObj<StageArgs> = {
  play: async ({ canvasElement, canvas }) => {
    const book = await findPanel(canvasElement, "Book");
    expect(book).toHaveAttribute("data-status", "stale");
    const prices = bookOf(book);
    expect(prices).toHaveLength(24);
    const orders = await findPanel(canvasElement, /^Open orders/);
    expect(rowsOf(orders).length).toBeGreaterThan(1);
    expect(canvas.getByLabelText("Last price of fFUEL/fUSDC")).toHaveTextContent(/^0\.01\d{4}$/);

    // Watched from the first moment on: no flash of an empty book, and live only with the exchange's own levels.
    const counts = new Set<number>();
    const watcher = new MutationObserver(() => counts.add(bookOf(book).length));
    watcher.observe(book, { subtree: true, childList: true });
    await press(canvasElement, "Hydrate");
    for (const panel of [book, orders, await findPanel(canvasElement, "Balances")]) await untilStatus(panel, "live");
    await canvas.findByText(/^Hydrated/);
    watcher.disconnect();
    expect([...counts].filter((count) => count < 20)).toEqual([]);
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    await until(() => expect(bookOf(book)).toEqual(bookOf(exchange)));
  },
};
