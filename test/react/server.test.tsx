// On a server, and at import, no connection is opened, no timer started and no request made. This Node has a global
// WebSocket.
import {
  O2Provider,
  type Result,
  useBalances,
  useBestPrices,
  useBestPricesOf,
  useConnection,
  useDepth,
  useDepthEvents,
  useNonce,
  useO2Store,
  useOrderEvents,
  useOrders,
  usePortfolio,
  useTickers,
  useTradeEvents,
  useTrades,
} from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { Suspense } from "react";
import { renderToReadableStream, renderToString } from "react-dom/server";
import { expect, onTestFinished, test, vi } from "vitest";

const MARKET = `0x${"1".repeat(64)}`;
const ACCOUNT = `0x${"2".repeat(64)}`;

/**
 * Replaces every global by which a module could have an effect with one that reports its use. `touched` waits for late
 * uses.
 */
function guard(): { touched(): Promise<string[]> } {
  const log: string[] = [];
  const { setImmediate } = globalThis;
  for (const name of ["WebSocket", "fetch", "setTimeout", "setInterval", "EventSource", "XMLHttpRequest"]) {
    const guarded = vi.fn(function guarded() {
      log.push(name);
    });
    // A WebSocket class is recognised by these.
    vi.stubGlobal(name, Object.assign(guarded, { OPEN: 1, CLOSING: 2 }));
  }
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    async touched() {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      vi.unstubAllGlobals();
      return log;
    },
  };
}

const drawn = vi.fn();
const results: Record<string, Result<unknown>> = {};
function Page({ market, account }: { market: string | null; account: string | null }) {
  results.useDepth = useDepth({ market });
  results.useBestPrices = useBestPrices({ market });
  results.useTrades = useTrades({ market });
  results.useOrders = useOrders({ identities: account });
  results.useBalances = useBalances({ identities: account });
  results.useNonce = useNonce({ identity: account });
  results.usePortfolio = usePortfolio({ identities: account, quote: ACCOUNT });
  [results.useBestPricesOf] = useBestPricesOf({ markets: [market] });
  [results.useTickers] = useTickers({ markets: [market] });
  useTradeEvents({ market }, () => undefined);
  useOrderEvents({ identities: account }, () => undefined);
  useDepthEvents({ market }, drawn);
  const { status, isLost } = useConnection();
  const count = useO2Store((state) => Object.keys(state.depth).length);
  return (
    <p>{`${status} ${String(isLost)} ${count} ${Object.values(results)
      .map((result) => result.status)
      .join(" ")}`}</p>
  );
}

test("this Node has a global WebSocket, so the guards below can fail", () => {
  expect(typeof globalThis.WebSocket).toBe("function");
  expect(typeof document).toBe("undefined");
});

test("renderToString touches no WebSocket, timer or network, and shows pending", async () => {
  const { touched } = guard();
  const html = renderToString(
    <O2Provider network="testnet">
      <Page market={MARKET} account={ACCOUNT} />
    </O2Provider>,
  );
  expect(html).toBe("<p>idle false 0 pending pending pending pending pending pending pending pending pending</p>");
  expect(Object.values(results).every(({ data }) => data === undefined)).toBe(true);
  expect(drawn).not.toHaveBeenCalled();
  expect(await touched()).toEqual([]);
});

test("renderToString shows idle if nothing is chosen", () => {
  const html = renderToString(
    <O2Provider network="testnet">
      <Page market={null} account={null} />
    </O2Provider>,
  );
  expect(html).toBe("<p>idle false 0 idle idle idle idle idle idle idle idle idle</p>");
});

// In Node since React 19.2.
test.skipIf(renderToReadableStream === undefined)(
  "a stream with a Suspense boundary opens nothing either",
  async () => {
    const WebSocket = vi.fn();
    vi.stubGlobal("WebSocket", WebSocket);
    onTestFinished(() => void vi.unstubAllGlobals());
    const stream = await renderToReadableStream(
      <O2Provider network="testnet">
        <Suspense fallback="…">
          <Page market={MARKET} account={ACCOUNT} />
        </Suspense>
      </O2Provider>,
    );
    expect(await new Response(stream).text()).toContain("pending pending pending");
    expect(WebSocket).not.toHaveBeenCalled();
  },
);

test("making a feed touches nothing: it opens with connect()", async () => {
  const { touched } = guard();
  const feed = createO2Feed({ network: "mainnet" });
  feed.store.subscribe(() => undefined);
  expect(await touched()).toEqual([]);
  expect(feed.store.getState().connection.status).toBe("idle");
});

test.each(["o2-react", "o2-react/client", "o2-react/testing", "o2-react/testing/node"])(
  "importing %s touches nothing",
  async (name) => {
    // The package's own dependencies are loaded before, so only the package itself is new in this import.
    await Promise.all([import("o2-react"), import("o2-react/testing/node")]);
    vi.resetModules();
    const { touched } = guard();
    const module = (await import(name)) as object;
    expect(Object.keys(module).length).toBeGreaterThan(0);
    expect(await touched()).toEqual([]);
  },
);
