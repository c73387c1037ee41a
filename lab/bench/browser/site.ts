// Builds the pages with vite in production mode, o2-react from its sources, and serves them from memory on loopback.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** The participants, each a file in pages/. */
export const PARTICIPANTS = ["floor", "ours", "ruw", "ruw_callback", "swr", "zustand"] as const;
export type Participant = (typeof PARTICIPANTS)[number];
const PAGES = [...PARTICIPANTS, "transition"] as const;

export interface Site {
  page(page: (typeof PAGES)[number], wsUrl: string): string;
  close(): void;
}

/** @param isReadable keeps names and one file per module, for profiles. @param book whose book the peers keep. */
export async function serveSite(isReadable: boolean, book: string): Promise<Site> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    mode: "production",
    root: fileURLToPath(new URL(".", import.meta.url)),
    resolve: { conditions: ["@o2-react/source", "module", "browser", "production"] },
    build: {
      write: false,
      target: "esnext",
      minify: !isReadable,
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(
          PAGES.map((name) => [name, fileURLToPath(new URL(`pages/${name}.tsx`, import.meta.url))]),
        ),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", preserveModules: isReadable },
      },
    },
  });
  const files = new Map<string, string>();
  const entries = new Map<string, string>();
  for (const bundle of [result].flat()) {
    if (!("output" in bundle)) continue;
    for (const file of bundle.output) {
      if (!("code" in file)) continue;
      files.set(`/${file.fileName}`, file.code);
      if (file.isEntry) entries.set(`/${basename(file.fileName, ".js")}`, `/${file.fileName}`);
    }
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    const code = files.get(path);
    const entry = entries.get(path);
    // An isolated page has the finer clock.
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (code !== undefined) response.setHeader("content-type", "text/javascript").end(code);
    else if (entry !== undefined) response.setHeader("content-type", "text/html").end(html(path.slice(1), entry));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    page: (page, wsUrl) => `http://127.0.0.1:${port}/${page}?ws=${encodeURIComponent(wsUrl)}&book=${book}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function html(title: string, entry: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
  body { margin: 0; font: 12px/16px monospace }
  ol { margin: 0; padding: 0; list-style: none; width: 320px }
  li { display: flex; justify-content: space-between; height: 16px }
  #probe { position: fixed; contain: strict; visibility: hidden; width: 1px; height: 1px }
</style>
<div id="root"></div>
<div id="probe"></div>
<script type="module" src="${entry}"></script>
</html>`;
}
