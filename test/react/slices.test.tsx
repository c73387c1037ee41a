// @vitest-environment happy-dom
// React renders transitions, deferred values, lazy components and hidden trees in slices, and begins again when
// anything is committed in between. Beside a busy book they must be rendered all the same. Real time: React's slices
// take 5 ms.
import { cleanup } from "@testing-library/react";
import { createExchange } from "o2-react/testing";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { besideABook, SLICED } from "../support/slices.tsx";

const react = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean | undefined };
const { IS_REACT_ACT_ENVIRONMENT } = react;

beforeEach(() => {
  // Outside of act, React renders as it does for users.
  react.IS_REACT_ACT_ENVIRONMENT = false;
  vi.stubGlobal("requestAnimationFrame", (run: FrameRequestCallback) => setTimeout(() => run(performance.now()), 16));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
});
afterEach(() => {
  react.IS_REACT_ACT_ENVIRONMENT = true;
  cleanup();
  vi.unstubAllGlobals();
  react.IS_REACT_ACT_ENVIRONMENT = IS_REACT_ACT_ENVIRONMENT;
});

// Once, and once more for each commit of the frames in which it has not been seen yet.
test.each([
  ...Object.keys(SLICED).map((name) => [name, "", []] as const),
  ["a transition", ", and once more for each component that is throttled", [30, 50, 70]] as const,
])(
  "%s of four frames is begun three times at most beside a busy book%s, and nothing tears",
  async (name, _, throttles) => {
    const exchange = createExchange();
    exchange.tick(300);
    const traffic = setInterval(() => exchange.tick(2), 3);
    onTestFinished(async () => {
      clearInterval(traffic);
      // The feed closes a moment after the page is gone.
      await vi.waitFor(() => expect(exchange.connections).toBe(0));
      exchange.close();
    });
    const { config, WebSocket, fetch } = exchange;
    const market = exchange.markets[0]?.market_id ?? "";
    const { begun, most, torn } = await besideABook(name, { config, WebSocket, fetch, linger: 0 }, market, throttles);
    expect(torn).toEqual([]);
    expect(begun).toBeLessThanOrEqual(most);
  },
);
