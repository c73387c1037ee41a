// The measurement of the first live row: its line is as slow as stated, and its figures are the medians.
import { expect, onTestFinished, test, vi } from "vitest";
import { startChrome } from "../../lab/bench/browser/chrome.ts";
import { firstRowFigures, firstRows, type Load, openLine, SLOW_4G } from "../../lab/bench/browser/firstRow.ts";
import { chromiumPath } from "../../scripts/chromium.ts";

test("a page on the slow line waits a round trip for each request, comes zipped, and goes live", async () => {
  // Vite builds for the NODE_ENV of its process.
  vi.stubEnv("NODE_ENV", "production");
  onTestFinished(() => void vi.unstubAllEnvs());
  const chrome = await startChrome(chromiumPath() ?? "");
  onTestFinished(() => chrome.close());
  const loads = await firstRows(chrome, { pages: ["later"], namings: ["id"], rounds: 1 });
  expect(loads).toMatchObject([{ page: "later", by: "id", round: 0 }]);
  const [{ paint, row, requests } = { paint: 0, row: 0, requests: [] }] = loads;
  for (const { path, from, to } of requests) expect([path, to - from >= SLOW_4G.roundTrip]).toEqual([path, true]);
  const named = (name: string) => requests.find(({ path }) => path.startsWith(`/${name}`));
  const [entry, engine] = [named("first_later.js"), named("feed-")];
  // Without compression it would be more than 200 kB.
  expect(entry?.bytes).toBeLessThan(120_000);
  expect(engine?.from).toBeGreaterThan(entry?.to ?? Number.POSITIVE_INFINITY);
  expect(paint).toBeGreaterThan(entry?.to ?? Number.POSITIVE_INFINITY);
  expect(row).toBeGreaterThan(engine?.to ?? Number.POSITIVE_INFINITY);
});

test("the exchange answers over the slow line's socket a round trip later", async () => {
  const line = await openLine();
  onTestFinished(() => line.close());
  const socket = new WebSocket(line.ws);
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  const waits: number[] = [];
  for (let times = 0; times < 5; times += 1) {
    const start = performance.now();
    socket.send("PING");
    await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
    waits.push(performance.now() - start);
  }
  socket.close();
  // The proxy counts whole milliseconds, so each way may be one short.
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(SLOW_4G.roundTrip - 2);
});

test("figures compare the medians of the rounds, and are missing where a page was not measured", () => {
  const loads = (page: Load["page"], by: Load["by"], ...rows: readonly number[]): readonly Load[] =>
    rows.map((row, round) => ({ page, by, round, row, paint: 0, requests: [] }));
  const byId = [
    ...loads("whole", "id", 1_000, 9_000, 900),
    ...loads("later", "id", 1_200, 1_000, 1_100),
    ...loads("preloaded", "id", 1_050, 2_000, 10),
  ];
  expect(firstRowFigures(byId)).toEqual({
    first_row_preloaded_id: 1.05,
    first_row_later_id_ms: 100,
    first_row_preloaded_pair: null,
    first_row_later_pair_ms: null,
  });
});
