import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { DrawnLadder } from "./parts/DrawnLadder.tsx";
import { findPanel, loseLink, mendLink, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

interface Args extends MarketArgs {
  /** Prices are grouped to multiples of 10^precision chain units. */
  readonly precision: number;
  /** Rows a side. */
  readonly levels: number;
}

const meta: Meta<Args> = {
  title: "Hooks/useDepthEvents",
  args: { pair: "fFUEL/fUSDC", precision: 3, levels: 10, rate: 200 },
  argTypes: {
    ...marketArgTypes,
    precision: { control: { type: "range", min: 1, max: 12 } },
    levels: { control: { type: "range", min: 1, max: 20 } },
  },
  render: ({ pair, rate, precision, levels }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => <DrawnLadder market={market} precision={precision} levels={levels} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

const pricesOf = (book: HTMLElement): number[] =>
  rowsOf(book).flatMap((cells) => (cells.length === 3 ? [Number(cells[0]?.replaceAll(",", ""))] : []));

/** A ladder that React renders once. Each frame writes into the rows that changed. */
export const Drawn: Story = {
  play: async ({ canvasElement, args: { levels } }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    await until(() => expect(pricesOf(book)).toHaveLength(2 * levels));
    const prices = pricesOf(book);
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
    // It moves.
    const before = book.textContent;
    await until(() => expect(book.textContent).not.toBe(before));
  },
};

/** While the link is down the drawing stays and is marked; afterwards it is the current book again. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    await loseLink(canvasElement, book);
    expect(pricesOf(book).length).toBeGreaterThan(10);
    await mendLink(canvasElement, book);
  },
};
