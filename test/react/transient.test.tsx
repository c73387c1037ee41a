// @vitest-environment happy-dom
// A failure that is tried again is pending or stale and says when. An error is a failure that no retry is expected to
// fix.
import { render } from "@testing-library/react";
import { useConnection, useDepth, useMarkets, useOrders, useTrades } from "o2-react";
import { expect, onTestFinished, test, vi } from "vitest";
import { marketsOf, openPage, pass, record, retryAhead, settle } from "../support/react.tsx";

/** Refuses all reads from now on. */
const FAIL = { fail: true, times: Number.POSITIVE_INFINITY } as const;

test("an exchange that cannot be reached is pending, with the reason and the next attempt, and live once it can be", async () => {
  const { exchange, errors, show } = openPage();
  const [market] = marketsOf(exchange);
  const trades = record(() => useTrades({ market }));
  const connection = record(() => useConnection());
  exchange.faults.refuse();
  exchange.faults.rest(FAIL);
  await show(
    <>
      <trades.Probe params={null} />
      <connection.Probe params={null} />
    </>,
  );
  expect(connection.last).toMatchObject({ status: "connecting", reason: expect.stringMatching(/^could not connect/) });
  expect(trades.last).toMatchObject({
    status: "pending",
    error: { name: "O2ConnectionError", message: expect.stringContaining("could not connect") },
    retryAt: connection.last.retryAt,
  });
  expect(retryAhead(trades)).toBeGreaterThan(0);
  // After the blip it is read without a link, which fails as well.
  await pass(4_000);
  expect(trades.last).toMatchObject({ status: "pending", error: { name: "O2RestError", isTransient: true } });
  expect(trades.last.retryAt).toBeGreaterThan(Date.now() - 100);
  exchange.faults.accept();
  exchange.faults.clear();
  await pass(60_000);
  expect(trades.last).toMatchObject({ status: "live", error: undefined, retryAt: undefined });
  expect(connection.last).toMatchObject({ status: "connected", reason: undefined, error: undefined });
  expect(errors).toEqual([]);
});

test("without REST, a feed that never opened is pending with the reason too; once the attempts are used up it is an error", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  const book = record(() => useDepth({ market }));
  exchange.faults.refuse();
  render(
    <Provider config={{ wsUrl: exchange.config.wsUrl }} maxReconnectAttempts={2}>
      <book.Probe params={null} />
    </Provider>,
  );
  await settle();
  expect(book.last).toMatchObject({ status: "pending", error: { name: "O2ConnectionError" } });
  await pass(20_000);
  expect(book.last).toMatchObject({
    status: "error",
    error: { name: "O2ConnectionError", message: expect.stringContaining("reconnect()") },
    retryAt: undefined,
  });
});

test("after a drop, data that cannot be read again is stale with the reason and the next attempt", async () => {
  const { exchange, show } = openPage();
  const account = exchange.accounts[0];
  const orders = record(() => useOrders({ identities: account?.identity }));
  await show(<orders.Probe params={null} />);
  expect(orders.last.status).toBe("live");
  exchange.faults.drop();
  await pass(100);
  // useConnection reports a lost connection, so no panel does.
  expect(orders.last).toMatchObject({ status: "stale", error: undefined });
  exchange.faults.rest(FAIL);
  await pass(3_000);
  expect(orders.last).toMatchObject({ status: "stale", error: { name: "O2RestError" } });
  expect(retryAhead(orders)).toBeGreaterThan(0);
  exchange.faults.clear();
  await pass(60_000);
  expect(orders.last).toMatchObject({ status: "live", error: undefined, retryAt: undefined });
});

test("a subscription that is rejected once is pending, and twice in a row an error, until it is accepted", async () => {
  const { exchange, Provider } = openPage();
  const [market] = marketsOf(exchange);
  let isRejecting = true;
  class Rejecting extends exchange.WebSocket {
    override send(text: string): void {
      if (isRejecting && text.includes('"subscribe_trades"'))
        exchange.faults.garbage(JSON.stringify({ code: 6002, message: "no" }));
      else super.send(text);
    }
  }
  const trades = record(() => useTrades({ market }));
  render(
    <Provider WebSocket={Rejecting}>
      <trades.Probe params={null} />
    </Provider>,
  );
  await settle();
  expect(trades.last).toMatchObject({ status: "pending", error: { name: "O2ServerError", code: 6002 } });
  expect(retryAhead(trades)).toBeGreaterThan(0);
  await pass(2_000);
  expect(trades.last).toMatchObject({ status: "error", error: { code: 6002 }, retryAt: undefined });
  isRejecting = false;
  await pass(40_000);
  expect(trades.last).toMatchObject({ status: "live", error: undefined });
});

test("a read that no retry is expected to fix is an error", async () => {
  const { Provider } = openPage();
  const markets = record(() => useMarkets());
  render(
    <Provider fetch={async () => Response.json({ code: 1004, message: "not here" }, { status: 403 })}>
      <markets.Probe params={null} />
    </Provider>,
  );
  await settle();
  expect(markets.last).toMatchObject({ status: "error", error: { status: 403 }, retryAt: undefined });
});

// In a browser the bundler has replaced NODE_ENV in the library, which a test cannot change.
const isBundled = globalThis.process?.versions?.node === undefined;

test.skipIf(isBundled)(
  "in development the console says once an outage of each address that it cannot be reached and when it is tried again; otherwise nothing",
  async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      warn.mockRestore();
    });
    const { exchange, show } = openPage();
    const [market] = marketsOf(exchange);
    const trades = record(() => useTrades({ market }));
    await show(<trades.Probe params={null} />);
    const outage = async (): Promise<void> => {
      exchange.faults.refuse();
      exchange.faults.rest(FAIL);
      exchange.faults.drop();
      await pass(30_000);
      exchange.faults.clear();
      await pass(60_000);
      expect(trades.last.status).toBe("live");
    };
    await outage();
    expect(warn).not.toHaveBeenCalled();
    vi.stubEnv("NODE_ENV", "development");
    for (let times = 1; times <= 2; times += 1) {
      await outage();
      const lines = warn.mock.calls.splice(0).map(([line]) => String(line));
      const [socket = [], rest = []] = [/wss:/, /https:/].map((scheme) => lines.filter((line) => scheme.test(line)));
      expect(socket).toEqual([
        expect.stringMatching(/^o2-react cannot reach .*wss?:.* is tried again in \d+ s: could not connect/),
      ]);
      // The list of markets is read again at a random moment after a connection. If that is in an outage, it fails as
      // well.
      expect(rest.length).toBeLessThanOrEqual(1);
      expect(lines).toHaveLength(socket.length + rest.length);
    }
  },
);
