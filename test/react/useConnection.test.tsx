// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { useConnection, useDepth } from "o2-react";
import { expect, test } from "vitest";
import { FRAME, marketsOf, openPage, pass, record, settle, steps } from "../support/react.tsx";

const recordConnection = () => record(() => useConnection());

test("follows the connection from idle to connected, through a drop and back", async () => {
  const { exchange, Provider } = openPage({ latency: 2 * FRAME });
  const connection = recordConnection();
  render(
    <Provider random={() => 0}>
      <connection.Probe params={undefined} />
    </Provider>,
  );
  await settle();
  expect(connection.last).toMatchObject({ status: "connected", attempt: 0, retryAt: undefined, isLost: false });
  exchange.faults.drop();
  await pass(100);
  expect(connection.last).toMatchObject({ status: "reconnecting", attempt: 1, isLost: false });
  expect(connection.last.retryAt).toBeGreaterThan(Date.now() + 800);
  expect(connection.last.retryAt).toBeLessThanOrEqual(Date.now() + 1_000);
  expect(connection.last.reason).toMatch(/closed/);
  await pass(2_000);
  expect(connection.last).toMatchObject({ status: "connected", attempt: 0, retryAt: undefined });
  expect(steps(connection.renders.map(({ result }) => result.status))).toEqual([
    "idle",
    "connecting",
    "connected",
    "reconnecting",
    "connected",
  ]);
  expect(connection.renders.every(({ result }) => !result.isLost)).toBe(true);
});

test("isLost only once it is down for longer than a blip, and not once it is up again", async () => {
  const { exchange, show } = openPage();
  const connection = recordConnection();
  await show(<connection.Probe params={undefined} />);
  exchange.faults.refuse();
  exchange.faults.drop();
  await pass(2_900);
  expect(connection.last).toMatchObject({ status: "reconnecting", isLost: false });
  await pass(200);
  expect(connection.last).toMatchObject({ status: "reconnecting", isLost: true });
  expect(connection.last.attempt).toBeGreaterThan(1);
  exchange.faults.accept();
  await pass(10_000);
  expect(connection.last).toMatchObject({ status: "connected", isLost: false });
});

test("a first connection that does not come is also isLost", async () => {
  const { exchange, Provider } = openPage();
  const connection = recordConnection();
  exchange.faults.refuse();
  render(
    <Provider lostAfter={500}>
      <connection.Probe params={undefined} />
    </Provider>,
  );
  await pass(450);
  expect(connection.last.isLost).toBe(false);
  await pass(100);
  expect(connection.last).toMatchObject({ status: "connecting", isLost: true });
});

test("`reconnect` is stable, replaces an open link and cuts a wait short", async () => {
  const { exchange, show } = openPage();
  const connection = recordConnection();
  await show(<connection.Probe params={undefined} />);
  const { reconnect } = connection.last;
  reconnect();
  await settle();
  expect(exchange.subscriptions.map(({ connection: number }) => number)).toEqual([2]);
  expect(connection.last.status).toBe("connected");
  exchange.faults.refuse();
  exchange.faults.drop();
  await pass(60_000);
  exchange.faults.accept();
  expect(connection.last.status).toBe("reconnecting");
  reconnect();
  await settle();
  expect(connection.last.status).toBe("connected");
  expect(new Set(connection.renders.map(({ result }) => result.reconnect))).toEqual(new Set([reconnect]));
});

test("a link that went half-open is replaced, and shown as down", async () => {
  const { exchange, show } = openPage({ latency: 5 });
  const [market] = marketsOf(exchange);
  const connection = recordConnection();
  const book = record(() => useDepth({ market }));
  await show(
    <>
      <connection.Probe params={undefined} />
      <book.Probe params={null} />
    </>,
  );
  exchange.faults.stall(1);
  await pass(65_000);
  expect(connection.last.status).toBe("connected");
  expect(book.last.status).toBe("live");
  expect(steps(book.renders.map(({ result }) => result.status))).toEqual(["pending", "live", "stale", "live"]);
});

test("tells the latency from PING to PONG, and when the last frame came, to the second", async () => {
  const { exchange, Provider, trade } = openPage({ latency: 20 });
  const [market] = marketsOf(exchange);
  const connection = recordConnection();
  const book = record(() => useDepth({ market }));
  render(
    <Provider>
      <connection.Probe params={undefined} />
      <book.Probe params={null} />
    </Provider>,
  );
  expect(connection.last.latency).toBeUndefined();
  await pass(200);
  expect(connection.last.latency).toBe(40);
  await trade(100);
  expect(Date.now() - (connection.last.lastMessageAt ?? 0)).toBeLessThan(1_200);
});
