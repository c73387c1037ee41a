import type { Meta, StoryObj } from "@storybook/react-vite";
import { O2Provider } from "o2-react";
import type { ExchangeMarket, SimulatedExchange } from "o2-react/testing";
import { expect } from "storybook/test";
import { Ladder } from "./parts/Ladder.tsx";
import { Tape } from "./parts/Tape.tsx";
import { Mountable } from "./simulation/Mountable.tsx";
import { findPanel, press, untilStatus } from "./simulation/play.ts";
import { firstOf, Simulation, useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";
import { Wire } from "./simulation/Wire.tsx";

type Args = Pick<StageArgs, "rate">;

const meta: Meta<Args> = {
  title: "Guides/The provider",
  args: { rate: 50 },
  argTypes: { rate: stageArgTypes.rate },
};
export default meta;

type Story = StoryObj<Args>;

/**
 * There is one connection and one subscription a topic, even if components mount twice or come back within the linger,
 * which is ten minutes here.
 */
export const Remount: Story = {
  render: ({ rate }) => (
    <Stage rate={rate} feed={{ linger: 600_000 }}>
      {({ market }) => (
        <Mountable beside={<Wire />}>
          <Ladder market={market} precision={3} levels={5} />
        </Mountable>
      )}
    </Stage>
  ),
  play: async ({ canvasElement, canvas }) => {
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await press(canvasElement, "Unmount");
    expect(canvas.queryByRole("region", { name: "Book" })).toBeNull();
    await press(canvasElement, "Mount");
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await canvas.findByText("connections × 1");
    await canvas.findByText("subscribe_depth × 1");
    expect(canvas.queryByText(/unsubscribe/)).toBeNull();
  },
};

/** Two providers have two connections; here to one exchange, in an app to two networks. */
export const TwoProviders: Story = {
  render: ({ rate }) => (
    <Simulation rate={rate}>
      <Pair />
    </Simulation>
  ),
  play: async ({ canvas }) => {
    await canvas.findByText("connections × 2");
    for (const panel of await canvas.findAllByRole("region", { name: /^Trades/ })) await untilStatus(panel, "live");
  },
};

function Pair() {
  const { exchange } = useSimulation();
  const { market } = firstOf(exchange);
  return (
    <div className="stage">
      <div className="pair">
        <Tape market={market} />
        <OwnProvider exchange={exchange} market={market} />
      </div>
      <Wire />
    </div>
  );
}

function OwnProvider({ exchange, market }: { readonly exchange: SimulatedExchange; readonly market: ExchangeMarket }) {
  return (
    <O2Provider config={exchange.config} WebSocket={exchange.WebSocket} fetch={exchange.fetch}>
      <Tape title="Trades, second provider" market={market} />
    </O2Provider>
  );
}
