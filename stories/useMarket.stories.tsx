import type { Meta, StoryObj } from "@storybook/react-vite";
import { useMarket, useMarkets } from "o2-react";
import { defaultMarkets, type MarketSpec } from "o2-react/testing";
import { useState } from "react";
import { expect, userEvent } from "storybook/test";
import { Choice } from "./parts/Choice.tsx";
import { MarketPicker } from "./parts/MarketPicker.tsx";
import { Controls } from "./simulation/Controls.tsx";
import { holdReads, PATIENT } from "./simulation/holdReads.ts";
import { findPanel, press, retype, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Simulation } from "./simulation/Simulation.tsx";

interface Args {
  /** The text typed at first: a pair, an id, or nothing. */
  readonly pair: string;
  /** The markets of the network. */
  readonly markets?: readonly MarketSpec[];
}

const meta: Meta<Args> = {
  title: "Hooks/useMarkets and useMarket",
  args: { pair: "FUEL/USDC" },
  argTypes: { markets: { table: { disable: true } } },
  render: ({ pair, markets }) => (
    <Simulation key={pair} markets={markets} rate={20}>
      <Picking pair={pair} />
    </Simulation>
  ),
};
export default meta;

type Story = StoryObj<Args>;

function Picking({ pair: first }: { readonly pair: string }) {
  const [pair, setPair] = useState(first);
  const { data: markets = [] } = useMarkets();
  const { data: market } = useMarket({ market: pair || undefined });
  return (
    <div className="stage">
      <Choice
        label="Markets"
        options={markets}
        value={market}
        onChange={(chosen) => chosen && setPair(chosen.pair)}
        nameOf={(each) => each?.pair ?? ""}
      />
      <MarketPicker pair={pair} onPair={setPair} />
      <Controls />
    </div>
  );
}

/** Found by its pair, without the test network's `f`, then in another case, then by its id. */
export const Picker: Story = {
  play: async ({ canvasElement, canvas }) => {
    const panel = await findPanel(canvasElement, "Market");
    await untilStatus(panel, "live");
    expect(factOf(panel, "pair")).toBe("fFUEL/fUSDC");
    await until(() => expect(factOf(panel, "best bid")).toMatch(/^0\.01\d{4} fUSDC$/));
    expect(factOf(panel, "price step")).toBe("0.000001 fUSDC");

    const box = canvas.getByRole("combobox");
    await retype(box, "feth/usdc");
    await until(() => expect(factOf(panel, "pair")).toBe("fETH/fUSDC"));
    const id = factOf(panel, "market_id");
    await userEvent.clear(box);
    await untilStatus(panel, "idle");
    expect(panel).toHaveTextContent("3 markets to choose from.");
    await userEvent.type(box, id);
    await until(() => expect(factOf(panel, "pair")).toBe("fETH/fUSDC"));
  },
};

/** There is no such market, and the error names those that exist. */
export const Unknown: Story = {
  args: { pair: "DOGE/USDC" },
  play: async ({ canvasElement, canvas }) => {
    const panel = await findPanel(canvasElement, "Market");
    await untilStatus(panel, "error");
    // The name can be corrected in the same box.
    const box = canvas.getByRole("combobox");
    await retype(box, "BTC/USDC");
    await untilStatus(panel, "live");
    await retype(box, "DOGE/USDC");
    await until(() => expect(panel).toHaveTextContent('"DOGE/USDC" is not one of the markets'));
    expect(panel).toHaveTextContent("fFUEL/fUSDC, fETH/fUSDC, fBTC/fUSDC");
  },
};

const TWINS = defaultMarkets()
  .slice(0, 1)
  .flatMap(({ base, quote, ...market }) => [
    { ...market, base, quote: { ...quote, symbol: "USDC" } },
    { ...market, base: { ...base, symbol: "FUEL" }, quote },
  ]);

/** The text fits two markets equally. The error names both with their ids. An exact pair or an id decides. */
export const Ambiguous: Story = {
  args: { pair: "FUEL/USDC", markets: TWINS },
  play: async ({ canvasElement, canvas }) => {
    const panel = await findPanel(canvasElement, "Market");
    await untilStatus(panel, "error");
    const box = canvas.getByRole("combobox");
    await retype(box, "FUEL/fUSDC");
    await untilStatus(panel, "live");
    expect(factOf(panel, "pair")).toBe("FUEL/fUSDC");
    await retype(box, "FUEL/USDC");
    await until(() => expect(panel).toHaveTextContent(/fits 2 markets: fFUEL\/USDC \(0x.*FUEL\/fUSDC \(0x/));
  },
};

const holdMarkets = holdReads("/v1/markets");

/** Before the list is read, the number of markets is unknown. */
export const Pending: Story = {
  args: { pair: "" },
  render: ({ pair }) => (
    <Simulation rate={20} prepare={holdMarkets} feed={PATIENT}>
      <Picking pair={pair} />
    </Simulation>
  ),
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Market");
    expect(panel).toHaveTextContent("Reading the markets…");
    expect(panel).not.toHaveTextContent(/\d/);
  },
};

/** The list comes over REST, so it is read without a link too. */
export const LinkLost: Story = {
  play: async ({ canvasElement }) => {
    const panel = await findPanel(canvasElement, "Market");
    await untilStatus(panel, "live");
    await press(canvasElement, "Refuse new ones");
    await press(canvasElement, "Drop");
    await untilStatus(panel, "live");
  },
};

function factOf(panel: HTMLElement, name: string): string {
  return rowsOf(panel).find(([each]) => each === name)?.[1] ?? "";
}
