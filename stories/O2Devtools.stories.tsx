import type { Meta, StoryObj } from "@storybook/react-vite";
import { O2Devtools, type O2DevtoolsProps } from "o2-react/devtools";
import { expect, fireEvent, userEvent, within } from "storybook/test";
import { TradingScreen } from "./parts/TradingScreen.tsx";
import { BookFaults } from "./simulation/BookFaults.tsx";
import { Controls } from "./simulation/Controls.tsx";
import { findPanel, press, until, untilStatus } from "./simulation/play.ts";
import { Simulation, useSimulation } from "./simulation/Simulation.tsx";

type Args = Required<Pick<O2DevtoolsProps, "initialIsOpen" | "position" | "theme">>;

const meta: Meta<Args> = {
  title: "Guides/Devtools",
  // The panel of each story covers the whole page.
  tags: ["!autodocs"],
  args: { initialIsOpen: true, position: "bottom-right", theme: "dark" },
  argTypes: {
    position: { control: "select", options: ["top-left", "top-right", "bottom-left", "bottom-right"] },
    theme: { control: "inline-radio", options: ["light", "dark"] },
  },
  render: (args) => (
    <Simulation rate={100} hours={1}>
      <Screen />
      <O2Devtools {...args} />
    </Simulation>
  ),
};
export default meta;

type Story = StoryObj<Args>;

function Screen() {
  const { exchange } = useSimulation();
  return (
    <TradingScreen
      pair="fFUEL/fUSDC"
      accounts={exchange.accounts}
      footer={(chosen) => (
        <Controls {...chosen}>
          <BookFaults />
        </Controls>
      )}
    />
  );
}

/** The content of the shadow root, which keeps the page's styles out. */
async function devtools() {
  let inside: HTMLElement | undefined;
  await until(() => {
    // The previous story may still be running.
    const root = [...document.querySelectorAll("o2-devtools")].at(-1)?.shadowRoot;
    inside = root?.querySelector<HTMLElement>(".o2") ?? undefined;
    expect(inside).toBeDefined();
  });
  if (!inside) throw new Error("There are no devtools in this story.");
  return within(inside);
}

const focused = () => [...document.querySelectorAll("o2-devtools")].at(-1)?.shadowRoot?.activeElement;

/** A small button shows the frames a second and the state of the link. It opens the panel, and Escape closes it again. */
export const Closed: Story = {
  args: { initialIsOpen: false },
  play: async () => {
    const inside = await devtools();
    const button = await inside.findByRole("button", { name: /^O2 devtools, connected, [1-9]\d*\/s$/ });
    button.focus();
    await userEvent.keyboard("{Enter}");
    const tab = await inside.findByRole("tab", { name: "Connection" });
    await until(() => expect(focused()).toBe(tab));
    await userEvent.keyboard("{Escape}");
    await until(() => expect(focused()).toHaveAccessibleName(/^O2 devtools/));
    expect(inside.queryByRole("tab")).toBeNull();
  },
};

/** The five tabs are one stop of the Tab key. The arrow keys move between them. */
export const Dark: Story = {
  play: async ({ canvasElement }) => {
    const inside = await devtools();
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    (await inside.findByRole("tab", { name: "Connection" })).focus();
    const timeline = inside.getByRole("region", { name: "Timeline" });
    await until(() => expect(timeline).toHaveTextContent("connected"));
    await userEvent.keyboard("{ArrowRight}");
    const topics = await inside.findByRole("region", { name: "Topics" });
    await until(() => expect(topics).toHaveTextContent(/depthCopy id of fFUEL\/fUSDC precision 1\s*[1-9]live/));
    const slots = inside.getByRole("region", { name: "Slots on the server" });
    expect(slots).toHaveTextContent('depthCopy id of fFUEL/fUSDC1 "10"');
    await userEvent.keyboard("{ArrowRight}");
    const flow = await inside.findByRole("region", { name: "Flow" });
    await until(() => expect(flow).toHaveTextContent(/subscribe_depth_update\d+/));
    await userEvent.keyboard("{ArrowRight}");
    const lag = await inside.findByRole("region", { name: "Lag" });
    await until(() => expect(lag).toHaveTextContent(/depth([\d.,]+ ms ?){8}/));
    await userEvent.keyboard("{End}");
    expect(await inside.findByRole("tree", { name: "Store" })).toBeVisible();
    expect(focused()).toHaveAccessibleName("Store");
    await userEvent.keyboard("{ArrowRight}");
    expect(focused()).toHaveAccessibleName("Connection");
  },
};

/** The same in the light theme. */
export const Light: Story = {
  args: { theme: "light" },
  play: async () => {
    const inside = await devtools();
    await userEvent.click(await inside.findByRole("tab", { name: "Topics" }));
    const topics = await inside.findByRole("region", { name: "Topics" });
    await until(() => expect(topics).toHaveTextContent("live"));
  },
};

/** A dropped link is in the timeline with its reason, and so are the events after it. */
export const Dropped: Story = {
  play: async ({ canvasElement }) => {
    const inside = await devtools();
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await press(canvasElement, "Drop");
    const timeline = await inside.findByRole("region", { name: "Timeline" });
    await until(() => expect(timeline).toHaveTextContent(/reconnecting, try 1 in [\d.]+ m?s/));
    const body = timeline.querySelector("tbody");
    await until(() => expect(body).toHaveTextContent(/^\d\d:\d\d:\d\d\.\d{3} connected/));
    expect(body).toHaveTextContent(/reconnecting, try 1 in .*1006/);
  },
};

/** A damaged frame is counted, and shown with the reason why it is malformed. */
export const Refused: Story = {
  play: async ({ canvasElement }) => {
    const inside = await devtools();
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await userEvent.click(await inside.findByRole("tab", { name: "Frames" }));
    await press(canvasElement, "Damage");
    const frames = await inside.findByRole("region", { name: "Frames" });
    await until(() =>
      expect(frames).toHaveTextContent(/malformed frame.*it is not JSON\{"action":"subscribe_depth_update"/),
    );
    const flow = inside.getByRole("region", { name: "Flow" });
    await until(() => expect(flow).toHaveTextContent(/[1-9]\d* malformed/));
  },
};

/** The panel is paused while the app goes on. */
export const Paused: Story = {
  play: async ({ canvasElement }) => {
    const inside = await devtools();
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await userEvent.click(await inside.findByRole("tab", { name: "Frames" }));
    await userEvent.click(inside.getByRole("button", { name: "Pause" }));
    await until(() => expect(inside.getByText(/^Paused at \d\d:\d\d:\d\d/)).toBeVisible());
    const flow = inside.getByRole("region", { name: "Flow" });
    const text = flow.textContent;
    const book = await findPanel(canvasElement, "Book");
    const before = book.textContent;
    await until(() => expect(book.textContent).not.toBe(before));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(flow.textContent).toBe(text);
    await userEvent.click(inside.getByRole("button", { name: "Resume" }));
    await until(() => expect(flow.textContent).not.toBe(text));
  },
};

/** The keyboard moves through the store: right unfolds, left folds. Bigints are shown as such. */
export const Store: Story = {
  args: { theme: "light" },
  play: async ({ canvasElement }) => {
    const inside = await devtools();
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    await userEvent.click(await inside.findByRole("tab", { name: "Store" }));
    await userEvent.click(inside.getByRole("button", { name: "Pause" }));
    (await inside.findByRole("treeitem", { name: /^▾ connection/ })).focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowDown}");
    for (let row = 0; row < 20 && !/depth/.test(focused()?.textContent ?? ""); row += 1)
      await userEvent.keyboard("{ArrowDown}");
    await userEvent.keyboard("{ArrowRight}{ArrowDown}{ArrowRight}{ArrowDown}{ArrowRight}{ArrowDown}");
    await until(() => expect(focused()).toHaveTextContent(/bids|bid/));
    expect(inside.getAllByText(/\d+n/).length).toBeGreaterThan(0);
    // userEvent cannot type into a shadow root, so the value is set directly.
    fireEvent.change(inside.getByRole("searchbox", { name: "find" }), { target: { value: "bestBid" } });
    await until(() =>
      expect(inside.getByRole("treeitem", { name: /depth › .*:1 › data › bestBid \d+n/ })).toBeVisible(),
    );
  },
};
