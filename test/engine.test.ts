// The first load of a page holds the provider, the hooks and the store that they read; all else comes later, with the engine.
import { expect, test } from "vitest";
import { bundle } from "./support/bundle.ts";

const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];
const build = (code: string) => bundle(code, [/^react/], conditions);

/** The code of a chunk and of all that it imports before it runs. */
function firstLoad(chunks: Awaited<ReturnType<typeof build>>): string {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set<string>();
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const next of byName.get(name)?.imports ?? []) load(next);
  };
  for (const { fileName, isEntry } of chunks) if (isEntry) load(fileName);
  return [...loaded].map((name) => byName.get(name)?.code ?? "").join("\n");
}

/** Words that only the engine says: of the socket, the books, the reads, the gaps. */
const ENGINE = [/subscribe_depth/, /no messages at all/, /reconnecting-websocket|_shouldReconnect/, /\/v1\/trades/];

test("a page with every hook loads the engine as a chunk of its own", async () => {
  const chunks = await build('export * from "o2-react";');
  const all = chunks.map(({ code }) => code).join("\n");
  const first = firstLoad(chunks);
  const said = ENGINE.filter((word) => word.test(all));
  expect(said.length).toBeGreaterThan(2);
  expect(said.filter((word) => word.test(first))).toEqual([]);
  // The engine, and the page's end of one in a worker.
  expect(chunks.filter(({ isDynamicEntry }) => isDynamicEntry)).toHaveLength(2);
});

test("who makes a feed itself has it in the first load", async () => {
  const first = firstLoad(await build('export { createO2Feed } from "o2-react/feed"; export * from "o2-react";'));
  expect(first).toMatch(/subscribe_depth/);
});
