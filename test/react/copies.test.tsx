// @vitest-environment happy-dom
// Two copies of the library in one page, as micro-frontends and widget packages bring them: a shell's and a widget's.
import { render } from "@testing-library/react";
import * as Shell from "o2-react";
import type * as ShellClient from "o2-react/client";
import * as ShellFeed from "o2-react/feed";
import { StrictMode } from "react";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { marketsOf, openPage, pass, record, settle, trueDepth } from "../support/react.tsx";

let Widget: typeof Shell;
let WidgetClient: typeof ShellClient;
beforeAll(async () => {
  vi.resetModules();
  Widget = await import("o2-react");
  WidgetClient = await import("o2-react/client");
  await Widget.preloadEngine();
});

/** A feed of the shell's, followed in a tree below the widget's provider. */
function widgetOf(feed: Shell.O2Feed) {
  onTestFinished(() => feed.close());
  return { show: (children: React.ReactNode) => render(<Widget.O2Provider feed={feed}>{children}</Widget.O2Provider>) };
}

/** A feed or session with the marks of another copy. */
function madeBy<T extends object>(thing: T, kind: string, mark: unknown): T {
  return Object.create(thing, { [Symbol.for(`o2-react/${kind}`)]: { value: mark } });
}

test("they are two copies", () => {
  expect(Widget.O2Error).not.toBe(Shell.O2Error);
  expect(Widget.O2Provider).not.toBe(Shell.O2Provider);
});

test("each knows the errors of the other by their mark and their name", () => {
  const made = [
    new Shell.O2Error("a"),
    new Shell.O2InputError("market", "b"),
    new Shell.O2LimitError(10, "c"),
    new Shell.O2RestError("d"),
    new Shell.O2BookError("0x", "e"),
  ];
  expect(made.map((error) => [Widget.isO2Error(error), Shell.isO2Error(error), error.name])).toEqual(
    ["O2Error", "O2InputError", "O2LimitError", "O2RestError", "O2BookError"].map((name) => [true, true, name]),
  );
  const others = [new Error("O2Error"), { name: "O2Error", message: "" }, undefined, null, "O2Error", 5];
  expect(others.filter((other) => Widget.isO2Error(other))).toEqual([]);
  // An error does not show the mark.
  expect(Reflect.ownKeys({ ...made[0] })).toEqual(["name"]);
});

test("a feed of the shell's serves the widget's hooks as its own", async () => {
  const { exchange, options, errors, trade } = openPage();
  const [market] = marketsOf(exchange);
  const feed = ShellFeed.createO2Feed(options);
  const seen = record(() => ({
    book: Widget.useDepth({ market }),
    orders: Widget.useOrders({ identities: exchange.accounts[0]!.id }),
    best: Widget.useBestPrices({ market: exchange.markets[0]!.pair }),
  }));
  widgetOf(feed).show(<seen.Probe params={null} />);
  await settle();
  await trade();
  await pass(2_000);
  const { book, orders, best } = seen.last;
  expect(book).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
  expect([orders.status, best.status]).toEqual(["live", "live"]);
  expect(errors).toEqual([]);
});

test("an error of the shell's feed is in the result of the widget's hook", async () => {
  const { options } = openPage();
  const feed = ShellFeed.createO2Feed({ ...options, config: { wsUrl: "ws://127.0.0.1:9/" } });
  const seen = record(() => ({
    best: Widget.useBestPrices({ market: "FUEL/USDC" }),
    markets: Widget.useMarkets(),
  }));
  widgetOf(feed).show(<seen.Probe params={null} />);
  await settle();
  const { best, markets } = seen.last;
  const message = expect.stringContaining("There are no markets to read");
  expect([best, markets]).toMatchObject(Array(2).fill({ status: "error", error: { name: "O2RestError", message } }));
});

test("an identity too many in the shell's feed is the widget's error, the same one each time", async () => {
  const { options } = openPage();
  const identities = Array.from({ length: 11 }, (_, n) => `0x${String(n).padStart(64, "0")}`);
  const feed = ShellFeed.createO2Feed(options);
  const seen = record(() => identities.map((identity) => Widget.useNonce({ identity })));
  widgetOf(feed).show(<seen.Probe params={null} />);
  await settle();
  const { error } = seen.last[10]!;
  expect(error?.name).toBe("O2LimitError");
  feed.retain([{ channel: "nonce", identity: { ContractId: `0x${"9".repeat(64)}` } }]);
  await settle();
  expect(seen.last[10]!.error).toBe(error);
});

test("the session of the shell's feed is read by the widget's iterators, which leave its connection alone", async () => {
  const { exchange, options, trade } = openPage();
  const [market] = marketsOf(exchange);
  const feed = ShellFeed.createO2Feed(options);
  onTestFinished(() => feed.close());
  feed.connect();
  const reader = new WidgetClient.O2WebSocket(feed.session);
  const first = reader.streamTrades(market).next();
  await settle();
  await trade();
  expect((await first).value?.market_id).toBe(market);
  reader.disconnect();
  await settle();
  expect(exchange.connections).toBe(1);
});

test("a feed or session with another contract is refused in words that name both versions", () => {
  const { options } = openPage();
  const feed = ShellFeed.createO2Feed(options);
  onTestFinished(() => feed.close());
  const mark = { version: "7.8.9", contract: 0 };
  const words = /made by o2-react 7\.8\.9; o2-react \d+\.\d+\.\d+\S* cannot use it/;
  const later = madeBy(feed, "feed", mark);
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(() => render(<Widget.O2Provider feed={later} />)).toThrow(words);
  expect(() => render(<Widget.O2Provider feed={{} as Shell.O2Feed} />)).toThrow(/feed: it was made by no o2-react/);
  logged.mockReset();
  expect(() => new WidgetClient.O2WebSocket(madeBy(feed.session, "session", mark))).toThrow(words);
  // A value that is not a session is taken as a config, and the error says so.
  expect(() => new WidgetClient.O2WebSocket({} as Shell.O2Config)).toThrow(/^config\.wsUrl: /);
});

test("below a provider of the other copy a hook names its own copy, and the way out works", async () => {
  const { exchange, options } = openPage();
  const [market] = marketsOf(exchange);
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const book = record(() => Widget.useDepth({ market }));
  const alone = (
    <Shell.O2Provider {...options}>
      <book.Probe params={null} />
    </Shell.O2Provider>
  );
  expect(() => render(alone)).toThrow(/of this copy of o2-react \(\d+\.\d+\.\d+\S*\)/);
  logged.mockReset();
  function Bridge() {
    const feed = Shell.useO2Feed();
    return (
      <Widget.O2Provider feed={feed}>
        <book.Probe params={null} />
      </Widget.O2Provider>
    );
  }
  render(
    <StrictMode>
      <Shell.O2Provider {...options}>
        <Bridge />
      </Shell.O2Provider>
    </StrictMode>,
  );
  await settle();
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
  expect(exchange.connections).toBe(1);
});
