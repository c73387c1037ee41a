// @vitest-environment happy-dom
// The charts of the examples: in a quiet market, where many candles are missing, each candle is at its time on the
// axis.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { act, cleanup, render } from "@testing-library/react";
import { type Market, O2Provider } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { createExchange } from "o2-react/testing";
import type { ComponentType } from "react";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";

type Chart = ComponentType<{ readonly market: Market }>;

/** A component of the dashboard. It is copied, because in its own folder `o2-react` is the package installed there. */
async function dashboard(name: string): Promise<Chart> {
  const module = await import(/* @vite-ignore */ join(COPY, `components/${name}.tsx`));
  return module[name];
}

const COPY = join(process.cwd(), "test", `.dashboard-${process.pid}`);

beforeAll(() => {
  for (const folder of ["components", "lib"]) {
    const from = join("examples/next-dashboard", folder);
    const files = readdirSync(from, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
    for (const file of files) {
      const text = readFileSync(join(from, file), "utf8");
      const to = join(COPY, folder, file);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text.replaceAll('"@/', `"${COPY}/`));
    }
  }
});

afterAll(() => rmSync(COPY, { recursive: true, force: true }));

const HOUR = 3_600_000;
const QUARTER = HOUR / 4;
const START = Date.UTC(2026, 0, 15, 1, 7);

/** Draws a chart of a market that was traded after each of these numbers of hours, and then quiet for some. */
async function draw(Chart: Chart, { hours, quiet }: { readonly hours: readonly number[]; readonly quiet: number }) {
  vi.useFakeTimers({ now: START });
  const exchange = createExchange();
  const [market] = exchange.markets;
  const times: number[] = [];
  for (const wait of hours) {
    vi.setSystemTime(Date.now() + wait * HOUR);
    const before = exchange.trades(market.market_id).length;
    while (exchange.trades(market.market_id).length === before) exchange.tick();
    times.push(Date.now());
  }
  vi.setSystemTime(Date.now() + quiet * HOUR);
  const { config, WebSocket, fetch } = exchange;
  const feed = createO2Feed({ config, WebSocket, fetch, onError: () => undefined });
  onTestFinished(() => {
    cleanup();
    feed.close();
    exchange.close();
    vi.useRealTimers();
  });
  const { container } = render(
    <O2Provider feed={feed}>
      <Chart market={market} />
    </O2Provider>,
  );
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  return { container, times, market, exchange };
}

/** Lets hours pass at once, and then the five minutes after which the day moves on. */
async function later(wait: number): Promise<void> {
  vi.setSystemTime(Date.now() + wait - 300_000);
  await act(() => vi.advanceTimersByTimeAsync(300_000));
}

/** The position of a time on an axis of 96 quarter-hours, the last of which is the present one. */
const placeOf = (time: number, now = Date.now()) => 95 - (Math.floor(now / QUARTER) - Math.floor(time / QUARTER));

const histories = [
  { hours: [0, 10], quiet: 0 },
  { hours: [0, 0.25, 0.25, 9, 0.5], quiet: 3 },
  { hours: [0, 20, 1], quiet: 23 },
] as const;

it.each(histories)("the dashboard's candles stand at their times (%o)", async (history) => {
  const { container, times } = await draw(await dashboard("Candles"), history);
  const inDay = times.filter((time) => placeOf(time) >= 0);
  const places = [...container.querySelectorAll("rect")].map((rect) =>
    Math.round(Number(rect.getAttribute("x")) - 0.2),
  );
  expect(places).toEqual(inDay.map((time) => placeOf(time)));
  // The hours below the candles use the same axis.
  const hours = [...container.querySelectorAll<HTMLElement>(".hour")].map((label) => {
    const time = Date.parse(label.querySelector("time")?.dateTime ?? "");
    return [(Number.parseFloat(label.style.left) / 100) * 96, time] as const;
  });
  expect(hours).toHaveLength(4);
  for (const [place, time] of hours) expect(placeOf(time)).toBe(place);
});

it("the dashboard's candles move on while nobody trades, and leave the day", async () => {
  const { container } = await draw(await dashboard("Candles"), { hours: [0, 23], quiet: 0 });
  const places = () =>
    [...container.querySelectorAll("rect")].map((rect) => Math.round(Number(rect.getAttribute("x"))));
  expect(places()).toEqual([3, 95]);
  await later(2 * HOUR);
  expect(places()).toEqual([87]);
  await later(23 * HOUR);
  expect(places()).toEqual([]);
  expect(container.textContent).toContain("No trade in the last 24 hours.");
});

it.each(histories)(
  "the dashboard's small line stands at its times, level while nobody trades, up to now (%o)",
  async (history) => {
    const { container, times } = await draw(await dashboard("Sparkline"), history);
    const points = (container.querySelector("polyline")?.getAttribute("points") ?? "")
      .split(" ")
      .map((point) => point.split(",").map(Number) as [place: number, height: number]);
    const traded = times.map((time) => placeOf(time)).filter((place) => place >= 0);
    expect([points[0]?.[0], points.at(-1)?.[0]]).toEqual([traded[0], 95]);
    // Each trade has its point, and the line is level from one to the place before the next.
    for (const place of traded) expect(points.map(([at]) => at)).toContain(place);
    for (const [index, [place, height]] of points.entries()) {
      const before = points[index - 1];
      if (before && !traded.includes(place)) expect(height).toBe(before[1]);
      if (before && traded.includes(place)) expect(place - before[0]).toBeLessThanOrEqual(1);
    }
    const area = container.querySelector("polygon")?.getAttribute("points") ?? "";
    expect(area.startsWith(`${traded[0]},104 `)).toBe(true);
  },
);
