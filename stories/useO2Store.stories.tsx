import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect } from "storybook/test";
import { Ladder } from "./parts/Ladder.tsx";
import { TopicList } from "./parts/TopicList.tsx";
import { Mountable } from "./simulation/Mountable.tsx";
import { findPanel, press, rowsOf, until, untilStatus } from "./simulation/play.ts";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

type Args = Pick<StageArgs, "rate">;

const meta: Meta<Args> = {
  title: "Hooks/useO2Store and useO2Feed",
  args: { rate: 50 },
  argTypes: { rate: stageArgTypes.rate },
  render: ({ rate }) => (
    <Stage rate={rate}>
      {({ market }) => (
        <Mountable beside={<TopicList />}>
          <Ladder market={market} precision={3} levels={5} />
        </Mountable>
      )}
    </Stage>
  ),
};
export default meta;

/** Milliseconds that a feed keeps a topic without readers, by default. */
const LINGER = 3_000;

/** The last reader leaves. The topic lingers, and is gone. */
export const Topics: StoryObj<Args> = {
  play: async ({ canvasElement }) => {
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
    const topics = await findPanel(canvasElement, /^Topics/);
    await until(() => expect(rowsOf(topics)[0]).toEqual(["depth", expect.stringMatching(/:3$/), "live"]));
    const start = performance.now();
    await press(canvasElement, "Unmount");
    await until(() => expect(rowsOf(topics)[0]?.[0]).toBe("connection"));
    expect(performance.now() - start).toBeGreaterThan(LINGER);
    await press(canvasElement, "Mount");
    await untilStatus(await findPanel(canvasElement, "Book"), "live");
  },
};
