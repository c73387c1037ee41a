// @vitest-environment happy-dom
// Runs docs/optimistic-orders.md: its code blocks, unchanged, over a simulated client whose answers and whose feed come
// in either order. Each commit is checked: no row is missing, doubled or made anew.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import type { Market } from "o2-react";
import { simulatedClient, type TradingClient } from "o2-react/testing";
import { renderWithO2 } from "o2-react/testing/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { inMarkdown, writeModules } from "../scripts/snippets.ts";

const DOCUMENT = "docs/optimistic-orders.md";
const snippets = inMarkdown(DOCUMENT, readFileSync(DOCUMENT, "utf8").split("\n"));
const root = join(".played", process.env.O2_REACT_TARGET ?? "source");
writeModules(root, snippets);

interface Page {
  OptimisticOrders(props: { client: TradingClient; account: string; market: Market }): ReactNode;
}
const { OptimisticOrders }: Page = await import(/* @vite-ignore */ resolve(root, DOCUMENT, "OptimisticOrders.tsx"));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** Milliseconds from the click to the exchange, and from there to the answer. */
const DELAY = 300;

const setUp = async () => {
  let client: TradingClient | undefined;
  const { exchange, step, container } = renderWithO2(
    (exchange) => {
      client = simulatedClient(exchange, { account: exchange.accounts[0], delay: DELAY });
      const [[ada], [market]] = [exchange.accounts, exchange.markets];
      return <OptimisticOrders client={client} account={ada.id} market={market} />;
    },
    { ticks: 0 },
  );
  const [[ada], [market]] = [exchange.accounts, exchange.markets];
  await step();
  const list = container.querySelector("ul")!;
  const phases = () => [...list.children].map((row) => row.getAttribute("data-phase"));
  /** The texts of the list, one entry a change. */
  const seen: string[] = [];
  const look = () => {
    const now = phases().join(", ");
    if (now !== seen.at(-1)) seen.push(now);
  };
  look();
  const observer = new MutationObserver(look);
  observer.observe(list, { subtree: true, childList: true, attributes: true });
  onTestFinished(() => observer.disconnect());
  const order = (side: "Buy" | "Sell" = "Buy", price = "0.012") => {
    fireEvent.change(screen.getByLabelText("Price"), { target: { value: price } });
    fireEvent.change(screen.getByLabelText("Quantity"), { target: { value: "1000" } });
    fireEvent.click(screen.getByText(side));
  };
  const rows = () => [...list.children];
  const open = () => exchange.orders(ada, { open: true });
  return { exchange, ada, market, client: client!, step, list, rows, phases, seen, order, open };
};

/** Milliseconds until a request is on its way to the exchange, until the feed tells of it, and until it is answered. */
const [ON_THE_WAY, TOLD, ANSWERED] = [DELAY / 2, DELAY + 100, 2 * DELAY + 100];
/** Milliseconds until a rejection is shown. The client reads its nonce again before. */
const REFUSED = 2 * ANSWERED;
/** The delay of a feed that is later than the answer. */
const LATE = 1_500;

test("every code block of the page is a file that is played", async () => {
  expect(snippets.map(({ title }) => title)).toEqual([
    "mergeOrders.ts",
    "sendInTurn.ts",
    "useOptimisticOrders.ts",
    "OptimisticOrders.tsx",
  ]);
});

test.each(snippets)("the story has the same $title", ({ title, code }) => {
  const file = readFileSync(`stories/recipes/${title}`, "utf8");
  expect(file.replaceAll(/from "\.\/(\w+)\.tsx?"/g, 'from "./$1"')).toBe(`${code}\n`);
});

describe("an order", () => {
  test("that the feed tells before the answer: in flight, open, filled, in one row that is never made anew", async () => {
    const { exchange, ada, step, rows, phases, seen, order, open, client } = await setUp();
    order();
    await step(ON_THE_WAY);
    expect(phases()).toEqual(["in flight"]);
    const [row] = rows();
    await step(TOLD - ON_THE_WAY);
    // Its answer is still under way.
    expect([phases(), open().length, client.session?.nonce]).toEqual([["open"], 1, exchange.nonce(ada) - 1n]);
    await step(DELAY);
    expect(client.session?.nonce).toBe(exchange.nonce(ada));
    exchange.fill(ada, open()[0]!.order_id);
    await step();
    expect(rows()).toEqual([row]);
    expect(seen).toEqual(["", "in flight", "open", "filled"]);
  });

  test("whose answer comes before the feed: the same", async () => {
    const { exchange, ada, step, rows, phases, seen, order, open } = await setUp();
    exchange.faults.delay(LATE);
    order();
    await step(ON_THE_WAY);
    const [row] = rows();
    await step(ANSWERED);
    expect(phases()).toEqual(["open"]);
    await step(LATE);
    exchange.faults.delay(0);
    exchange.fill(ada, open()[0]!.order_id);
    await step();
    expect(rows()).toEqual([row]);
    expect(seen).toEqual(["", "in flight", "open", "filled"]);
  });

  test("that is filled while only its answer is there: the feed's update ends it", async () => {
    const { exchange, ada, step, rows, seen, order, open } = await setUp();
    exchange.faults.delay(LATE);
    order();
    await step(ANSWERED);
    const [row] = rows();
    exchange.fill(ada, open()[0]!.order_id);
    await step(LATE + 500);
    expect(rows()).toEqual([row]);
    expect(seen).toEqual(["", "in flight", "open", "filled"]);
  });

  test.each(["the feed", "the answer"])(
    "that is filled at once, told by %s first: it was never open",
    async (first) => {
      const { exchange, step, market, seen, order } = await setUp();
      const [, grace] = exchange.accounts;
      const { market_id: marketId } = market;
      exchange.place(grace, { marketId, side: "sell", price: 12_000_000n, quantity: 10n ** 12n });
      if (first === "the answer") exchange.faults.delay(LATE);
      order();
      await step(ANSWERED + LATE + 500);
      expect(seen).toEqual(["", "in flight", "filled"]);
    },
  );

  test("that is refused: in flight, rejected with the reason, until it is dismissed; nothing else was ever shown", async () => {
    const { exchange, step, rows, seen, order, open } = await setUp();
    exchange.faults.refuseActions({ reason: "OrderNotFilled" });
    order();
    await step(ON_THE_WAY);
    const [row] = rows();
    await step(REFUSED);
    expect(rows()).toEqual([row]);
    expect(row?.textContent).toContain("(OrderNotFilled)");
    expect([seen, open()]).toEqual([["", "in flight", "rejected"], []]);
    fireEvent.click(screen.getByText("Dismiss"));
    await step();
    expect(rows()).toEqual([]);
  });

  test("whose answer is lost: in flight, and open as soon as the feed says so", async () => {
    const { exchange, step, rows, seen, order } = await setUp();
    exchange.faults.delay(LATE);
    exchange.faults.rest({ fail: true, path: "/v1/session/actions" });
    order();
    await step(ON_THE_WAY);
    const [row] = rows();
    await step(REFUSED + LATE);
    expect(rows()).toEqual([row]);
    expect(seen).toEqual(["", "in flight", "no answer", "open"]);
  });

  test("whose answer is lost after the feed has told of it stays open", async () => {
    const { exchange, step, seen, order } = await setUp();
    exchange.faults.rest({ fail: true, path: "/v1/session/actions" });
    order();
    await step(REFUSED);
    expect(seen).toEqual(["", "in flight", "open"]);
  });

  test("answered while the link is down is shown, and right again after it", async () => {
    const { exchange, ada, step, rows, seen, order, open } = await setUp();
    exchange.faults.refuse();
    exchange.faults.drop();
    await step();
    order();
    await step(ANSWERED);
    const [row] = rows();
    expect(seen).toEqual(["", "in flight", "open"]);
    exchange.fill(ada, open()[0]!.order_id);
    exchange.faults.accept();
    await step(10_000);
    expect(rows()).toEqual([row]);
    expect(seen).toEqual(["", "in flight", "open", "filled"]);
  });
});

describe("several orders", () => {
  test("with the same terms, sent at once: two rows from the click on, never one or three, each with its own id", async () => {
    const { step, rows, phases, seen, order, open } = await setUp();
    order();
    order();
    await step(ON_THE_WAY);
    const both = rows();
    expect(both).toHaveLength(2);
    // The feed tells of the first that was sent, which stays below the second.
    await step(TOLD - ON_THE_WAY);
    expect([rows(), phases()]).toEqual([both, ["in flight", "open"]]);
    await step(2 * ANSWERED + 1_000);
    expect(rows()).toEqual(both);
    expect(open()).toHaveLength(2);
    const counts = seen.slice(seen.indexOf("in flight, in flight")).map((phases) => phases.split(", ").length);
    expect(new Set(counts)).toEqual(new Set([2]));
    expect(seen.at(-1)).toBe("open, open");
  });

  test("with the terms of another tab's that is open already: that one is not taken for it", async () => {
    const { exchange, ada, market, client, step, rows, phases, seen, order } = await setUp();
    const { market_id: marketId } = market;
    exchange.place(ada, { marketId, side: "buy", price: 12_000_000n, quantity: 10n ** 12n });
    void client.refreshNonce();
    await step(ANSWERED);
    const [first] = rows();
    order();
    await step(ON_THE_WAY);
    const [second] = rows();
    expect(phases()).toEqual(["in flight", "open"]);
    await step(ANSWERED);
    expect(rows()).toEqual([second, first]);
    expect(seen).toEqual(["", "open", "in flight, open", "open, open"]);
  });

  test("one rejected, one accepted: the rejection is shown on the right one", async () => {
    const { exchange, step, seen, order } = await setUp();
    exchange.faults.refuseActions({ code: 7005, message: "not enough" });
    order();
    order("Buy", "0.011");
    await step(2 * ANSWERED + 2_000);
    expect(seen.at(-1)).toBe("rejected, open");
    expect(screen.getByText(/not enough/).textContent).toContain("at 0.012");
  });

  test("of another tab are beside it, with their own keys", async () => {
    const { exchange, ada, market, step, phases, order } = await setUp();
    order();
    await step(ON_THE_WAY);
    const { market_id: marketId } = market;
    exchange.place(ada, { marketId, side: "buy", price: 11_000_000n, quantity: 10n ** 12n });
    await step(50);
    expect(phases()).toEqual(["in flight", "open"]);
  });
});

describe("a cancel", () => {
  test.each(["the feed", "the answer"])(
    "told by %s first: open, cancelling, cancelled, and never open again",
    async (first) => {
      const { exchange, step, rows, seen, order, open } = await setUp();
      order();
      await step(ANSWERED);
      const [row] = rows();
      if (first === "the answer") exchange.faults.delay(LATE);
      fireEvent.click(screen.getByText("Cancel"));
      await step(ON_THE_WAY);
      await step(ANSWERED);
      await step(LATE + 500);
      expect(open()).toEqual([]);
      expect(rows()).toEqual([row]);
      expect(seen).toEqual(["", "in flight", "open", "cancelling", "cancelled"]);
    },
  );

  test("that is refused leaves the order open", async () => {
    const { exchange, step, seen, order } = await setUp();
    order();
    await step(ANSWERED);
    exchange.faults.refuseActions({ reason: "Paused" });
    fireEvent.click(screen.getByText("Cancel"));
    await step(REFUSED);
    expect(seen).toEqual(["", "in flight", "open", "cancelling", "open"]);
  });
});

test("text that is not a price is reported, and sends nothing", async () => {
  const { step, rows, order, client, exchange, ada } = await setUp();
  const nonce = exchange.nonce(ada);
  order("Sell", "much");
  await step(ANSWERED);
  expect([rows(), client.session?.nonce, exchange.nonce(ada)]).toEqual([[], nonce, nonce]);
  expect(screen.getByRole("status").textContent).toMatch(/much/);
});
