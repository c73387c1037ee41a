// How much each entry weighs in a page: bundled alone from dist, minified and gzipped, React left out.
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** What is weighed. */
const ENTRIES = {
  "one hook and the provider": 'export { O2Provider, useDepth } from "o2-react"',
  "all of o2-react": 'export * from "o2-react"',
  "o2-react/server": 'export { prefetch } from "o2-react/server"',
  "o2-react/client": 'export { O2WebSocket } from "o2-react/client"',
} as const;

/** Bytes by name. */
export async function sizes(): Promise<Readonly<Record<keyof typeof ENTRIES, number>>> {
  const bytes: Partial<Record<keyof typeof ENTRIES, number>> = {};
  for (const name of Object.keys(ENTRIES) as (keyof typeof ENTRIES)[]) bytes[name] = await size(ENTRIES[name]);
  return bytes as Record<keyof typeof ENTRIES, number>;
}

async function size(code: string): Promise<number> {
  const entry = "\0size-entry.js";
  const result = await build({
    configFile: false,
    logLevel: "error",
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
      rollupOptions: { input: "size-entry", external: [/^react/], preserveEntrySignatures: "strict" },
    },
  });
  const chunks = [result].flat().flatMap((bundle) => ("output" in bundle ? bundle.output : []));
  return gzipSync(chunks.map((chunk) => ("code" in chunk ? chunk.code : "")).join("")).length;
}
