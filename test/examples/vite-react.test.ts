// The smallest app, built from the packed library and served as built, in real Chromium.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { run } from "./run.ts";
import { launch, listen, open, serve, trueLevels, until } from "./served.ts";

const folder = join(inject("examples"), "vite-react");

test("is fifteen lines", () => {
  const lines = readFileSync(join(folder, "src/App.tsx"), "utf8").split("\n");
  expect(lines.filter((line) => line !== "")).toHaveLength(15);
});

test.each([
  ["the page", "", 0],
  ["a worker", "1", 1],
])("builds, goes live with its engine in %s, and shows the exchange's own book", async (_, worker, workers) => {
  const { exchange, server, close } = await serve();
  onTestFinished(close);
  await run(folder, ["node_modules/.bin/tsc", "--noEmit"]);
  await run(folder, ["node_modules/.bin/vite", "build"], {
    VITE_O2_WS_URL: server.config.wsUrl,
    VITE_O2_API_BASE: server.config.apiBase,
    VITE_O2_WORKER: worker,
  });
  // The engine is not among the files that the page loads before its first paint.
  const html = readFileSync(join(folder, "dist/index.html"), "utf8");
  const first = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = ""]) =>
    readFileSync(join(folder, "dist", path), "utf8"),
  );
  expect(first.some((code) => code.includes("O2Provider"))).toBe(true);
  expect(first.filter((code) => code.includes("subscribe_depth"))).toEqual([]);
  const app = await listen(folder, ["node_modules/.bin/vite", "preview", "--port", "0", "--host", "127.0.0.1"]);
  onTestFinished(app.close);
  const browser = await launch();
  onTestFinished(() => browser.close());
  const { page, troubles } = await open(browser);
  await page.goto(app.url);
  const [market] = exchange.markets;
  if (!market) throw new Error("The exchange is empty.");
  const untilTrue = () =>
    until(async () => {
      expect(await page.getByRole("heading").innerText()).toBe(`${market.pair} is live`);
      const truth = trueLevels(exchange, market, 10).map((level) => level.join(" × "));
      expect(await page.getByRole("listitem").allInnerTexts()).toEqual(truth);
    });
  await untilTrue();
  exchange.tick(500);
  await untilTrue();
  expect(page.workers()).toHaveLength(workers);
  expect(troubles).toEqual([]);
});
