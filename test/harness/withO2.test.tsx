// @vitest-environment happy-dom
// withO2 gives each story its own exchange for as long as the story is mounted.
import { act, cleanup, render } from "@testing-library/react";
import { useBestPrices } from "o2-react";
import { exchangeOf, SimulatedO2, useSimulation, withO2 } from "o2-react/testing/storybook";
import { StrictMode, useState } from "react";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

afterEach(cleanup);

function fakeTime() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

/** Frame by frame, because React 18 renders the changes of an act only at its end. */
async function pass(milliseconds = 200): Promise<void> {
  for (let left = milliseconds; left >= 0; left -= 16) await act(() => vi.advanceTimersByTimeAsync(Math.min(left, 16)));
}

function Best() {
  const { data, status } = useBestPrices({ market: "FUEL/USDC" });
  return <output>{`${status} ${data?.bid}`}</output>;
}

test.each([false, true])(
  "the exchange of the play function is the one that is shown, in StrictMode: %s",
  async (reactStrictMode) => {
    fakeTime();
    const canvasElement = document.createElement("div");
    const early = exchangeOf(canvasElement);
    const decorate = withO2({ rate: 0, seed: 3 });
    const { container, unmount } = render(decorate(Best, { canvasElement, parameters: {} }), { reactStrictMode });
    await pass();
    const exchange = await early;
    expect(await exchangeOf(canvasElement)).toBe(exchange);
    expect(container.textContent).toBe(`live ${exchange.top(exchange.markets[0].market_id).bid}`);
    exchange.tick(300);
    await pass();
    expect(container.textContent).toBe(`live ${exchange.top(exchange.markets[0].market_id).bid}`);
    unmount();
    await pass(0);
    expect(exchange.connections).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("a story's own parameters win over the decorator's", async () => {
  fakeTime();
  const canvasElement = document.createElement("div");
  render(withO2({ rate: 50, hours: 0 })(Best, { canvasElement, parameters: { o2: { rate: 0 } } }));
  await pass();
  const exchange = await exchangeOf(canvasElement);
  const before = exchange.depth(exchange.markets[0].market_id);
  await pass(2_000);
  expect(exchange.depth(exchange.markets[0].market_id)).toEqual(before);
});

test("the rate can be changed while it runs; the exchange stays", async () => {
  fakeTime();
  const seen = new Set<unknown>();
  let setRate: (rate: number) => void = () => undefined;
  function Story() {
    const [rate, set] = useState(0);
    setRate = set;
    return <SimulatedO2 rate={rate} onExchange={(exchange) => seen.add(exchange)} feed={{ linger: 100 }} />;
  }
  render(<Story />);
  await pass();
  const [exchange] = seen as Set<Awaited<ReturnType<typeof exchangeOf>>>;
  const count = () => exchange!.trades(exchange!.markets[0].market_id).length;
  const before = count();
  await pass(5_000);
  expect(count()).toBe(before);
  act(() => setRate(100));
  await pass(5_000);
  expect(count()).toBeGreaterThan(before);
  expect(seen.size).toBe(1);
});

test("useSimulation outside says what is missing", () => {
  const silenced = vi.spyOn(console, "error").mockReturnValue(undefined);
  onTestFinished(() => silenced.mockRestore());
  function Lost() {
    useSimulation();
    return null;
  }
  expect(() =>
    render(
      <StrictMode>
        <Lost />
      </StrictMode>,
    ),
  ).toThrow(/withO2\(\)/);
});
