import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { ConnectionBadge } from "./parts/ConnectionBadge.tsx";
import { ConnectionDetails } from "./parts/ConnectionDetails.tsx";
import { acceptLinks, press, until } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

interface Args extends Pick<StageArgs, "rate"> {
  /** Milliseconds that each direction takes. */
  readonly latency: number;
}

const meta: Meta<Args> = {
  title: "Hooks/useConnection",
  args: { rate: 50, latency: 20 },
  argTypes: { rate: stageArgTypes.rate, latency: { control: { type: "range", min: 0, max: 2_000, step: 20 } } },
  render: ({ rate, latency }) => (
    <Stage key={latency} rate={rate} latency={latency}>
      {() => (
        <>
          <ConnectionBadge />
          <ConnectionDetails />
        </>
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** Connected; the latency is measured from PING to PONG. */
export const Connected: Story = {
  play: async ({ canvas }) => {
    await until(() => expect(canvas.getByRole("status")).toHaveTextContent("Connected"));
    await until(() => expect(canvas.getAllByText(/^\d+ ms$/)).toHaveLength(2));
  },
};

/** A slow link is up, and is shown as slow. */
export const Slow: Story = {
  args: { latency: 700 },
  play: async ({ canvas }) => {
    await until(() => {
      expect(canvas.getByText(/^slow, \d\.\d s$/).parentElement).toHaveAttribute("data-tone", "warn");
      expect(canvas.getByRole("status")).toHaveTextContent("Connected");
    });
  },
};

/** A dropped link is opened again by itself. */
export const Dropped: Story = {
  play: async ({ canvasElement, canvas }) => {
    await until(() => expect(canvas.getByRole("status")).toHaveTextContent("Connected"));
    // Without new links it stays down until the page has shown that, however slow the page is.
    await press(canvasElement, "Refuse new ones");
    await press(canvasElement, "Drop");
    await until(() => expect(canvas.getByRole("status")).toHaveTextContent(/^(Reconnecting|Connection lost)$/));
    await acceptLinks(canvasElement);
    await until(() => expect(canvas.getByRole("status")).toHaveTextContent("Connected"));
  },
};

/** If nothing answers, the client tries again and again, ever more slowly. */
export const Lost: Story = {
  play: async ({ canvasElement, canvas }) => {
    await until(() => expect(canvas.getByRole("status")).toHaveTextContent("Connected"));
    await press(canvasElement, "Refuse new ones");
    await press(canvasElement, "Drop");
    await until(() => expect(canvas.getByRole("status")).toHaveTextContent("Connection lost"));
    await until(() => expect(canvas.getByText(/^try ([2-9]|\d{2,}) in \d s$/)).toBeVisible());
  },
};
