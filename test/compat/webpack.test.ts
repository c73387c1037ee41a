// webpack 5 bundles the packed library for a page, which shows a live book in a real browser. The bundle contains only
// modules that the page imports.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";
import { chromium } from "playwright";
import { expect, onTestFinished, test } from "vitest";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.ts";
import { compat, requireThere } from "./support.ts";

interface Bundled {
  /** The text of each script, by its path on the server. */
  readonly scripts: ReadonlyMap<string, string>;
  /** The script that the page begins with. */
  readonly first: string;
  /** All of them. */
  readonly code: string;
  /** The library's files with code in it. */
  readonly files: readonly string[];
}

interface Module {
  readonly name?: string;
  readonly usedExports?: boolean | readonly string[] | null;
  readonly modules?: readonly Module[];
}

const webpack = requireThere("webpack");

/** Bundles a file of lab/compat/webpack, or a text that is put there for a moment, for production. */
async function bundle({ file, text = "" }: { file?: string; text?: string }): Promise<Bundled> {
  const folder = mkdtempSync(join(tmpdir(), "o2-react-webpack-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const entry = file ? join(compat, "webpack", file) : join(folder, "entry.mjs");
  if (!file) writeFileSync(entry, text);
  const stats = await new Promise<{
    toJson(options: object): { errors: unknown[]; warnings: unknown[]; modules: Module[] };
  }>((resolve, reject) =>
    webpack(
      {
        mode: "production",
        context: compat,
        entry,
        // The name of its loader's policy, if the page requires Trusted Types.
        output: { path: folder, filename: "page.js", trustedTypes: { policyName: "bundler" } },
        resolve: { modules: [join(compat, "node_modules")] },
        performance: { hints: false },
      },
      // biome-ignore lint/suspicious/noExplicitAny: webpack is no dependency of ours, and its types are not there.
      (error: unknown, result: any) => (error ? reject(error) : resolve(result)),
    ),
  );
  const { errors, warnings, modules } = stats.toJson({
    all: false,
    errors: true,
    warnings: true,
    modules: true,
    nestedModules: true,
  });
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  const all = modules.flatMap((module) => [module, ...(module.modules ?? [])]);
  const names = all.map(({ name = "" }) => name).filter((name) => name.includes("o2-react/dist/"));
  const built = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const scripts = new Map(built.map((name) => [`/${name}`, readFileSync(join(folder, name), "utf8")]));
  return {
    scripts,
    first: scripts.get("/page.js") ?? "",
    code: [...scripts.values()].join("\n"),
    files: names.map((name) => name.replace(/^.*\/dist\/|\s.*$/g, "")),
  };
}

let bundled: Promise<Bundled> | undefined;
/** Bundled once, because that takes as long as all other cases here. */
const bundlePage = (): Promise<Bundled> => (bundled ??= bundle({ file: "page.js" }));

const TRUSTED = "default-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types bundler";

test.each([
  { place: "page", rules: "no policy", policy: "" },
  { place: "worker", rules: "no policy", policy: "" },
  { place: "page", rules: "Trusted Types", policy: TRUSTED },
  { place: "worker", rules: "Trusted Types", policy: TRUSTED },
])(
  "a page from webpack shows a live book, its engine in the $place, under $rules, and has nothing of the simulated exchange",
  async ({ place, policy }) => {
    const { scripts, first, code, files } = await bundlePage();
    expect(files).toContain("react/O2Provider.js");
    // The engine is a chunk that the page loads later.
    expect([code.includes("subscribe_depth"), first.includes("subscribe_depth")]).toEqual([true, false]);
    expect(files.filter((file) => /^testing|^server/.test(file))).toEqual([]);
    expect(code).not.toContain("o2.simulated");

    const exchange = createExchange({ seed: 1 });
    exchange.tick(300);
    const market = exchange.markets[0]?.market_id ?? "";
    const served = await serveExchange(exchange);
    const { wsUrl, apiBase = "" } = served.config;
    const hosts = [wsUrl, apiBase].map((address) => new URL(address).origin).join(" ");
    const pages = createServer((request, response) => {
      const script = scripts.get(request.url ?? "");
      response.setHeader("content-type", `text/${script ? "javascript" : "html"}; charset=utf-8`);
      if (policy) response.setHeader("content-security-policy", `${policy}; connect-src ${hosts}`);
      response.end(
        script ?? '<!doctype html><link rel="icon" href="data:,"><div id="root"></div><script src="page.js"></script>',
      );
    });
    await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
    const executablePath = chromiumPath();
    const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...chromiumFlags] });
    onTestFinished(async () => {
      await browser.close();
      pages.close();
      exchange.close();
      await served.close();
    });
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.goto(
      `http://127.0.0.1:${(pages.address() as AddressInfo).port}/?${new URLSearchParams({ wsUrl, apiBase, market, ...(place === "worker" ? { worker: "" } : {}) })}`,
    );
    for (const round of [1, 2, 3]) {
      exchange.tick(50 * round);
      const { bids, asks } = exchange.depth(market, 1);
      const rows = [...asks.slice(0, 5).reverse(), ...bids.slice(0, 5)];
      const shown = page.locator(`ol.live.${place} > li`);
      await expect
        .poll(() => shown.allTextContents(), { timeout: 60_000 })
        .toEqual(rows.map(({ price, quantity }) => `${price} × ${quantity}`));
    }
    expect(said).toEqual([]);
  },
);

test("a page that only formats prices has neither client nor hooks in it", async () => {
  const formats = await bundle({ text: 'import { formatPrice } from "o2-react/client"; console.log(formatPrice);' });
  const hooks = await bundle({ text: 'export * from "o2-react"; import * as all from "o2-react"; console.log(all);' });
  for (const word of ["subscribe_depth", "/v1/depth", "PING", "O2RestError"]) {
    expect(hooks.code).toContain(word);
    expect(formats.code).not.toContain(word);
  }
  // Most of it is reconnecting-websocket, which does not declare itself free of side effects.
  expect(gzipSync(formats.code).length).toBeLessThan(5_500);
});

test("an import for nothing leaves nothing", async () => {
  const { code, files } = await bundle({
    text: 'import "o2-react"; import "o2-react/client"; import "o2-react/testing";',
  });
  expect(files).toEqual([]);
  expect(code).toBe("");
});
