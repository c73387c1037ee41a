// Builds pages with vite in production mode, and serves them from memory on loopback. Knows nothing of what they do.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Pages to be built. */
export interface BuildOptions {
  readonly root: URL;
  /** Each page's module, from the root, by the page's name: its path on the server. */
  readonly input: Readonly<Record<string, string>>;
  /** What each page has in its head, and in its body before the module. */
  readonly head: string;
  readonly body?: string;
  /** Conditions by which packages are resolved, beside vite's own. */
  readonly conditions?: readonly string[];
  /** Keeps names and one file per module, for profiles. */
  readonly isReadable?: boolean;
}

/** A server of pages. */
export interface Built {
  /** Ends with a slash. */
  readonly url: string;
  close(): void;
}

export async function serveBuilt({ head, body = "", ...options }: BuildOptions): Promise<Built> {
  const { files, entries } = await bundle(options);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    const code = files.get(path);
    const entry = entries.get(path);
    // An isolated page has the finer clock.
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (code !== undefined) response.setHeader("content-type", "text/javascript").end(code);
    else if (entry === undefined) response.writeHead(404).end();
    else {
      const title = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${path.slice(1)}</title>`;
      const page = `${title}<link rel="icon" href="data:,">${head}<body>${body}<script type="module" src="${entry}"></script>`;
      response.setHeader("content-type", "text/html").end(page);
    }
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

/** Modules by their path, and each page's own module. */
async function bundle({ root, input, conditions, isReadable = false }: Omit<BuildOptions, "head" | "body">) {
  const result = await build({
    configFile: false,
    logLevel: "error",
    mode: "production",
    root: fileURLToPath(root),
    ...(conditions ? { resolve: { conditions: [...conditions, "module", "browser", "production"] } } : {}),
    build: {
      write: false,
      target: "esnext",
      minify: !isReadable,
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(
          Object.entries(input).map(([name, file]) => [name, fileURLToPath(new URL(file, root))]),
        ),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", preserveModules: isReadable },
      },
    },
  });
  const files = new Map<string, string>();
  const entries = new Map<string, string>();
  for (const built of [result].flat()) {
    if (!("output" in built)) continue;
    for (const file of built.output) {
      // A worker's script is an asset.
      if (!("code" in file)) {
        if (file.fileName.endsWith(".js")) files.set(`/${file.fileName}`, String(file.source));
        continue;
      }
      files.set(`/${file.fileName}`, file.code);
      if (file.isEntry) entries.set(`/${basename(file.fileName, ".js")}`, `/${file.fileName}`);
    }
  }
  return { files, entries };
}
