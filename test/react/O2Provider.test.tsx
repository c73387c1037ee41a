// @vitest-environment happy-dom
// One provider has one feed and one socket, which leave nothing behind when it unmounts.
import { render } from "@testing-library/react";
import {
  type FeedHandle,
  O2ConnectionError,
  type O2Error,
  O2FrameError,
  O2Provider,
  useConnection,
  useDepth,
  useO2Feed,
  useTrades,
} from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import { StrictMode } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { LINGER, marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

/** The page's listeners that were added since the call and are still there. */
function watchListeners(): () => string[] {
  const added: string[] = [];
  for (const target of [document, window]) {
    const add = target.addEventListener;
    const remove = target.removeEventListener;
    target.addEventListener = function (this: EventTarget, type: string, ...rest: unknown[]) {
      added.push(type);
      Reflect.apply(add, this, [type, ...rest]);
    };
    target.removeEventListener = function (this: EventTarget, type: string, ...rest: unknown[]) {
      if (added.includes(type)) added.splice(added.indexOf(type), 1);
      Reflect.apply(remove, this, [type, ...rest]);
    };
    onTestFinished(() => void Object.assign(target, { addEventListener: add, removeEventListener: remove }));
  }
  // React adds one of its own to a document, which stays.
  return () => added.filter((type) => type !== "selectionchange");
}

test.each([false, true])(
  "after its unmount and the linger nothing is left behind (StrictMode: %s)",
  async (isStrict) => {
    const { exchange, Provider, trade } = openPage();
    const [market] = marketsOf(exchange);
    const timers = vi.getTimerCount();
    const listeners = watchListeners();
    const feeds: FeedHandle[] = [];
    const book = record(() => useDepth({ market }));
    const tape = record(() => useTrades({ market }));
    const feed = record(() => {
      const own = useO2Feed();
      feeds.push(own);
    });
    const tree = (
      <Provider>
        <book.Probe params={null} />
        <tape.Probe params={null} />
        <feed.Probe params={undefined} />
      </Provider>
    );
    const { unmount } = render(isStrict ? <StrictMode>{tree}</StrictMode> : tree);
    await trade();
    expect(listeners()).toContain("visibilitychange");
    unmount();
    await pass(LINGER - 100);
    expect(exchange.connections).toBe(1);
    await pass(200);
    expect(exchange.connections).toBe(0);
    expect(exchange.subscriptions).toEqual([]);
    expect(vi.getTimerCount()).toBe(timers);
    expect(listeners()).toEqual([]);
    const own = feeds.at(-1)!;
    expect(own.store.getState().connection.status).toBe("closed");
    expect(own.store.getState()).toMatchObject({ depth: {}, trades: {}, orders: {}, balances: {}, nonce: {} });
  },
);

test("an unmount while connecting, or while waiting to retry, leaves nothing behind either", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const timers = vi.getTimerCount();
  const book = record(() => useDepth({ market }));
  const tree = (
    <Provider>
      <book.Probe params={null} />
    </Provider>
  );
  exchange.faults.refuse({ hang: true });
  const { unmount } = render(tree);
  await settle();
  unmount();
  await pass(LINGER + 100);
  expect(vi.getTimerCount()).toBe(timers);
  exchange.faults.refuse();
  const second = render(tree);
  await pass(8_000);
  second.unmount();
  await pass(LINGER + 100);
  expect(vi.getTimerCount()).toBe(timers);
  exchange.faults.accept();
  await pass(120_000);
  expect(exchange.connections).toBe(0);
});

test("a remount within the linger keeps the socket only with the same provider: a new provider is a new feed", async () => {
  const { exchange, Provider } = openPage();
  const tree = (key: string) => <Provider key={key} />;
  const { rerender } = render(tree("one"));
  await settle();
  rerender(tree("two"));
  await settle();
  expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([1, 2]);
  await pass(LINGER + 100);
  expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([2]);
});

test("two providers are independent of each other, even one inside the other", async () => {
  const one = openPage();
  const other = createExchange({ seed: 7 });
  other.tick(300);
  onTestFinished(() => other.close());
  const otherErrors: O2Error[] = [];
  const [market] = marketsOf(one.exchange);
  const outer = record(() => [useDepth({ market }), useConnection()] as const);
  const inner = record(() => [useDepth({ market }), useConnection()] as const);
  render(
    <one.Provider>
      <outer.Probe params={null} />
      <O2Provider config={other.config} WebSocket={other.WebSocket} onError={(error) => otherErrors.push(error)}>
        <inner.Probe params={null} />
      </O2Provider>
    </one.Provider>,
  );
  await settle();
  expect(outer.last[0].data).toEqual(trueDepth(one.exchange, market));
  expect(inner.last[0].data).toEqual(trueDepth(other, market));
  expect(inner.last[0].data).not.toEqual(outer.last[0].data);
  expect([one.exchange.connections, other.connections]).toEqual([1, 1]);
  other.faults.garbage("not JSON");
  other.faults.drop();
  await settle();
  expect(otherErrors.map((error) => error.constructor)).toEqual([O2FrameError]);
  expect(one.errors).toEqual([]);
  expect(outer.last).toMatchObject([{ status: "live" }, { status: "connected" }]);
  expect(inner.last).toMatchObject([{ status: "stale" }, { status: "reconnecting" }]);
});

test("a provider never closes a feed that it was given", async () => {
  const { exchange, options, sent } = openPage();
  const [market] = marketsOf(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  const book = record(() => useDepth({ market }));
  const tree = (
    <O2Provider feed={feed}>
      <book.Probe params={null} />
    </O2Provider>
  );
  const { unmount } = render(tree);
  await settle();
  expect(sent()).toHaveLength(1);
  unmount();
  await pass(10 * LINGER);
  expect(exchange.connections).toBe(1);
  expect(feed.session.connection.status).toBe("connected");
  expect(sent()).toEqual([{ action: "unsubscribe_depth", market_id: market }]);
  render(tree);
  await settle();
  expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([1]);
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
});

test("two providers of one feed share its socket and its subscriptions", async () => {
  const { exchange, options, sent } = openPage();
  const [market] = marketsOf(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  const [one, two] = [record(() => useDepth({ market })), record(() => useDepth({ market }))];
  render(
    <>
      <O2Provider feed={feed}>
        <one.Probe params={null} />
      </O2Provider>
      <O2Provider feed={feed}>
        <two.Probe params={null} />
      </O2Provider>
    </>,
  );
  await settle();
  expect(exchange.connections).toBe(1);
  expect(sent()).toHaveLength(1);
  expect(two.last.data?.bids[0]).toBe(one.last.data?.bids[0]);
});

test("a feed that its owner closes shows stale data, and live data again once it is connected", async () => {
  const { exchange, options, trade } = openPage();
  const [market] = marketsOf(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  const book = record(() => useDepth({ market }));
  render(
    <O2Provider feed={feed}>
      <book.Probe params={null} />
    </O2Provider>,
  );
  await settle();
  const { data } = book.last;
  feed.close();
  await settle();
  expect(exchange.connections).toBe(0);
  expect(book.last.status).toBe("stale");
  expect(book.last.data).toBe(data);
  await trade();
  feed.connect();
  await settle();
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
});

test("another address moves the provider there, and never shows the data of the address before", async () => {
  const one = openPage();
  const other = createExchange({ seed: 7 });
  other.tick(300);
  onTestFinished(() => other.close());
  const [market] = marketsOf(one.exchange);
  const book = record((_: string) => useDepth({ market }));
  const tree = (name: "one" | "other") => {
    const at = name === "one" ? one.exchange : other;
    const config = { ...at.config, wsUrl: `wss://${name}.simulated/v1/ws` };
    return (
      <O2Provider config={config} WebSocket={at.WebSocket}>
        <book.Probe params={name} />
      </O2Provider>
    );
  };
  const { rerender } = render(tree("one"));
  await settle();
  rerender(tree("other"));
  expect(book.last).toMatchObject({ status: "pending", data: undefined });
  await settle();
  expect(book.last.data).toEqual(trueDepth(other, market));
  await pass(LINGER + 100);
  expect([one.exchange.connections, other.connections]).toEqual([0, 1]);
  rerender(tree("one"));
  await settle();
  for (const { params, result } of book.renders) {
    if (result.data) expect(result.data).toEqual(trueDepth(params === "one" ? one.exchange : other, market));
  }
  expect(book.last.status).toBe("live");
});

test("a config object made anew in every render is the same address: the socket stays", async () => {
  const { exchange } = openPage();
  const tree = () => <O2Provider config={{ ...exchange.config }} WebSocket={exchange.WebSocket} />;
  const { rerender } = render(tree());
  await settle();
  for (let round = 0; round < 5; round += 1) {
    rerender(tree());
    await pass();
  }
  await pass(2 * LINGER);
  expect(exchange.subscriptions.map(({ connection }) => connection)).toEqual([1]);
});

test("a network's name is its address", async () => {
  const { exchange } = openPage();
  const urls: string[] = [];
  class WebSocket extends exchange.WebSocket {
    constructor(url: string | URL) {
      super(url);
      urls.push(String(url));
    }
  }
  render(<O2Provider network="testnet" WebSocket={WebSocket} />);
  await settle();
  expect(urls).toEqual(["wss://api.testnet.o2.app/v1/ws"]);
});

test("errors go to the newest onError", async () => {
  const { exchange } = openPage();
  const heard: string[] = [];
  const tree = (name: string) => (
    <O2Provider config={exchange.config} WebSocket={exchange.WebSocket} onError={() => heard.push(name)} />
  );
  const { rerender } = render(tree("first"));
  await settle();
  rerender(tree("second"));
  exchange.faults.garbage("not JSON");
  await settle();
  expect(heard).toEqual(["second"]);
});

test("without any WebSocket class an error is reported and nothing throws", async () => {
  const { exchange } = openPage();
  const [market] = marketsOf(exchange);
  vi.stubGlobal("WebSocket", undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  const errors: O2Error[] = [];
  const book = record(() => useDepth({ market }));
  render(
    <O2Provider config={exchange.config} onError={(error) => errors.push(error)}>
      <book.Probe params={null} />
    </O2Provider>,
  );
  await settle();
  expect(errors.map((error) => error.constructor)).toEqual([O2ConnectionError]);
  expect(book.last.status).toBe("pending");
});
