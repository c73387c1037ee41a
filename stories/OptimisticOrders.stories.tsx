// Places, shows and cancels an order by the official client's methods, over an exchange in the page:
// docs/optimistic-orders.md.
import type { Meta, StoryObj } from "@storybook/react-vite";
import { useMarket } from "o2-react";
import { simulatedClient, simulatedWallet } from "o2-react/testing";
import { exchangeOf, useSimulation, withO2 } from "o2-react/testing/storybook";
import { useState } from "react";
import { expect, userEvent, waitFor, within } from "storybook/test";
import "./parts/recipes.css";
import { OptimisticOrders } from "./recipes/OptimisticOrders.tsx";

interface Args {
  /** Milliseconds to the exchange, and the same back. */
  readonly delay: number;
}

const NAME = "Mary";

function Trading({ delay }: Args) {
  const { exchange } = useSimulation();
  const [client] = useState(() => simulatedClient(exchange, { account: NAME, delay }));
  const { data: market } = useMarket({ market: "fETH/fUSDC" });
  if (!market || !client.session) return null;
  return (
    <div className="stage recipe">
      <OptimisticOrders client={client} account={client.session.tradeAccountId} market={market} />
    </div>
  );
}

const meta: Meta<typeof Trading> = {
  title: "Guides/Optimistic orders",
  args: { delay: 500 },
  // A change of the delay makes another client.
  render: ({ delay }) => <Trading key={delay} delay={delay} />,
  decorators: [withO2({ rate: 0 })],
};
export default meta;

type Story = StoryObj<typeof Trading>;

const PATIENCE = { timeout: 60_000 };

/** Helpers of a play function: the exchange, the page, and the texts that its rows have shown. */
const playing = async (canvasElement: HTMLElement) => {
  const exchange = await exchangeOf(canvasElement);
  const canvas = within(canvasElement);
  const orders = await canvas.findByRole("region", { name: "Orders" }, PATIENCE);
  await waitFor(() => expect(orders).toHaveAttribute("data-status", "live"), PATIENCE);
  const mary = exchange.account({ Address: simulatedWallet(NAME).b256Address });
  if (!mary) throw new Error("Nobody is signed in.");
  const place = async (price: string) => {
    await userEvent.clear(canvas.getByLabelText("Price"));
    await userEvent.type(canvas.getByLabelText("Price"), price);
    await userEvent.clear(canvas.getByLabelText("Quantity"));
    await userEvent.type(canvas.getByLabelText("Quantity"), "0.25");
    await userEvent.click(canvas.getByRole("button", { name: "Buy" }));
  };
  const newest = () => orders.querySelector("li");
  const until = (phase: string) => waitFor(() => expect(newest()).toHaveAttribute("data-phase", phase), PATIENCE);
  const open = () => exchange.orders(mary, { open: true });
  return { exchange, mary, canvas, place, newest, until, open };
};

/** One row shows an order in flight, open, cancelling and cancelled. The exchange has the order while it is open. */
export const Optimistic: Story = {
  play: async ({ canvasElement }) => {
    const { canvas, place, newest, until, open } = await playing(canvasElement);
    await place("1000");
    await until("in flight");
    const row = newest();
    await until("open");
    await expect(open()).toMatchObject([{ side: "buy", quantity: 250_000_000n, close: false }]);
    await userEvent.click(canvas.getByRole("button", { name: "Cancel" }));
    await until("cancelling");
    await until("cancelled");
    await expect([open(), newest()]).toEqual([[], row]);
  },
};

/** A rejected order shows the reason and goes when it is dismissed. A filled one stays. */
export const Refused: Story = {
  args: { delay: 200 },
  play: async ({ canvasElement }) => {
    const { exchange, mary, canvas, place, newest, until, open } = await playing(canvasElement);
    exchange.faults.refuseActions({ reason: "OrderNotFilled" });
    await place("1000");
    await until("rejected");
    await expect(newest()).toHaveTextContent("(OrderNotFilled)");
    await expect(open()).toEqual([]);
    await userEvent.click(canvas.getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(canvas.queryByText(/rejected/)).toBeNull());
    await place("1000");
    await until("open");
    exchange.fill(mary, open()[0]?.order_id ?? "");
    await until("filled");
  },
};
