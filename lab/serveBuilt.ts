// Builds pages with vite in production mode, and serves them from memory on loopback, gzipped. Knows nothing of the
// pages.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

/** Pages to be built. */
export interface BuildOptions {
  readonly root: URL;
  /** By page name, the path of its module from the root. The name is also its path on the server. */
  readonly input: Readonly<Record<string, string>>;
  /** HTML for each page's head, and for its body before the module. */
  readonly head: string;
  readonly body?: string;
  /** Conditions for resolving packages, in addition to vite's own. */
  readonly conditions?: readonly string[];
  /** Keeps names and one file per module, for profiles. */
  readonly isReadable?: boolean;
  /** Preloads the imports of a chunk, as vite does by default in a page and behind `import()`. */
  readonly isPreloading?: boolean;
}

/** A server of pages. */
export interface Built {
  /** Ends with a slash. */
  readonly url: string;
  close(): void;
}

export async function serveBuilt({ head, body = "", ...options }: BuildOptions): Promise<Built> {
  const { files, entries } = await bundle(options);
  const zipped = new Map([...files].map(([path, code]) => [path, gzipSync(code)]));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    const code = files.get(path);
    const entry = entries.get(path);
    // An isolated page has a finer clock.
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (code !== undefined) sendText(request, response, "text/javascript", code, zipped.get(path));
    else if (entry === undefined) response.writeHead(404).end();
    else {
      const title = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${path.slice(1)}</title>`;
      const [module, ...preloads] = entry;
      const links = preloads.map((preload) => `<link rel="modulepreload" href="${preload}">`).join("");
      const page = `${title}<link rel="icon" href="data:,">${links}${head}<body>${body}<script type="module" src="${module}"></script>`;
      sendText(request, response, "text/html", page);
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

function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  type: string,
  text: string,
  zipped: Buffer = gzipSync(text),
): void {
  response.setHeader("content-type", type);
  if (request.headers["accept-encoding"]?.includes("gzip")) response.setHeader("content-encoding", "gzip").end(zipped);
  else response.end(text);
}

/** Builds the pages. Gives all files by path, and for each page its own module followed by its preloads. */
async function bundle({
  root,
  input,
  conditions,
  isReadable = false,
  isPreloading = false,
}: Omit<BuildOptions, "head" | "body">) {
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
      modulePreload: isPreloading && { polyfill: false },
      rollupOptions: {
        input: Object.fromEntries(
          Object.entries(input).map(([name, file]) => [name, fileURLToPath(new URL(file, root))]),
        ),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", preserveModules: isReadable },
      },
    },
  });
  const files = new Map<string, string>();
  const chunks = new Map<string, Rolldown.OutputChunk>();
  for (const built of [result].flat()) {
    if (!("output" in built)) continue;
    for (const file of built.output) {
      if ("code" in file) {
        chunks.set(file.fileName, file);
        files.set(`/${file.fileName}`, file.code);
      } else if (file.fileName.endsWith(".js")) {
        // A worker's script is an asset.
        files.set(`/${file.fileName}`, String(file.source));
      }
    }
  }
  const entries = new Map<string, readonly string[]>();
  for (const { fileName } of [...chunks.values()].filter(({ isEntry }) => isEntry)) {
    const names = isPreloading ? withImports(fileName, chunks) : [fileName];
    const paths = names.map((name) => `/${name}`);
    entries.set(`/${basename(fileName, ".js")}`, paths);
  }
  return { files, entries };
}

/** The file of a chunk, and of all chunks that it imports statically. */
function withImports(file: string, chunks: ReadonlyMap<string, Rolldown.OutputChunk>): readonly string[] {
  const found = new Set([file]);
  // Iterating a set also visits elements added meanwhile.
  for (const name of found) for (const imported of chunks.get(name)?.imports ?? []) found.add(imported);
  return [...found];
}
