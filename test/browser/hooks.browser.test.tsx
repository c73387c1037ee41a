// The hooks in real Chromium, over real sockets, to an exchange in another process.
import { cleanup, render } from "@testing-library/react";
import {
  type DepthLevel,
  type DepthRow,
  O2Provider,
  type Result,
  useConnection,
  useDepth,
  useNonce,
  useTrades,
} from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createWorker } from "o2-react/worker";
import { Profiler, StrictMode } from "react";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { type RemoteExchange, serveRemote } from "../support/remote-exchange.ts";

afterEach(cleanup);

/** The two places of the engine. */
const PLACES = [
  ["in the page", {}],
  ["in a worker", { worker: createWorker }],
] as const;

/** Quick to reconnect and short to linger, because the tests wait for the network. */
const options = { minReconnectDelay: 50, maxReconnectDelay: 200, linger: 300 };

function record<R>(hook: () => R) {
  const renders: R[] = [];
  function Probe() {
    renders.push(hook());
    return null;
  }
  return { Probe, renders, last: () => renders.at(-1) as R };
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 10 });
const levelsOf = (rows: readonly DepthRow[] | undefined): DepthLevel[] | undefined =>
  rows?.map(({ price, quantity }) => ({ price, quantity }));

/** Waits until a book is live and equal to the exchange's. */
async function untilTrue(
  exchange: RemoteExchange,
  market: string,
  book: () => Result<{ bids: readonly DepthRow[]; asks: readonly DepthRow[] }>,
) {
  const truth = await exchange.depth(market);
  await until(() => {
    const { status, data } = book();
    expect(status).toBe("live");
    expect({ bids: levelsOf(data?.bids), asks: levelsOf(data?.asks) }).toEqual(truth);
  });
}

test.each(PLACES)(
  "shows the exchange's own book, trades and nonce over a real socket (engine %s)",
  async (_, engine) => {
    const exchange = await serveRemote();
    const [{ market_id: market }, ada] = [exchange.markets[0]!, exchange.accounts[0]!];
    const book = record(() => useDepth({ market, levels: 999 }));
    const tape = record(() => useTrades({ market, limit: Number.POSITIVE_INFINITY }));
    const nonce = record(() => useNonce({ identity: ada.identity }));
    render(
      <O2Provider config={exchange.config} {...options} {...engine}>
        <book.Probe />
        <tape.Probe />
        <nonce.Probe />
      </O2Provider>,
    );
    await until(() => expect([tape.last().status, nonce.last().status]).toEqual(["live", "live"]));
    await untilTrue(exchange, market, book.last);
    // The server does not answer subscriptions of trades and nonce, so only its slots show that they stand.
    await until(async () => expect(await exchange.subscriptions()).toMatchObject([{ trades: [market], nonce: [{}] }]));
    const before = (await exchange.trades(market)).length;
    for (let round = 0; round < 5; round += 1) {
      await exchange.tick(300);
      await untilTrue(exchange, market, book.last);
    }
    const truth = (await exchange.trades(market)).slice(before).reverse();
    expect(truth.length).toBeGreaterThan(20);
    await until(() => expect(tape.last().data).toEqual(truth));
    const nonceNow = await exchange.nonce(ada);
    await until(() => expect(nonce.last().data).toBe(nonceNow));
  },
);

test("under load there is at most one commit in each frame of the screen", async () => {
  const exchange = await serveRemote();
  const { market_id: market } = exchange.markets[0]!;
  const feed = createO2Feed({ config: exchange.config, ...options });
  onTestFinished(() => feed.close());
  const book = record(() => useDepth({ market, levels: 999 }));
  const tape = record(() => useTrades({ market }));
  // A frame gives the same time to all its callbacks, including the store's, so the time serves as the frame's number.
  // A commit outside of a frame counts for the frame before.
  const ask = globalThis.requestAnimationFrame;
  let frame = 0;
  const frames = vi.spyOn(globalThis, "requestAnimationFrame").mockImplementation((run) =>
    ask((time) => {
      frame = time;
      run(time);
    }),
  );
  onTestFinished(() => frames.mockRestore());
  const commits = new Map<number, number>();
  render(
    <O2Provider feed={feed}>
      <Profiler id="page" onRender={() => void commits.set(frame, (commits.get(frame) ?? 0) + 1)}>
        <book.Probe />
        <tape.Probe />
      </Profiler>
    </O2Provider>,
  );
  await until(() => expect(book.last().status).toBe("live"));
  await exchange.start(3_000);
  await until(() => expect(feed.session.counters.frames).toBeGreaterThan(200));
  const heard = feed.session.counters.frames;
  commits.clear();
  await until(() => expect([...commits.values()].some((count) => count > 1) || commits.size > 30).toBe(true));
  await exchange.stop();
  expect(Math.max(...commits.values())).toBe(1);
  expect(feed.session.counters.frames - heard).toBeGreaterThan(2 * commits.size);
  await untilTrue(exchange, market, book.last);
});

test.each(PLACES)(
  "a link that is cut is stale with its data, then live with one subscribe a slot and the true book (engine %s)",
  async (_, engine) => {
    const exchange = await serveRemote();
    const { market_id: market } = exchange.markets[0]!;
    const book = record(() => useDepth({ market, levels: 999 }));
    const tape = record(() => useTrades({ market }));
    const connection = record(() => useConnection());
    render(
      <O2Provider config={exchange.config} {...options} {...engine}>
        <book.Probe />
        <tape.Probe />
        <connection.Probe />
      </O2Provider>,
    );
    await untilTrue(exchange, market, book.last);
    await exchange.start(300);
    for (let round = 0; round < 3; round += 1) {
      await exchange.requests();
      book.renders.length = 0;
      // Without new links it stays stale until the page has shown that, however slow the page is.
      await exchange.fault("refuse");
      await exchange.fault("drop");
      await until(() => expect(book.last().status).toBe("stale"));
      expect(book.renders.every(({ data }) => (data?.bids.length ?? 0) > 0)).toBe(true);
      await exchange.fault("accept");
      await until(() => expect([book.last().status, connection.last().status]).toEqual(["live", "connected"]));
      // The command that requests them may overtake a frame on its way to the server.
      const requests: unknown[] = [];
      await until(async () => {
        requests.push(...(await exchange.requests()));
        expect(requests).toEqual([
          { action: "subscribe_depth", market_id: market, precision: "10" },
          { action: "subscribe_trades", market_id: market },
        ]);
      });
    }
    await exchange.stop();
    await untilTrue(exchange, market, book.last);
  },
);

test.each(PLACES)(
  "a server that cannot be reached leaves the hooks pending, and live once it can (engine %s)",
  async (_, engine) => {
    const exchange = await serveRemote();
    const { market_id: market } = exchange.markets[0]!;
    await exchange.fault("refuse");
    const book = record(() => useDepth({ market, levels: 999 }));
    const connection = record(() => useConnection());
    render(
      <O2Provider config={exchange.config} {...options} {...engine}>
        <book.Probe />
        <connection.Probe />
      </O2Provider>,
    );
    await until(() => expect(connection.last().attempt).toBeGreaterThan(1));
    expect(book.last().status).toBe("pending");
    await exchange.fault("accept");
    await untilTrue(exchange, market, book.last);
  },
);

test.each(PLACES)(
  "a half-open link is noticed and replaced, without waiting for its close (engine %s)",
  async (_, engine) => {
    const exchange = await serveRemote();
    const { market_id: market } = exchange.markets[0]!;
    const book = record(() => useDepth({ market, levels: 999 }));
    render(
      <O2Provider config={exchange.config} {...options} {...engine} pingInterval={200} deadAfter={500}>
        <book.Probe />
      </O2Provider>,
    );
    await untilTrue(exchange, market, book.last);
    // The number of the connection does not matter: on a busy machine the first may have been replaced before.
    await exchange.fault("refuse");
    await exchange.fault("stall");
    await exchange.tick(50);
    await until(() => expect(book.last().status).toBe("stale"));
    await exchange.fault("accept");
    await untilTrue(exchange, market, book.last);
  },
);

test.each(PLACES)(
  "StrictMode opens one socket and sends one subscribe a slot; the unmount closes it (engine %s)",
  async (_, engine) => {
    const exchange = await serveRemote();
    const { market_id: market } = exchange.markets[0]!;
    const book = record(() => useDepth({ market, levels: 999 }));
    const other = record(() => useDepth({ market, precision: 9 }));
    const { unmount } = render(
      <StrictMode>
        <O2Provider config={exchange.config} {...options} {...engine}>
          <book.Probe />
          <other.Probe />
        </O2Provider>
      </StrictMode>,
    );
    await untilTrue(exchange, market, book.last);
    expect((await exchange.subscriptions()).map(({ connection }) => connection)).toEqual([1]);
    expect(await exchange.requests()).toEqual([{ action: "subscribe_depth", market_id: market, precision: "10" }]);
    const coarse = await exchange.depth(market, 9);
    expect(levelsOf(other.last().data?.asks)).toEqual(coarse.asks.slice(0, 20));
    unmount();
    await until(async () => expect(await exchange.connections()).toBe(0));
  },
);

test("a hidden page stops committing by frame and shows the true book at once when it is seen again", async () => {
  const exchange = await serveRemote();
  const { market_id: market } = exchange.markets[0]!;
  const feed = createO2Feed({ config: exchange.config, ...options });
  onTestFinished(() => feed.close());
  const book = record(() => useDepth({ market, levels: 999 }));
  render(
    <O2Provider feed={feed}>
      <book.Probe />
    </O2Provider>,
  );
  await untilTrue(exchange, market, book.last);
  // A page of the test runner cannot really be hidden, so the test sets its visibility.
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  onTestFinished(() => visibility.mockRestore());
  document.dispatchEvent(new Event("visibilitychange"));
  let commits = 0;
  feed.store.subscribe(() => {
    commits += 1;
  });
  const before = feed.session.counters.frames;
  const began = performance.now();
  await exchange.start(500);
  await until(() => expect(feed.session.counters.frames - before).toBeGreaterThan(200));
  await exchange.stop();
  // Once a second, however long it took.
  expect(commits).toBeLessThanOrEqual(2 + (performance.now() - began) / 1_000);
  visibility.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  await untilTrue(exchange, market, book.last);
});
