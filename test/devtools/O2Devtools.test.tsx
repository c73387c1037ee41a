// @vitest-environment happy-dom
// The devtools in a page: opening, closing, what they leave behind, and the content of the panel.
import { act, cleanup, fireEvent, render, within } from "@testing-library/react";
import { O2Provider, useDepth } from "o2-react";
import { O2Devtools } from "o2-react/devtools";
import { createO2Feed } from "o2-react/feed";
import { type FeedFixture, replayFeed, type SimulatedExchangeOptions } from "o2-react/testing";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { expect, onTestFinished, test, vi } from "vitest";
import { firstMarket, LINGER, openPage, pass, settle } from "../support/react.tsx";
import { until } from "../support/served.ts";

function Best({ market }: { market: string }) {
  const { data, status } = useDepth({ market, levels: 1 });
  return <p>{`${status} ${data?.bestBid}`}</p>;
}

const shadow = () => document.querySelector("o2-devtools")?.shadowRoot;
const inside = () => within(shadow()?.querySelector(".o2") as HTMLElement);
const step = (milliseconds: number) => act(() => pass(milliseconds));

/** A page with the devtools and their open panel, after the panel's chunk has loaded. */
function Calm({ market }: { market: string }) {
  return <p>{useDepth({ market, precision: 2, frequency: "500ms" }).status}</p>;
}

async function openPanel({ isStrict = false, ...options }: SimulatedExchangeOptions & { isStrict?: boolean } = {}) {
  const page = openPage(options);
  const { exchange, Provider } = page;
  const { market_id: market } = firstMarket(exchange);
  const tree = (
    <Provider>
      <Best market={market} />
      <O2Devtools initialIsOpen />
    </Provider>
  );
  const view = render(isStrict ? <StrictMode>{tree}</StrictMode> : tree);
  await until(async () => {
    await step(50);
    expect(inside().getByRole("tablist")).toBeDefined();
  });
  await act(settle);
  return { ...page, market, view };
}

test("a server renders nothing of it, and it hydrates without a mismatch", async () => {
  const { options, Provider } = openPage();
  const page = (
    <main>
      <O2Devtools initialIsOpen />
    </main>
  );
  const container = document.createElement("div");
  document.body.append(container);
  container.innerHTML = renderToString(<O2Provider {...options}>{page}</O2Provider>);
  expect(container.innerHTML).toBe("<main></main>");
  const recovered = vi.fn();
  render(<Provider>{page}</Provider>, { container, hydrate: true, onRecoverableError: recovered });
  await act(settle);
  expect(recovered).not.toHaveBeenCalled();
  expect(container.innerHTML).toBe("<main></main>");
  expect(shadow()).toBeTruthy();
});

test("the button opens the panel and takes the focus back from it", async () => {
  const { Provider } = openPage();
  render(
    <Provider>
      <O2Devtools />
    </Provider>,
  );
  await act(settle);
  fireEvent.click(inside().getByRole("button", { name: /^O2 devtools, connected, \d+\/s$/ }));
  await until(async () => {
    await step(50);
    expect(shadow()?.activeElement?.textContent).toBe("Connection");
  });
  fireEvent.keyDown(inside().getByRole("tab", { name: "Connection" }), { key: "ArrowLeft" });
  expect(shadow()?.activeElement?.textContent).toBe("Store");
  fireEvent.keyDown(inside().getByRole("tab", { name: "Store" }), { key: "Escape" });
  expect(inside().queryByRole("tablist")).toBeNull();
  expect(shadow()?.activeElement?.textContent).toMatch(/^O2 devtools/);
});

test("it watches from before the first frame: the whole connection is in the timeline", async () => {
  await openPanel();
  await step(1_000);
  const rows = within(inside().getByRole("region", { name: "Timeline" })).getAllByRole("row");
  expect(rows.slice(1).map((row) => row.querySelectorAll("td")[1]?.textContent?.trim())).toEqual([
    "connected",
    "connecting",
    "idle",
  ]);
});

test("nothing is left behind, in StrictMode either: no element, no timer, no listener", async () => {
  const { options } = openPage();
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  feed.connect();
  await settle();
  const ends = { tap: 0, listen: 0, store: 0 };
  const count = <K extends keyof typeof ends>(key: K, add: (listener: never) => () => void) =>
    ((listener: never) => {
      ends[key] += 1;
      const end = add(listener);
      return () => {
        ends[key] -= 1;
        end();
      };
    }) as never;
  const { session, store } = feed;
  session.tap = count("tap", session.tap.bind(session) as never);
  session.listen = count("listen", session.listen.bind(session) as never);
  Object.assign(store, { subscribe: count("store", store.subscribe as never) });
  const timers = vi.getTimerCount();
  const view = render(
    <StrictMode>
      <O2Provider feed={feed}>
        <O2Devtools initialIsOpen />
      </O2Provider>
    </StrictMode>,
  );
  await act(settle);
  expect(document.querySelectorAll("o2-devtools")).toHaveLength(1);
  // The recorder, and its tap.
  expect(ends).toEqual({ tap: 1, listen: 1, store: 2 });
  expect(vi.getTimerCount()).toBeGreaterThan(timers);
  view.unmount();
  await pass(0);
  expect(document.querySelectorAll("o2-devtools")).toHaveLength(0);
  expect(ends).toEqual({ tap: 0, listen: 0, store: 0 });
  expect(vi.getTimerCount()).toBe(timers);
});

test("topics are told with their holders and status, slots with the precision on the wire", async () => {
  const { exchange } = await openPanel({ isStrict: true });
  fireEvent.click(inside().getByRole("tab", { name: "Topics" }));
  await step(600);
  const [, row] = within(inside().getByRole("region", { name: "Topics" })).getAllByRole("row");
  expect([...(row?.children ?? [])].map(({ textContent }) => textContent)).toMatchObject({
    0: "depth",
    2: "1",
    3: "live",
  });
  expect(inside().getByRole("region", { name: "Slots on the server" }).textContent).toContain('1 "10"');
  exchange.faults.refuse();
  exchange.faults.drop();
  await step(600);
  expect(inside().getByRole("region", { name: "Topics" }).textContent).toContain("stale");
  expect(inside().getByText("Nothing is subscribed.")).toBeDefined();
});

test("a calm book is told with its frequency, and its depth view as a slot of its own", async () => {
  const { market, view, Provider } = await openPanel();
  view.rerender(
    <Provider>
      <Calm market={market} />
      <O2Devtools initialIsOpen />
    </Provider>,
  );
  fireEvent.click(inside().getByRole("tab", { name: "Topics" }));
  await step(1_200);
  const topics = inside().getByRole("region", { name: "Topics" }).textContent;
  expect(topics).toContain("precision 2, every 500ms");
  const slots = inside().getByRole("region", { name: "Slots on the server" }).textContent;
  expect(slots).toMatch(/depthView.*2 "100", every 500ms/);
});

test("changes of books that were not scanned are counted beside the other frames", async () => {
  const { exchange } = await openPanel();
  fireEvent.click(inside().getByRole("tab", { name: "Frames" }));
  await step(2_000);
  expect(inside().getByText(/ 0 not scanned/)).toBeDefined();
  exchange.faults.corrupt("subscribe_depth_update", (text) => text.replace("{", "{ "));
  exchange.tick(5);
  await step(2_000);
  expect(inside().getByText(/ 1 not scanned/)).toBeDefined();
});

test("paused, it shows the former state while the app goes on", async () => {
  const { exchange, view } = await openPanel();
  fireEvent.click(inside().getByRole("tab", { name: "Store" }));
  fireEvent.click(inside().getByRole("button", { name: "Pause" }));
  const tree = inside().getByRole("tree").textContent;
  const page = view.container.textContent;
  for (let time = 0; time < 20; time += 1) {
    exchange.tick(20);
    await step(100);
  }
  expect(view.container.textContent).not.toBe(page);
  expect(inside().getByRole("tree").textContent).toBe(tree);
  fireEvent.click(inside().getByRole("button", { name: "Resume" }));
  expect(inside().getByRole("tree").textContent).not.toBe(tree);
  expect(inside().getByRole("button", { name: "Pause" })).toBeDefined();
});

test("after reopening it still shows why the connection last went down", async () => {
  const { exchange } = await openPanel();
  exchange.faults.drop();
  await step(5_000);
  expect(inside().getByText("O2").parentElement?.textContent).toBe("O2connected");
  expect(inside().getByText("last went down").nextElementSibling?.textContent).toMatch(/the connection closed/);
});

test("paused, it does not claim that the connection is up", async () => {
  const { exchange } = await openPanel();
  const state = () => inside().getByText("O2").parentElement;
  await step(600);
  expect(state()?.textContent).toBe("O2connected");
  fireEvent.click(inside().getByRole("button", { name: "Pause" }));
  exchange.faults.refuse();
  exchange.faults.drop();
  await step(600);
  expect(state()?.textContent).toBe("O2was connected");
  expect(state()?.querySelector(".dot")?.getAttribute("data-status")).toBeNull();
  fireEvent.click(inside().getByRole("button", { name: "Resume" }));
  expect(state()?.textContent).toBe("O2reconnecting");
});

test("a slow answer is marked, and written in seconds", async () => {
  await openPanel({ latency: 1_350 });
  const latency = () => inside().getByText("latency").nextElementSibling;
  // The first PING is sent after half a minute.
  await step(40_000);
  expect(latency()?.textContent).toBe("2.7 s");
  expect(latency()?.className).toBe("warn");
});

test("the app renders no more often because of it", async () => {
  const renders = { with: 0, without: 0 };
  for (const key of ["without", "with"] as const) {
    const { exchange, Provider } = openPage();
    const { market_id: market } = firstMarket(exchange);
    const Counted = () => {
      useDepth({ market });
      renders[key] += 1;
      return null;
    };
    render(
      <Provider>
        <Counted />
        {key === "with" && <O2Devtools initialIsOpen />}
      </Provider>,
    );
    await act(settle);
    for (let time = 0; time < 50; time += 1) {
      exchange.tick(10);
      await step(100);
    }
    cleanup();
    await pass(LINGER);
    exchange.close();
    vi.useRealTimers();
  }
  expect(renders.without).toBeGreaterThan(20);
  expect(renders.with).toBe(renders.without);
});

test("a copied fixture can be replayed to another feed", async () => {
  const { exchange, market } = await openPanel();
  for (let time = 0; time < 10; time += 1) {
    exchange.tick(20);
    await step(100);
  }
  const writeText = vi.fn(async (_text: string) => undefined);
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
  onTestFinished(() => void vi.unstubAllGlobals());
  fireEvent.click(inside().getByRole("button", { name: "Copy as fixture" }));
  await step(1);
  expect(inside().getByText(/^Copied [\d.]+ m?s, \d+ frames, [\d.]+ [kM]?B$/)).toBeDefined();
  const fixture: FeedFixture = JSON.parse(writeText.mock.calls[0]?.[0] ?? "");
  const replay = replayFeed(fixture);
  onTestFinished(() => replay.close());
  const feed = createO2Feed({ config: replay.config, WebSocket: replay.WebSocket, fetch: replay.fetch });
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  await step(replay.duration + 500);
  const { bids, asks } = exchange.depth(market, 1);
  const { data } = feed.store.getState().depth[`${market}:1`]!;
  expect(data?.bids.map(({ price, quantity }) => ({ price, quantity }))).toEqual(bids);
  expect(data?.asks.map(({ price, quantity }) => ({ price, quantity }))).toEqual(asks);
});

test("if the clipboard is refused the fixture is saved as a file", async () => {
  await openPanel();
  vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText: () => Promise.reject(new Error("no")) } });
  onTestFinished(() => void vi.unstubAllGlobals());
  const saved = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  onTestFinished(() => saved.mockRestore());
  fireEvent.click(inside().getByRole("button", { name: "Copy as fixture" }));
  await step(1);
  expect(saved).toHaveBeenCalledOnce();
  expect((saved.mock.contexts[0] as HTMLAnchorElement).download).toMatch(/^o2-fixture-2026-01-15T.*\.json$/);
});
