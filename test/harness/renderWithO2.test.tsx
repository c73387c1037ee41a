// @vitest-environment happy-dom
// renderWithO2 gives a user's test true values step by step, and leaves nothing behind.
import { readFileSync } from "node:fs";
import { cleanup } from "@testing-library/react";
import { useBestPrices, useDepth, useO2Feed } from "o2-react";
import { createExchange, recordFeed, replayFeed } from "o2-react/testing";
import { renderWithO2 } from "o2-react/testing/react";
import { createContext, type ReactNode, StrictMode, useContext } from "react";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

afterEach(cleanup);

function fakeTime() {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12) });
  onTestFinished(() => void vi.useRealTimers());
}

function Best({ market }: { market: string }) {
  const { data, status } = useBestPrices({ market });
  return <output>{`${status} ${data?.bid ?? ""}`}</output>;
}

const PAIR = "FUEL/USDC";

test("after one step the shown data is live and the exchange's own", async () => {
  fakeTime();
  const { exchange, step, getByRole } = renderWithO2(<Best market={PAIR} />);
  expect(getByRole("status").textContent).toBe("pending ");
  await step();
  const { bid } = exchange.top(exchange.markets[0].market_id);
  expect(bid).toBeGreaterThan(0n);
  expect(getByRole("status").textContent).toBe(`live ${bid}`);
  exchange.tick(200);
  await step();
  expect(getByRole("status").textContent).toBe(`live ${exchange.top(exchange.markets[0].market_id).bid}`);
});

function Sizes() {
  const { data } = useDepth({ market: PAIR });
  return <output>{data?.bids.map(({ quantity }) => String(quantity)).join(" ")}</output>;
}

test("the same seed gives the same test", async () => {
  fakeTime();
  const shown = [];
  for (const seed of [1, 1, 2]) {
    vi.setSystemTime(Date.UTC(2026, 0, 15, 12));
    const { step, getByRole, unmount } = renderWithO2(<Sizes />, { options: { seed } });
    await step();
    shown.push(getByRole("status").textContent);
    unmount();
  }
  expect(shown[0]).toBe(shown[1]);
  expect(shown[0]).not.toBe(shown[2]);
});

test.each([false, true])("an unmount leaves no timer and no connection, in StrictMode: %s", async (isStrict) => {
  fakeTime();
  const wrapper = isStrict ? StrictMode : undefined;
  const { exchange, step, unmount } = renderWithO2(<Best market={PAIR} />, { ...(wrapper && { wrapper }) });
  exchange.start({ rate: 20 });
  await step(1_000);
  expect(exchange.connections).toBe(1);
  unmount();
  await vi.advanceTimersByTimeAsync(0);
  expect(exchange.connections).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("with StrictMode around everything there is one socket and one subscribe", async () => {
  fakeTime();
  const { exchange, step } = renderWithO2(<Best market={exchangeMarket()} />, { reactStrictMode: true });
  await step();
  expect(exchange.requests.map(({ connection, frame }) => [connection, (frame as { action: string }).action])).toEqual([
    [1, "subscribe_depth"],
  ]);
});

test("a given exchange is used unchanged, and is not closed", async () => {
  fakeTime();
  const exchange = createExchange({ seed: 5 });
  onTestFinished(() => exchange.close());
  exchange.warmUp({ hours: 1 });
  const { step, getByRole, unmount, exchange: far } = renderWithO2(<Best market={PAIR} />, { exchange });
  expect(far).toBe(exchange);
  await step();
  const { bid } = exchange.top(exchange.markets[0].market_id);
  expect(getByRole("status").textContent).toBe(`live ${bid}`);
  unmount();
  await vi.advanceTimersByTimeAsync(0);
  const again = renderWithO2(<Best market={PAIR} />, { exchange });
  await again.step();
  expect(again.getByRole("status").textContent).toBe(`live ${bid}`);
});

test("a recording takes the exchange's place", async () => {
  fakeTime();
  const exchange = createExchange();
  const recorder = recordFeed(exchange);
  const live = renderWithO2(<Best market={PAIR} />, { exchange: { ...exchange, ...recorder } });
  exchange.tick(100);
  exchange.start({ rate: 50 });
  await live.step(3_000);
  const shown = live.getByRole("status").textContent;
  expect(shown).toMatch(/^live \d+$/);
  const fixture = recorder.fixture();
  live.unmount();
  exchange.close();
  const replay = replayFeed(fixture);
  onTestFinished(() => replay.close());
  const again = renderWithO2(<Best market={PAIR} />, { exchange: replay });
  await again.step(3_000);
  expect(again.getByRole("status").textContent).toBe(shown);
  expect(again.exchange.position).toBeGreaterThan(fixture.duration - 100);
});

test("a given wrapper is inside the provider, and the feed takes options", async () => {
  fakeTime();
  const Levels = createContext(0);
  function Wrapper({ children }: { children: ReactNode }) {
    useO2Feed();
    return <Levels.Provider value={3}>{children}</Levels.Provider>;
  }
  function Rows() {
    const { data } = useDepth({ market: PAIR, levels: useContext(Levels) });
    return <output>{data?.bids.length}</output>;
  }
  const errors: unknown[] = [];
  const { exchange, step, getByRole } = renderWithO2(<Rows />, {
    wrapper: Wrapper,
    feed: { onError: (error) => errors.push(error) },
  });
  await step();
  expect(getByRole("status").textContent).toBe("3");
  exchange.faults.garbage();
  await step();
  expect(errors.length).toBe(1);
});

test("in real time step() throws, and Testing Library's own waiting works", async () => {
  const { step, findByText } = renderWithO2(<Best market={PAIR} />);
  await expect(step()).rejects.toThrow(/time is real here. Call vi.useFakeTimers\(\) or jest.useFakeTimers\(\)/);
  await findByText(/^live \d+$/, {}, { timeout: 60_000 });
});

test("the test that the documentation shows is ten lines and waits for nothing real", () => {
  const recipe = readFileSync("test/recipes/vitest.test.tsx", "utf8");
  const body = /^test\(.*\n([\s\S]*?)^\}\);$/m.exec(recipe)?.[1]?.trim().split("\n") ?? [];
  expect(body.length).toBeGreaterThan(5);
  expect(body.length).toBeLessThanOrEqual(10);
  expect(recipe).not.toMatch(/sleep|waitFor|setTimeout|findBy/);
});

function exchangeMarket(): string {
  const exchange = createExchange();
  exchange.close();
  return exchange.markets[0].market_id;
}
