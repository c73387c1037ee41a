// Builds a page of these tests as one script, and serves it on loopback. It knows no browser.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build, type Rolldown } from "vite";
import { onTestFinished } from "vitest";

/** Bundles a page as one script, including its lazy parts: with the library's sources, or with the built library. */
export async function bundle(input: string): Promise<string> {
  const source = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];
  const { output } = (await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: [...source, "module", "browser", "development|production"] },
    build: { write: false, minify: false, rolldownOptions: { input, output: { codeSplitting: false } } },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
}

/** Addresses of the site. */
export interface Site {
  readonly url: string;
  /** Another page of the same site. */
  readonly elsewhere: string;
}

/**
 * Serves a bundled page, and the script of a worker, until the test is over. The page gets `setup`, and keeps two
 * lists: `life`, its events from showing to freezing, and `faults`: uncaught errors, unhandled rejections, and errors
 * and warnings on the console.
 */
export async function serveSite(script: string, setup: unknown, worker = ""): Promise<Site> {
  const html = `<!doctype html><title>page</title><link rel="icon" href="data:,"><body><script>
    setup = ${JSON.stringify(setup)};
    life = [];
    faults = [];
    addEventListener("error", ({ message }) => faults.push(message));
    addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
    for (const type of ["error", "warn"]) {
      const original = console[type];
      console[type] = (...args) => (faults.push(args.map(String).join(" ")), original.apply(console, args));
    }
    for (const type of ["pageshow", "pagehide"]) addEventListener(type, (event) => life.push(type + " " + event.persisted));
    for (const type of ["freeze", "resume", "visibilitychange"]) document.addEventListener(type, () => life.push(type));
    for (const type of ["offline", "online"]) addEventListener(type, () => life.push(type));
  </script><script type="module">${script.replaceAll("</script", "<\\/script")}</script>`;
  const elsewhere = '<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">elsewhere';
  const server = createServer((request, response) => {
    const isWorker = request.url === "/engine.worker.js";
    response.setHeader("content-type", `text/${isWorker ? "javascript" : "html"}; charset=utf-8`);
    response.end(isWorker ? worker : request.url === "/elsewhere" ? elsewhere : html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `${at}/`, elsewhere: `${at}/elsewhere` };
}
