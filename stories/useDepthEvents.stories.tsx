import type { Meta, StoryObj } from "@storybook/react-vite";
import { DrawnLadder } from "./parts/DrawnLadder.tsx";
import { keepsBookWithoutLink, showsMovingBook } from "./simulation/book.ts";
import { rowsOf } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type BookArgs, bookArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<BookArgs> = {
  title: "Hooks/useDepthEvents",
  args: { pair: "fFUEL/fUSDC", precision: 3, levels: 10, rate: 200 },
  argTypes: bookArgTypes,
  render: ({ pair, rate, precision, levels }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => <DrawnLadder market={market} precision={precision} levels={levels} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<BookArgs>;

const pricesOf = (book: HTMLElement): number[] =>
  rowsOf(book).flatMap((cells) => (cells.length === 3 ? [Number(cells[0]?.replaceAll(",", ""))] : []));

/** A ladder that React renders once. Each frame writes into the changed rows. */
export const Drawn: Story = {
  play: ({ canvasElement, args: { levels } }) => showsMovingBook(canvasElement, levels, pricesOf),
};

/** While the link is down, the drawing stays and is marked. Afterwards it is the current book again. */
export const LinkLost: Story = {
  play: ({ canvasElement }) => keepsBookWithoutLink(canvasElement, pricesOf),
};
