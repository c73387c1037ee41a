// The guarantees of test/react/slices.test.tsx in real Chromium, with its frames and timers, over a real socket.
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveRemote } from "../support/remote-exchange.ts";
import { besideABook, SLICED } from "../support/slices.tsx";

const react = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean | undefined };
const { IS_REACT_ACT_ENVIRONMENT } = react;

beforeEach(() => {
  // Outside of act, React renders as it does for users.
  react.IS_REACT_ACT_ENVIRONMENT = false;
});
afterEach(() => {
  react.IS_REACT_ACT_ENVIRONMENT = true;
  cleanup();
  react.IS_REACT_ACT_ENVIRONMENT = IS_REACT_ACT_ENVIRONMENT;
});

test.each(Object.keys(SLICED))(
  "%s of four frames is begun three times at most beside a busy book, and nothing tears",
  async (name) => {
    const exchange = await serveRemote();
    await exchange.start(400);
    const { begun, most, torn } = await besideABook(
      name,
      { config: exchange.config },
      exchange.markets[0]?.market_id ?? "",
    );
    expect(torn).toEqual([]);
    expect(begun).toBeLessThanOrEqual(most);
  },
);
