import type { Meta, StoryObj } from "@storybook/react-vite";
import { useMarkets } from "o2-react";
import { expect } from "storybook/test";
import { MarketHeader } from "./parts/MarketHeader.tsx";
import { Tape } from "./parts/Tape.tsx";
import { findPanel, loseLink, mendLink, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { exchangeOf } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type MarketArgs, marketArgTypes } from "./simulation/stageArgs.ts";

const meta: Meta<MarketArgs> = {
  title: "Hooks/useTicker",
  args: { pair: "fFUEL/fUSDC", rate: 100 },
  argTypes: marketArgTypes,
  render: ({ pair, rate }) => (
    <Stage pair={pair} rate={rate} hours={24}>
      {({ market }) => (
        <>
          <MarketHeader market={market} />
          <Tape market={market} />
        </>
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<MarketArgs>;

/** The last price is the newest trade's, and all 24 hours are known at once. */
export const Live: Story = {
  play: async ({ canvasElement, canvas }) => {
    const tape = await findPanel(canvasElement, "Trades");
    await untilStatus(tape, "live");
    const last = await canvas.findByLabelText("Last price of fFUEL/fUSDC");
    const exchange = exchangeOf(canvasElement);
    await until(() => expect(canvas.getByText("24h change").nextSibling).toHaveTextContent(/^[+-]?\d+\.\d\d%$/));
    exchange.stop();
    await until(() => expect(rowsOf(tape)[0]?.[0]).toContain(last.textContent));
    expect(rowsOf(tape)[0]?.[0]).toMatch(/0\.01\d{4}$/);
  },
};

/** While the link is down the figures stay, and lose their colours. */
export const LinkLost: Story = {
  play: async ({ canvasElement, canvas }) => {
    const tape = await findPanel(canvasElement, "Trades");
    await untilStatus(tape, "live");
    const last = await canvas.findByLabelText("Last price of fFUEL/fUSDC");
    await until(() => expect(last.closest(".market")).toHaveAttribute("data-status", "live"));
    await loseLink(canvasElement, tape);
    expect(last.closest(".market")).toHaveAttribute("data-status", "stale");
    expect(last).toHaveTextContent(/^0\.01\d{4}$/);
    await mendLink(canvasElement, tape);
    await until(() => expect(last.closest(".market")).toHaveAttribute("data-status", "live"));
  },
};

/** Every market of the network. */
export const AllMarkets: Story = {
  render: ({ rate }) => (
    <Stage rate={rate} hours={24} isWide>
      {() => <AllTickers />}
    </Stage>
  ),
  play: async ({ canvas }) => {
    for (const pair of ["fFUEL/fUSDC", "fETH/fUSDC", "fBTC/fUSDC"]) {
      const last = await canvas.findByLabelText(`Last price of ${pair}`);
      await until(() => expect(last).toHaveTextContent(/^[\d,.]+$/));
    }
  },
};

function AllTickers() {
  const { data: markets = [] } = useMarkets();
  return (
    <ul className="tickers">
      {markets.map((market) => (
        <li key={market.market_id}>
          <strong>{market.pair}</strong>
          <MarketHeader market={market} />
        </li>
      ))}
    </ul>
  );
}
