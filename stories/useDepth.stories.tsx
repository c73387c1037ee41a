import type { Meta, StoryObj } from "@storybook/react-vite";
import { FREQUENCIES, type Frequency, type Market } from "o2-react";
import type { SimulatedExchange } from "o2-react/testing";
import { useState } from "react";
import { expect, within } from "storybook/test";
import { Choice } from "./parts/Choice.tsx";
import { Ladder } from "./parts/Ladder.tsx";
import { keepsBookWithoutLink, showsMovingBook } from "./simulation/book.ts";
import { choose, findPanel, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type BookArgs, bookArgTypes } from "./simulation/stageArgs.ts";
import { Wire } from "./simulation/Wire.tsx";

const meta: Meta<BookArgs> = {
  title: "Hooks/useDepth",
  args: { pair: "fFUEL/fUSDC", precision: 3, levels: 10, rate: 50 },
  argTypes: bookArgTypes,
  render: ({ pair, rate, precision, levels }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => <Ladder market={market} precision={precision} levels={levels} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<BookArgs>;

/** Asks are above and bids below, and no price of one side is beyond the other. */
export const Live: Story = {
  play: ({ canvasElement, args: { levels } }) => showsMovingBook(canvasElement, levels, pricesOf),
};

/** A coarser precision groups bids down and asks up, exactly. */
export const Grouped: Story = {
  args: { precision: 4 },
  play: async ({ canvasElement }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    await until(() => expect(pricesOf(book).length).toBeGreaterThan(3));
    // Multiples of 10^4 of a billionth need five decimals, so five are shown.
    for (const [, price = ""] of levelsOf(book)) expect(price).toMatch(/^0\.\d{5}$/);
  },
};

/** Two readers of one market, at different precisions, share one subscription at the finer one. */
export const TwoReaders: Story = {
  render: ({ pair, rate, precision, levels }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => (
        <>
          <div className="pair">
            <Ladder market={market} precision={precision} levels={levels} />
            <Ladder title="Book, coarser" market={market} precision={precision + 1} levels={levels} />
          </div>
          <Wire />
        </>
      )}
    </Stage>
  ),
  play: async ({ canvasElement, canvas }) => {
    await liveBooks(canvasElement);
    await canvas.findByText("subscribe_depth × 1");
    expect(canvas.queryByText(/unsubscribe_depth/)).toBeNull();
  },
};

/** The margin venue has another book of the same market. Each is streamed and audited by itself. */
export const BothVenues: Story = {
  render: ({ pair, rate, precision, levels }) => (
    <Stage pair={pair} rate={rate} prepare={startMargin}>
      {({ market }) => (
        <>
          <div className="pair">
            <Ladder market={market} precision={precision} levels={levels} />
            <Ladder title="Book, on margin" market={market} venue="turbo" precision={precision} levels={levels} />
          </div>
          <Wire />
        </>
      )}
    </Stage>
  ),
  play: async ({ canvasElement, canvas }) => {
    const books = await liveBooks(canvasElement);
    await canvas.findByText("subscribe_depth × 2");
    const [spot, margin] = books.map((book) => rowsOf(book).join());
    expect(spot).not.toBe(margin);
  },
};

/** Both books of a story that has two, once they are live. */
async function liveBooks(canvas: HTMLElement): Promise<HTMLElement[]> {
  await findPanel(canvas, "The wire");
  const books = await within(canvas).findAllByRole("region", { name: /^Book/ });
  expect(books).toHaveLength(2);
  for (const book of books) await untilStatus(book, "live");
  return books;
}

/** The same book twice: with each change, and whole at the chosen frequency. */
export const Calm: Story = {
  args: { rate: 200 },
  render: ({ pair, rate, precision, levels }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => <BothPaces market={market} precision={precision} levels={levels} />}
    </Stage>
  ),
  play: async ({ canvasElement, canvas }) => {
    const [lively, calm] = await liveBooks(canvasElement);
    await canvas.findByText("subscribe_depth_view × 1");
    if (!lively || !calm) throw new Error("A book is missing.");
    await choose(canvasElement, "1s");
    await untilStatus(calm, "live");
    // The book of the new frequency replaces that of the former one.
    await changesOf([calm], 2);
    const began = performance.now();
    const changes = await changesOf([lively, calm], 5);
    // One change that was under way at the beginning, one at the end, and one a second between them, however slow the
    // page is.
    expect(changes[1]).toBeLessThanOrEqual((performance.now() - began) / 1_000 + 2);
    expect(changes[0]).toBeGreaterThan(0);
  },
};

/** If the server sends no whole books, the ordinary ones are shown at the same frequency. */
export const CalmWithoutViews: Story = {
  render: ({ pair, rate, precision, levels }) => (
    <Stage pair={pair} rate={rate} wire={{ depthViews: "refused" }}>
      {({ market }) => (
        <>
          <Ladder market={market} precision={precision} levels={levels} frequency="500ms" />
          <Wire />
        </>
      )}
    </Stage>
  ),
  play: async ({ canvasElement, canvas, args: { levels } }) => {
    await showsMovingBook(canvasElement, levels, pricesOf);
    await canvas.findByText("subscribe_depth × 1");
  },
};

interface PacesProps {
  readonly market: Market;
  readonly precision: number;
  readonly levels: number;
}

function BothPaces({ market, precision, levels }: PacesProps) {
  const [frequency, setFrequency] = useState<Frequency>("500ms");
  return (
    <>
      <Choice
        label="Frequency"
        options={FREQUENCIES}
        value={frequency}
        onChange={setFrequency}
        nameOf={(each) => each}
      />
      <div className="pair">
        <Ladder market={market} precision={precision} levels={levels} />
        <Ladder title="Book, calm" market={market} precision={precision} levels={levels} frequency={frequency} />
      </div>
      <Wire />
    </>
  );
}

/** For each book, the number of changes of its rows until the last book has so many. */
async function changesOf(books: readonly HTMLElement[], last: number): Promise<number[]> {
  const counts = books.map(() => 0);
  const watchers = books.map((book, index) => {
    let rows = pricesAndSizes(book);
    const watcher = new MutationObserver(() => {
      const now = pricesAndSizes(book);
      if (now !== rows) counts[index] = (counts[index] ?? 0) + 1;
      rows = now;
    });
    watcher.observe(book, { subtree: true, childList: true, characterData: true });
    return watcher;
  });
  try {
    await until(() => expect(counts.at(-1)).toBeGreaterThanOrEqual(last));
  } finally {
    for (const watcher of watchers) watcher.disconnect();
  }
  return counts;
}

/** Only the rows are watched: the freshness beside them changes by itself. */
const pricesAndSizes = (book: HTMLElement): string => JSON.stringify(rowsOf(book));

function startMargin(exchange: SimulatedExchange): void {
  exchange.turbo().warmUp({ hours: 0.2 });
  exchange.turbo().start({ rate: 20 });
}

/** While the link is down, the book stays on screen and is marked. Afterwards it is the current one again. */
export const LinkLost: Story = {
  play: ({ canvasElement }) => keepsBookWithoutLink(canvasElement, pricesOf),
};

/** After a change of market no frame shows the former market's prices. */
export const MarketSwitch: Story = {
  render: ({ rate, levels }) => (
    <Stage rate={rate}>{({ exchange }) => <Switchable markets={exchange.markets} levels={levels} />}</Stage>
  ),
  play: async ({ canvasElement }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    const seen: number[] = [];
    const watcher = new MutationObserver(() => seen.push(...pricesOf(book)));
    await choose(canvasElement, "fETH/fUSDC");
    watcher.observe(book, { subtree: true, childList: true, characterData: true });
    expect(pricesOf(book).filter((price) => price < 1)).toEqual([]);
    await untilStatus(book, "live");
    await until(() => expect(pricesOf(book).length).toBeGreaterThan(10));
    watcher.disconnect();
    expect(seen.filter((price) => price < 1)).toEqual([]);
  },
};

function Switchable({ markets, levels }: { readonly markets: readonly Market[]; readonly levels: number }) {
  const [market, setMarket] = useState(markets[0]);
  if (!market) return null;
  return (
    <>
      <Choice label="Market" options={markets} value={market} onChange={setMarket} nameOf={({ pair }) => pair} />
      <Ladder market={market} precision={1} levels={levels} />
    </>
  );
}

/** The rows without the spread's. */
function levelsOf(book: HTMLElement): string[][] {
  return rowsOf(book).filter((cells) => cells.length === 4);
}

function pricesOf(book: HTMLElement): number[] {
  return levelsOf(book).map(([, price = ""]) => Number(price.replaceAll(",", "")));
}
