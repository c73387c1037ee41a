import type { Meta, StoryObj } from "@storybook/react-vite";
import { useMemo } from "react";
import { expect } from "storybook/test";
import { createReadCandles } from "./parts/candles.ts";
import { TradingScreen } from "./parts/TradingScreen.tsx";
import { Controls } from "./simulation/Controls.tsx";
import { choose, findPanel, loseLink, mendLink, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Simulation, useSimulation } from "./simulation/Simulation.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Pick<StageArgs, "rate">;

const meta: Meta<Args> = {
  title: "Trading screen",
  // A page of screens would be a page of exchanges, and the live one is what a visitor should meet first.
  tags: ["!autodocs"],
  args: { rate: 100 },
  argTypes: { rate: stageArgTypes.rate },
  render: ({ rate }) => (
    <Simulation rate={rate} hours={24}>
      <Screen />
    </Simulation>
  ),
};
export default meta;

type Story = StoryObj<Args>;

function Screen() {
  const { exchange } = useSimulation();
  const read = useMemo(() => createReadCandles(exchange.config, exchange.fetch), [exchange]);
  return (
    <TradingScreen
      markets={exchange.markets}
      accounts={exchange.accounts}
      read={read}
      footer={(chosen) => <Controls {...chosen} />}
    />
  );
}

const PANELS = ["Book", "Trades", /^Open orders/, "Balances"];

/**
 * All hooks together, over one connection. The parts in `stories/parts` are meant to be copied: each is one hook and a
 * table. At the far end is an exchange simulated in this page; the keys at the bottom disturb it.
 */
export const Live: Story = {
  play: async ({ canvasElement, canvas }) => {
    for (const name of PANELS) {
      const panel = await findPanel(canvasElement, name);
      await untilStatus(panel, "live");
      await until(() => expect(rowsOf(panel).length).toBeGreaterThan(1));
    }
    await until(() => expect(canvas.getByLabelText("Last price of fFUEL/fUSDC")).toHaveTextContent(/^0\.01\d{4}$/));
    await until(() => expect(canvas.getByText(/^\d+ ms$/)).toBeVisible());
    // The last price is the newest trade's.
    const tape = await findPanel(canvasElement, "Trades");
    await until(() =>
      expect(canvas.getByLabelText("Last price of fFUEL/fUSDC").textContent).toBe(
        tape.querySelector(".print .price")?.lastChild?.textContent,
      ),
    );
    // One's own order is marked in the book.
    await press(canvasElement, "Join bid");
    const book = await findPanel(canvasElement, "Book");
    await until(() => expect(book.querySelector(".buy[data-own]")).not.toBeNull());
  },
};

/** The link is lost and stays lost: every panel keeps what it knew, and says how old that is. */
export const LinkLost: Story = {
  play: async ({ canvasElement, canvas }) => {
    const book = await findPanel(canvasElement, "Book");
    for (const name of PANELS) {
      const panel = await findPanel(canvasElement, name);
      await until(() => expect(rowsOf(panel).length).toBeGreaterThan(1));
    }
    await loseLink(canvasElement, book);
    for (const name of PANELS) {
      const panel = await findPanel(canvasElement, name);
      await untilStatus(panel, "stale");
      expect(rowsOf(panel).length).toBeGreaterThan(1);
    }
    await until(() => expect(canvas.getByText("Connection lost")).toBeVisible());
    await until(() => expect(canvas.getByRole("button", { name: "Try now" })).toBeVisible());
  },
};

/** The link is lost and found: all is live again, and the notice is gone. */
export const LinkMended: Story = {
  play: async ({ canvasElement, canvas }) => {
    const book = await findPanel(canvasElement, "Book");
    await untilStatus(book, "live");
    await loseLink(canvasElement, book);
    await mendLink(canvasElement, book);
    for (const name of PANELS) await untilStatus(await findPanel(canvasElement, name), "live");
    await until(() => expect(canvas.getByText("Connected")).toBeVisible());
    expect(canvas.queryByRole("button", { name: "Try now" })).toBeNull();
  },
};

/** A stalled link looks open. Its silence is shown, and after a while it is replaced. */
export const LinkStalled: Story = {
  play: async ({ canvasElement, canvas }) => {
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await until(() => expect(canvas.getByText("Connected")).toBeVisible());
    await press(canvasElement, "Stall");
    await until(() => expect(canvas.getByText("Silent")).toBeVisible());
    await until(() => expect(canvas.getByText("Connected")).toBeVisible());
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
  },
};

/** Switching market or account shows nothing of the one before. */
export const Switching: Story = {
  play: async ({ canvasElement, canvas }) => {
    const balances = await findPanel(canvasElement, "Balances");
    await until(() => expect(rowsOf(balances)).toHaveLength(4));
    const own = rowsOf(balances).map(String);
    await choose(canvasElement, "Grace");
    expect(
      rowsOf(balances)
        .map(String)
        .filter((row) => own.includes(row)),
    ).toEqual([]);
    await until(() => expect(rowsOf(balances)).toHaveLength(4));

    await choose(canvasElement, "fBTC/fUSDC");
    await until(() => expect(canvas.getByLabelText("Last price of fBTC/fUSDC")).toHaveTextContent(/^\d{2,3},\d{3}$/));
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
  },
};

/** Everything has its place at the width of a phone. */
export const Phone: Story = {
  globals: { viewport: { value: "phone" } },
  play: async ({ canvasElement }) => {
    for (const name of PANELS) {
      const panel = await findPanel(canvasElement, name);
      await until(() => expect(rowsOf(panel).length).toBeGreaterThan(1));
    }
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
  },
};
