// How much each entry weighs in a page: bundled alone from dist, minified and gzipped, React left out.
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

/** What is weighed. */
const ENTRIES = {
  "one hook and the provider": 'export { O2Provider, useDepth } from "o2-react"',
  "all of o2-react": 'export * from "o2-react"',
  "o2-react/server": 'export { prefetch } from "o2-react/server"',
  "o2-react/client": 'export { O2WebSocket } from "o2-react/client"',
} as const;

/** What the devtools add to a page that has the rest: at once, and when they are first opened. */
const DEVTOOLS = ["devtools, until opened", "devtools, their panel"] as const;

/** Bytes by name. */
export async function sizes(): Promise<Readonly<Record<keyof typeof ENTRIES | (typeof DEVTOOLS)[number], number>>> {
  const bytes: Record<string, number> = {};
  for (const [name, code] of Object.entries(ENTRIES)) bytes[name] = weigh(await bundle(code, [/^react/]));
  const chunks = await bundle('export { O2Devtools } from "o2-react/devtools"', [/^react/, "o2-react"]);
  const [first, later] = DEVTOOLS;
  bytes[first] = weigh(chunks.filter((chunk) => !chunk.isDynamicEntry));
  bytes[later] = weigh(chunks.filter((chunk) => chunk.isDynamicEntry));
  return bytes as Awaited<ReturnType<typeof sizes>>;
}

function weigh(chunks: readonly Rolldown.OutputChunk[]): number {
  return gzipSync(chunks.map(({ code }) => code).join("")).length;
}

/** The chunks of a page that is this code. `conditions` beyond the usual ones say what o2-react is. */
export async function bundle(
  code: string,
  external: readonly (string | RegExp)[],
  conditions: readonly string[] = [],
): Promise<Rolldown.OutputChunk[]> {
  const entry = "\0size-entry.js";
  const result = await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: [...conditions, "module", "browser", "production"] },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "size-entry" ? entry : null),
        load: (id) => (id === entry ? code : null),
      },
    ],
    build: {
      write: false,
      minify: true,
      rollupOptions: { input: "size-entry", external: [...external], preserveEntrySignatures: "strict" },
    },
  });
  const output = [result].flat().flatMap((one) => ("output" in one ? one.output : []));
  return output.filter((one) => one.type === "chunk");
}
