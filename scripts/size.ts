// What a page pays for o2-react: each entry bundled alone from dist, minified and gzipped, React left out.
// Prints a table and fails when something outgrew its budget.
import { gzipSync } from "node:zlib";
import { build } from "vite";

const BUDGETS: Readonly<Record<string, { readonly code: string; readonly budget: number }>> = {
  "one hook and the provider": { code: 'export { O2Provider, useDepth } from "o2-react"', budget: 30_000 },
  "all of o2-react": { code: 'export * from "o2-react"', budget: 33_000 },
  "o2-react/server": { code: 'export { prefetch } from "o2-react/server"', budget: 12_000 },
  "o2-react/client": { code: 'export { O2WebSocket } from "o2-react/client"', budget: 15_000 },
};

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

let isOver = false;
for (const [name, { code, budget }] of Object.entries(BUDGETS)) {
  const bytes = await size(code);
  isOver ||= bytes > budget;
  console.log(
    `${name.padEnd(28)} ${(bytes / 1_000).toFixed(1).padStart(6)} kB gzipped, budget ${(budget / 1_000).toFixed(1)} kB${bytes > budget ? "  OVER" : ""}`,
  );
}
if (isOver) {
  console.error(
    "Something outgrew its budget. Make it smaller, or raise the budget in scripts/size.ts and say why in the commit.",
  );
  process.exit(1);
}
