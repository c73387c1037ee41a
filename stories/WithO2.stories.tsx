// A user's own story: three lines of o2-react in the file's default export, and the exchange in `play`.
import type { Meta, StoryObj } from "@storybook/react-vite";
import { useOrders } from "o2-react";
import { exchangeOf, useSimulation, withO2 } from "o2-react/testing/storybook";
import { expect, within } from "storybook/test";

function OpenOrders() {
  const { exchange } = useSimulation();
  const { data, status } = useOrders({ identities: exchange.accounts[0].identity });
  return (
    <p className="stage">
      {status}: {data ? `${data.length} open orders` : "not known yet"}
    </p>
  );
}

const meta: Meta<typeof OpenOrders> = {
  title: "Guides/Testing your app",
  component: OpenOrders,
  decorators: [withO2({ rate: 0 })],
};
export default meta;

type Story = StoryObj<typeof OpenOrders>;

/** The decorator gives each story its own exchange. `exchangeOf` gives it to `play`. */
export const OrderFilled: Story = {
  play: async ({ canvasElement }) => {
    const exchange = await exchangeOf(canvasElement);
    const [[ada], [market]] = [exchange.accounts, exchange.markets];
    for (const { order_id } of exchange.orders(ada, { open: true })) exchange.cancel(ada, order_id);
    const canvas = within(canvasElement);
    await canvas.findByText("live: 0 open orders");
    const { market_id: marketId } = market;
    const order = exchange.place(ada, { marketId, side: "buy", price: 12_000_000n, quantity: 10n ** 12n });
    await canvas.findByText("live: 1 open orders");
    exchange.fill(ada, order.order_id);
    await expect(await canvas.findByText("live: 0 open orders")).toBeVisible();
  },
};

/** `parameters.o2` overrides the decorator's options: here the exchange is warmed up less and has one market. */
export const OtherExchange: Story = {
  parameters: {
    o2: {
      rate: 20,
      hours: 0.1,
      markets: [
        {
          base: { symbol: "fABC", decimals: 9, max_precision: 3 },
          quote: { symbol: "fUSDC", decimals: 9, max_precision: 6 },
          startPrice: 5_000_000n,
        },
      ],
    },
  },
  play: async ({ canvasElement }) => {
    const exchange = await exchangeOf(canvasElement);
    await expect(exchange.markets.map(({ pair }) => pair)).toEqual(["fABC/fUSDC"]);
    await within(canvasElement).findByText(/^live: \d+ open orders$/);
  },
};
