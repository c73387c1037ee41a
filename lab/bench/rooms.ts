// Counts whose bytes a page with one hook loads: the minified code of each room of this library and of each dependency,
// before the first paint and later. It counts by the source map and not gzipped, because a zip has no parts.
// npm run size:rooms -- --json lab/bench/results/rooms.json
import { SourceMap } from "node:module";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build, type OutputChunk } from "rolldown";
import { Results } from "../results.ts";
import { aligned, ROOM_HEAD, type RoomSizes, roomLines } from "./tables.ts";

const PAGE = "page.js";

/** A page's chunks, bundled as `npm run size` does. */
async function bundled(code: string): Promise<readonly OutputChunk[]> {
  const page = { name: "page", resolveId: (id: string) => (id === PAGE ? resolve(PAGE) : null), load: load(code) };
  const output = { minify: true, comments: false, sourcemap: true } as const;
  const result = await build({
    input: PAGE,
    external: /^react(-dom)?($|\/)/,
    plugins: [page],
    write: false,
    output,
    logLevel: "silent",
  });
  return result.output.filter((one) => one.type === "chunk");
}

const load = (code: string) => (id: string) => (id === resolve(PAGE) ? code : null);

/** The package of a module, or its folder here. */
function roomOf(source: string): string {
  const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(source) ?? [];
  return dependency ?? /^(\w+)\//.exec(source)?.[1] ?? "the bundler, exports";
}

/** Adds up the bytes of a chunk by room. */
function count({ code, map }: OutputChunk, sizes: Record<string, number>): void {
  const entries = new SourceMap(JSON.parse(String(map)));
  for (const [line, text] of code.split("\n").entries())
    for (let column = 0; column < text.length; column += 1) {
      const entry = entries.findEntry(line, column);
      const room = roomOf("originalSource" in entry ? entry.originalSource : "");
      sizes[room] = (sizes[room] ?? 0) + Buffer.byteLength(text[column] ?? "");
    }
}

const { values } = parseArgs({ options: { json: { type: "string" } } });
const kept = new Results(values.json);
const chunks = await bundled('export { O2Provider, useDepth } from "./dist/index.js";');
const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
/** The chunks of some entries, with all that they import statically. */
function withImports(entries: readonly OutputChunk[]): ReadonlySet<OutputChunk> {
  const all = new Set(entries);
  // Iterating a set also visits elements added meanwhile.
  for (const { imports } of all)
    for (const name of imports) if (byName.has(name)) all.add(byName.get(name) as OutputChunk);
  return all;
}
const first = withImports(chunks.filter(({ isEntry }) => isEntry));
const book = withImports(chunks.filter(({ name }) => name === "feed"));
const rooms: RoomSizes = { first: {}, book: {}, later: {} };
for (const chunk of chunks) count(chunk, rooms[first.has(chunk) ? "first" : book.has(chunk) ? "book" : "later"]);
kept.finish({ rooms });
console.log(aligned([ROOM_HEAD, ...roomLines(rooms)]));
