// The kept results of the long runs meet their conditions: see docs/reliability.md.
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keptResults } from "../scripts/figures.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a run has written is as it is; what is not there fails a test.
const read = (file: string): any => JSON.parse(readFileSync(file, "utf8"));

test.each([...keptResults()])("%s has a date and a machine, and is of a run that came to its end", (_, result) => {
  expect(result.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(result.machine).toMatch(/Node \d+/);
  // Runs from before 2026-11-28 do not say whether they finished: they wrote nothing before their end.
  expect(result.finished ?? true).toBe(true);
  if (result.date >= "2026-11-28") expect([result.version, result.finished]).toEqual([expect.any(String), true]);
});

test("ten thousand runs of chaos, of fifty steps at least, in which nothing was false, wrong in the end or left behind", () => {
  const parts = globSync("lab/chaos/results/seed-*.json").map(read);
  expect(parts.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(10_000);
  expect(new Set(parts.map(({ seed }) => seed)).size).toBe(parts.length);
  for (const { client, shortest, failed, left, looks } of parts) {
    expect({ client, failed, left }).toEqual({
      client: "o2-react",
      failed: [],
      left: { handles: [], sockets: [], listeners: 0 },
    });
    expect(shortest).toBeGreaterThanOrEqual(50);
    // A reader that is never live is never wrong, so each must have been live.
    for (const { all, live } of Object.values<{ all: number; live: number }>(looks))
      expect(live / all).toBeGreaterThan(0.2);
  }
});

test.each([
  ["fake", 1_000],
  ["sockets", 200],
])(
  "chaos at the shipped defaults, %s: in %i runs nothing was false, wrong in the end or left behind",
  (name, least) => {
    const { client, runs, settings, shortest, failed, left, looks, liveAfterAsking } = read(
      `lab/chaos/results/defaults/${name}.json`,
    );
    expect({ client, failed, left }).toEqual({
      client: "o2-react",
      failed: [],
      left: { handles: [], sockets: [], listeners: 0 },
    });
    expect(settings[name === "fake" ? "fake" : "defaults"]).toBe(runs);
    expect(runs).toBeGreaterThanOrEqual(least);
    expect(shortest).toBeGreaterThanOrEqual(50);
    for (const { all, live } of Object.values<{ all: number; live: number }>(looks))
      expect(live / all).toBeGreaterThan(0.5);
    // Counted from the client's request everything is live soon. Its wait before that is its backoff.
    expect(liveAfterAsking.p95).toBeLessThanOrEqual(2_000);
  },
);

test("ten million changes of books, of which the scanner said what the decoder said, or declined them", () => {
  const parts = globSync("lab/fuzz/results/scans-*.json").map(read);
  expect(parts.reduce((sum, { scans }) => sum + scans.tried, 0)).toBeGreaterThanOrEqual(10_000_000);
  expect(new Set(parts.map(({ options }) => options.seed)).size).toBe(parts.length);
  for (const { scans } of parts) {
    expect(scans.findings).toBe(0);
    // A scanner that declines everything is never wrong, so it must have read some.
    const { accepted, tried } = scans.by["as it is"];
    expect(accepted / tried).toBeGreaterThan(0.8);
  }
});

test("ten million frames and two hundred thousand answers without a finding", () => {
  const { frames, answers } = read("lab/fuzz/results.json");
  expect(frames.tried).toBeGreaterThanOrEqual(10_000_000);
  expect(answers.tried).toBeGreaterThanOrEqual(200_000);
  expect([frames.findings, answers.findings]).toEqual([0, 0]);
});

test.each(["node", "chromium"])("an hour of soak in %s, in which nothing grew", (place) => {
  const { verdict, minutes, growth, options } = read(`lab/soak/results/${place}.json`);
  expect({ verdict, rate: options.rate }).toEqual({ verdict: "held", rate: 2_000 });
  expect(minutes).toBeGreaterThan(59.5);
  expect(growth.heap).toBeLessThanOrEqual(1_000_000);
  expect(Object.entries<number>(growth.held).filter(([, more]) => more > 0)).toEqual([]);
});

test("under load every guarantee holds", () => {
  const scenarios: { scenario: string; guarantees: { what: string; holds: boolean }[] }[] =
    globSync("lab/load/results/*.json").map(read);
  expect(scenarios.map(({ scenario }) => scenario).sort()).toEqual(["book", "markets", "orders", "page", "storm"]);
  for (const { guarantees } of scenarios)
    expect(guarantees.filter(({ holds }) => !holds).map(({ what }) => what)).toEqual([]);
});

test.each(["client", "store"])("of what may be changed in %s at least 85 % is noticed", (room) => {
  expect(read("lab/mutation/results.json")[room].score).toBeGreaterThanOrEqual(85);
});

test("what survives of it has its reason", () => {
  const files = Object.entries<{ survivors: { line: string; why: string | null }[] }>(
    read("lab/mutation/results.json").files,
  );
  const unexplained = files.flatMap(([file, { survivors }]) =>
    survivors.filter(({ why }) => !why).map(({ line }) => `${file}: ${line}`),
  );
  expect(unexplained).toEqual([]);
});
