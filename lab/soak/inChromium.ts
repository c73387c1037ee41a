// A page in real Chromium, built for production, served from memory and commanded over CDP.
// It knows nothing of the schedule.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { chromiumPath } from "../../scripts/chromium.ts";
import { startChrome } from "../bench/browser/chrome.ts";
import type { Measured } from "./Measured.ts";
import type { PageHeld, PageSums } from "./page.ts";

/** A page that is not opened yet. */
export async function measureInChromium(): Promise<Measured> {
  const path = chromiumPath();
  if (path === undefined) throw new Error("No Chromium found: run `npm run pretest`, or set CHROMIUM_PATH.");
  const site = await serve(await bundle());
  const chrome = await startChrome(path);
  const page = await chrome.open(site.url, "soak");
  const call = (expression: string): Promise<unknown> => page.evaluate(`window.soak.${expression}`);
  return {
    name: "chromium",
    version: chrome.version,
    open: async (options) => void (await call(`open(${JSON.stringify(options)})`)),
    churn: async () => void (await call("churn()")),
    settle: async () => void (await call("settle()")),
    notLive: async () => (await call("notLive()")) as readonly string[],
    leave: async () => void (await call("leave()")),
    sums: async () => (await call("sums()")) as PageSums,
    async collect() {
      const heap = await page.heap();
      const { documents, nodes, jsEventListeners } = await page.session.send("Memory.getDOMCounters");
      return { heap, objects: { documents, nodes, listeners: jsEventListeners } };
    },
    held: async () => ({ ...((await call("held()")) as PageHeld) }),
    async close() {
      await chrome.close();
      site.close();
    },
  };
}

/** The page with o2-react as it was built, and production React. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    mode: "production",
    root: fileURLToPath(new URL(".", import.meta.url)),
    build: {
      write: false,
      target: "esnext",
      modulePreload: false,
      rollupOptions: { input: fileURLToPath(new URL("browser.ts", import.meta.url)) },
    },
  });
  for (const output of [result].flat()) {
    if (!("output" in output)) continue;
    for (const file of output.output) if ("code" in file && file.isEntry) return file.code;
  }
  throw new Error("Vite made no page.");
}

/** Serves the page on loopback. */
async function serve(code: string): Promise<{ readonly url: string; close(): void }> {
  // Lines of a fixed size: what is soaked is not the browser's layout.
  const style = "pre { contain: strict; height: 80px; width: 300px }";
  const head = `<meta charset="utf-8"><title>soak</title><link rel="icon" href="data:,"><style>${style}</style>`;
  const html = `<!doctype html>${head}<body>`;
  const server = createServer((request, response) => {
    if (request.url === "/page.js") response.setHeader("content-type", "text/javascript").end(code);
    else response.setHeader("content-type", "text/html").end(`${html}<script type="module" src="/page.js"></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
