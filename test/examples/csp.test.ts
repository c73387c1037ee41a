// A page built for production, under the strictest policy that a page can have: only its own scripts and styles, no
// text that becomes code or markup, and connections only to the exchange. With its engine in the page and in a worker,
// in real Chromium.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build, type Rolldown } from "vite";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { launch, open, serve, until } from "./served.ts";

declare global {
  interface Window {
    /** The violations of the policy. */
    violations: string[];
  }
}

const files = new Map<string, string>();
const HTML = (script: string): string =>
  `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="/icon.svg" /></head><body><div id="root"></div><script type="module" src="/${script}"></script></body></html>`;

beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: "error",
    // The built package, as users get it.
    resolve: { conditions: ["module", "browser", "production"] },
    build: { write: false, rollupOptions: { input: "test/support/csp-page.tsx" } },
  });
  const output = [result]
    .flat()
    .flatMap((one): Rolldown.RolldownOutput["output"][number][] => ("output" in one ? one.output : []));
  for (const each of output) {
    // The worker's script is an asset to Vite.
    files.set(`/${each.fileName}`, each.type === "chunk" ? each.code : String(each.source));
    if (each.type === "chunk" && each.isEntry) files.set("/", HTML(each.fileName));
  }
  // For a page that names the file itself.
  files.set("/engine.worker.js", readFileSync("dist/engine.worker.js", "utf8"));
  files.set("/icon.svg", '<svg xmlns="http://www.w3.org/2000/svg" />');
});

/** Allows only what a page needs, without Trusted Types or a worker. */
const STRICT = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'"];
const TRUSTED = "require-trusted-types-for 'script'";

/** Serves the page under a policy, and opens it in Chromium on a served exchange. */
async function visit(path: string, directives: readonly string[], more: Record<string, string> = {}) {
  const { exchange, server, close } = await serve();
  onTestFinished(close);
  const { wsUrl, apiBase } = server.config;
  const connect = `connect-src 'self' ${new URL(wsUrl).origin} ${new URL(apiBase ?? "").origin}`;
  const policy = [...directives, connect].join("; ");
  const web = createServer(({ url = "" }, response) => {
    const { pathname } = new URL(url, "http://page");
    const text = files.get(pathname);
    const type = /\.(\w+)$/.exec(pathname)?.[1] ?? "html";
    const types: Record<string, string> = { js: "text/javascript", svg: "image/svg+xml", html: "text/html" };
    response.writeHead(text === undefined ? 404 : 200, {
      "content-type": types[type] ?? "text/plain",
      "content-security-policy": policy,
    });
    response.end(text);
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    web.closeAllConnections();
    web.close();
  });
  const browser = await launch();
  onTestFinished(() => browser.close());
  const { page, troubles } = await open(browser);
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  const query = new URLSearchParams({ ws: wsUrl, rest: apiBase ?? "", ...more });
  await page.goto(`http://127.0.0.1:${(web.address() as AddressInfo).port}${path}?${query}`);
  return { exchange, page, troubles, violations: () => page.evaluate(() => window.violations) };
}

/** Waits until the page is live with the exchange's own book. */
const untilTrue = ({ exchange, page }: Pick<Awaited<ReturnType<typeof visit>>, "exchange" | "page">): Promise<void> =>
  until(async () => {
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("live");
    const { bids, asks } = exchange.depth(exchange.markets[0]?.market_id ?? "");
    const truth = [...asks.slice(0, 10).reverse(), ...bids.slice(0, 10)];
    const rows = await page.locator("main li").allInnerTexts();
    expect(rows).toEqual(truth.map(({ price, quantity }) => `${price} ${quantity}`));
  });

test("a live book is drawn and the devtools open: nothing is forbidden, nothing on the console", async () => {
  const { exchange, page, troubles, violations } = await visit("/", [
    "default-src 'self'",
    TRUSTED,
    "trusted-types 'none'",
  ]);
  await untilTrue({ exchange, page });
  const globals = await page.evaluate(() => Object.keys(window).sort());
  const opener = page.getByRole("button", { name: /O2 devtools/ });
  await opener.click();
  for (const name of ["Topics", "Frames", "Lag", "Store", "Connection"]) await page.getByRole("tab", { name }).click();
  exchange.tick(200);
  await untilTrue({ exchange, page });
  // Their style sheets are in force.
  const panel = page.locator("o2-devtools .panel");
  expect(await panel.evaluate((element) => getComputedStyle(element).position)).toBe("fixed");
  expect(await page.evaluate(() => Object.keys(window).sort())).toEqual(globals);
  expect(await violations()).toEqual([]);
  expect(troubles).toEqual([]);
});

test.each([
  ["worker-src 'self' is enough", ["worker-src 'self'"], "plain"],
  [
    "Trusted Types are asked for and the page has a default policy",
    ["worker-src 'self'", TRUSTED, "trusted-types default"],
    "default",
  ],
  [
    "Trusted Types are asked for and the page makes the worker",
    ["worker-src 'self'", TRUSTED, "trusted-types engine"],
    "named",
  ],
])("the engine is in a worker and nothing is forbidden: %s", async (_, directives, worker) => {
  const { exchange, page, troubles, violations } = await visit("/", [...STRICT, ...directives], { worker });
  await untilTrue({ exchange, page });
  exchange.tick(200);
  await untilTrue({ exchange, page });
  expect([await page.locator("main").getAttribute("class"), page.workers().length]).toEqual(["worker", 1]);
  expect(await violations()).toEqual([]);
  expect(troubles).toEqual([]);
});

test.each([
  ["no worker at all", ["worker-src 'none'"], /^worker-src /],
  [
    "no plain address of a script",
    ["worker-src 'self'", TRUSTED, "trusted-types 'none'"],
    /^require-trusted-types-for /,
  ],
])("if the policy allows %s the page does the work, which is reported once", async (_, directives, forbidden) => {
  const { exchange, page, troubles, violations } = await visit("/", [...STRICT, ...directives], { worker: "plain" });
  await untilTrue({ exchange, page });
  exchange.tick(200);
  await untilTrue({ exchange, page });
  expect([await page.locator("main").getAttribute("class"), page.workers().length]).toEqual(["page", 0]);
  expect(await violations()).toEqual([expect.stringMatching(forbidden)]);
  expect(troubles.filter((each) => each.includes("The worker cannot be used"))).toHaveLength(1);
});

test("the test notices each violation: text as code, text as markup, styles in the page", async () => {
  files.set("/broken", HTML("broken.js"));
  files.set(
    "/broken.js",
    `const tries = [() => eval("1"), () => { document.body.innerHTML = "<p>"; }, () => fetch("http://127.0.0.1:9").catch(() => 0),
      () => document.head.append(Object.assign(document.createElement("style"), { textContent: "p { color: red }" })),
      () => document.body.setAttribute("style", "color: red")];
    for (const each of tries) try { each(); } catch {}`,
  );
  const { troubles, violations } = await visit("/broken", ["default-src 'self'", TRUSTED, "trusted-types 'none'"]);
  await until(async () => {
    expect((await violations()).map((each) => each.split(" ")[0]).sort()).toEqual([
      "connect-src",
      "require-trusted-types-for",
      "require-trusted-types-for",
      "style-src-attr",
      "style-src-elem",
    ]);
  });
  expect(troubles.length).toBeGreaterThan(0);
});
