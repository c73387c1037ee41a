import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { Tape } from "./parts/Tape.tsx";
import { findPanel, loseLink, mendLink, printsOf, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

interface Args extends MarketArgs {
  /** The most trades that are shown. */
  readonly limit: number;
}

const meta: Meta<Args> = {
  title: "Hooks/useTrades",
  args: { pair: "fFUEL/fUSDC", limit: 40, rate: 50 },
  argTypes: { ...marketArgTypes, limit: { control: { type: "range", min: 1, max: 50 } } },
  render: ({ pair, rate, limit }) => (
    <Stage pair={pair} rate={rate}>
      {({ market }) => <Tape market={market} limit={limit} />}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** The latest trades are there at once, and new ones come above. */
export const Live: Story = {
  args: { rate: 200 },
  play: async ({ canvasElement }) => {
    const tape = await findPanel(canvasElement, "Trades");
    await untilStatus(tape, "live");
    await until(() => expect(rowsOf(tape).length).toBeGreaterThan(5));
    const times = rowsOf(tape).map(([, , time = ""]) => time);
    expect(times).toEqual(times.toSorted().reverse());
    await until(() => expect(tape.querySelector(".print.buy")).not.toBeNull());
    await until(() => expect(tape.querySelector(".print.sell")).not.toBeNull());
  },
};

/** The trades stay, marked. The trades made meanwhile are read afterwards: none is missing and none comes twice. */
export const LinkLost: Story = {
  args: { rate: 200 },
  play: async ({ canvasElement, args: { limit } }) => {
    const tape = await findPanel(canvasElement, "Trades");
    await until(() => expect(rowsOf(tape).length).toBeGreaterThan(3));
    await loseLink(canvasElement, tape);
    expect(rowsOf(tape).length).toBeGreaterThan(3);
    await mendLink(canvasElement, tape);
    const exchange = exchangeOf(canvasElement);
    exchange.stop();
    await until(() =>
      expect(rowsOf(tape).map(([price, size]) => `${price} ${size}`)).toEqual(printsOf(exchange, limit)),
    );
  },
};
