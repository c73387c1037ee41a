// The measurement of the first live row: its line is as slow as it says, and its figures are those of the medians.
import { expect, onTestFinished, test, vi } from "vitest";
import { startChrome } from "../../lab/bench/browser/chrome.ts";
import { firstRowFigures, firstRows, type Load, SLOW_4G } from "../../lab/bench/browser/firstRow.ts";
import { chromiumPath } from "../../scripts/chromium.ts";

test("a page on the slow line waits a round trip for each request, and two for the socket and its first snapshot", async () => {
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
  // Plain it would be more than 200 kB.
  expect(entry?.bytes).toBeLessThan(120_000);
  expect(engine?.from).toBeGreaterThan(entry?.to ?? Number.POSITIVE_INFINITY);
  expect(paint).toBeGreaterThan(entry?.to ?? Number.POSITIVE_INFINITY);
  // Timers count whole milliseconds: each of the four ways may be one short.
  expect(row - (engine?.to ?? row)).toBeGreaterThanOrEqual(2 * SLOW_4G.roundTrip - 4);
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
