import type { Meta, StoryObj } from "@storybook/react-vite";
import { expect, within } from "storybook/test";
import { BookLog } from "./parts/BookLog.tsx";
import { FreshnessBoard } from "./parts/FreshnessBoard.tsx";
import { Ladder } from "./parts/Ladder.tsx";
import { BookFaults } from "./simulation/BookFaults.tsx";
import { Controls } from "./simulation/Controls.tsx";
import {
  acceptLinks,
  bookOf,
  findPanel,
  loseLink,
  mendLink,
  press,
  rowsOf,
  until,
  untilStatus,
} from "./simulation/play.ts";
import { exchangeOf, firstOf, Simulation, useSimulation } from "./simulation/Simulation.tsx";
import { Stage } from "./simulation/Stage.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

interface Args extends StageArgs {
  /** Approximate milliseconds between two audits of the book. */
  readonly auditInterval: number;
}

const meta: Meta<Args> = {
  title: "Guides/How freshness works",
  args: { pair: "fFUEL/fUSDC", name: "Ada", rate: 50, auditInterval: 2_000 },
  argTypes: {
    ...stageArgTypes,
    auditInterval: { control: { type: "range", min: 500, max: 60_000, step: 500 } },
  },
  render: ({ pair, name, rate, auditInterval }) => (
    <Stage {...{ pair, name, rate, auditInterval }} isWide hasOrders knobs={<BookFaults />}>
      {({ market, account }) => (
        <div className="sides">
          <div>
            <FreshnessBoard market={market} account={account.identity} />
            <BookLog market={market} />
          </div>
          <Ladder market={market} precision={3} levels={12} />
        </div>
      )}
    </Stage>
  ),
};
export default meta;

type Story = StoryObj<Args>;

/** All requested data is there and live at once. REST reads the parts that no stream tells. */
export const Live: Story = {
  play: async ({ canvasElement, canvas }) => {
    const board = await findPanel(canvasElement, "Freshness");
    await until(() => expect(wordsOf(board)).toEqual(Array(9).fill("live")));
    for (const [, , complete] of rowsOf(board)) expect(complete).toBe("yes");
    // Audits of a busy, correct stream prove it and raise no false alarm.
    await until(() => expect(count(canvasElement, "audits")).toBeGreaterThan(0));
    expect(count(canvasElement, "mismatches")).toBe(0);
    expect(canvas.queryByText(/^stale/)).toBeNull();
  },
};

/** The link is dropped. Everything it carries is stale at once, and live again only after the gap has been read. */
export const Dropped: Story = {
  play: async ({ canvasElement }) => {
    const board = await findPanel(canvasElement, "Freshness");
    const book = await findPanel(canvasElement, "Book");
    await until(() => expect(wordsOf(board)).toEqual(Array(9).fill("live")));
    await loseLink(canvasElement, book);
    // The list of markets does not come over the link, so it stays live.
    expect(wordsOf(board)).toEqual([...Array(8).fill("stale"), "live"]);
    await mendLink(canvasElement, book);
    await until(() => expect(wordsOf(board)).toEqual(Array(9).fill("live")));
  },
};

/**
 * The link is half-open: it looks open and nothing gets through. An unanswered PING reveals it, and a new link replaces
 * it.
 */
export const Stalled: Story = {
  play: async ({ canvasElement }) => {
    const book = await findPanel(canvasElement, "Book");
    const board = await findPanel(canvasElement, "Freshness");
    await until(() => expect(wordsOf(board)).toEqual(Array(9).fill("live")));
    await loseLink(canvasElement, book, "Stall");
    await acceptLinks(canvasElement);
    await until(() => expect(wordsOf(board)).toEqual(Array(9).fill("live")));
  },
};

/**
 * A change of the book is lost on the way. If a later change contradicts the book, the book is requested again at once.
 * Otherwise that happens after two audits in a row disagree with it.
 */
export const ChangeWithheld: Story = {
  args: { rate: 20, auditInterval: 1_000 },
  play: ({ canvasElement }) => mended(canvasElement, "Withhold"),
};

/** A change of the book is sent twice. */
export const ChangeDuplicated: Story = {
  args: { rate: 20, auditInterval: 1_000 },
  play: ({ canvasElement }) => mended(canvasElement, "Say twice"),
};

async function mended(canvasElement: HTMLElement, fault: string): Promise<void> {
  const book = await findPanel(canvasElement, "Book");
  await untilStatus(book, "live");
  await press(canvasElement, fault);
  await until(() => expect(count(canvasElement, "resyncs")).toBeGreaterThan(0));
  await untilStatus(book, "live");
  const exchange = exchangeOf(canvasElement);
  exchange.stop();
  await until(() => expect(bookOf(book)).toEqual(bookOf(exchange)));
  expect(count(canvasElement, "resyncs")).toBe(1);
}

/** A frame arrives damaged and is rejected whole. The book then lacks its change, which is noticed as above. */
export const FrameDamaged: Story = {
  args: { rate: 20, auditInterval: 1_000 },
  play: async ({ canvasElement }) => {
    await mended(canvasElement, "Damage");
    expect(count(canvasElement, "malformedFrames")).toBe(1);
  },
};

/**
 * REST is down and the stream is not, so live data stays live. After a reconnection the book is live again, because its
 * snapshot is complete. The rest stays stale and says why, until REST is back.
 */
export const RestDown: Story = {
  play: async ({ canvasElement, canvas }) => {
    const board = await findPanel(canvasElement, "Freshness");
    const book = await findPanel(canvasElement, "Book");
    await until(() => expect(wordsOf(board)).toEqual(Array(9).fill("live")));
    await press(canvasElement, "REST down");
    await loseLink(canvasElement, book);
    await acceptLinks(canvasElement);
    await until(() => expect(canvas.getAllByText(/\/v1\/\w+ failed/).length).toBeGreaterThan(3));
    // The list of markets is read again within half a minute of the new link, and stale from then on. It is the last to
    // become stale.
    await until(() => expect(wordsOf(board).slice(0, 8)).toEqual(["live", "live", ...Array(6).fill("stale")]));
    await press(canvasElement, "Bring back");
    await until(() => expect(wordsOf(board)).toEqual(Array(9).fill("live")));
  },
};

/**
 * A feed without an `apiBase` reads nothing over REST. Streamed data is live, but `complete` is `false` if there was a
 * past.
 */
export const WithoutRest: Story = {
  render: ({ rate }) => (
    <Simulation rate={rate} hasRest={false}>
      <Restless />
    </Simulation>
  ),
  play: async ({ canvasElement }) => {
    const board = await findPanel(canvasElement, "Freshness");
    await until(() => {
      expect(stateOf(board, "useDepth")[0]).toBe("live");
      expect(stateOf(board, "useTrades")).toEqual(["live", "no"]);
      expect(stateOf(board, "useOrders")).toEqual(["live", "no"]);
      expect(stateOf(board, "useMarkets")[0]).toBe("error");
    });
    const error = within(board).getByText(/^There are no markets to read/);
    expect(error.scrollWidth).toBeLessThanOrEqual(error.clientWidth);
  },
};

function Restless() {
  const { market, account } = firstOf(useSimulation().exchange);
  return (
    <div className="stage">
      <FreshnessBoard market={market} account={account.identity} />
      <Controls market={market} account={account} />
    </div>
  );
}

/** The first word of each row's status. */
function wordsOf(board: HTMLElement): string[] {
  return rowsOf(board).map(([, status = ""]) => status.split(" ")[0] ?? "");
}

function stateOf(board: HTMLElement, hook: string): string[] {
  const [, status = "", complete = ""] = rowsOf(board).find(([name]) => name === hook) ?? [];
  return [status.split(" ")[0] ?? "", complete];
}

function count(canvas: HTMLElement, name: string): number {
  return Number(within(canvas).getByLabelText(name).textContent);
}
