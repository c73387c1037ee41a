// The first load of a page contains the provider, the hooks and the store that they read. Everything else comes later,
// with the engine.
import { expect, test } from "vitest";
import { bundle } from "./support/bundle.ts";

const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];
const build = (code: string) => bundle(code, [/^react/], conditions);

type Chunks = Awaited<ReturnType<typeof build>>;

/** The code of some chunks, and of all chunks that they import statically. */
function codeOf(chunks: Chunks, names: readonly string[]): string {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set<string>();
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const next of byName.get(name)?.imports ?? []) load(next);
  };
  for (const name of names) load(name);
  return [...loaded].map((name) => byName.get(name)?.code ?? "").join("\n");
}

const firstLoad = (chunks: Chunks): string =>
  codeOf(
    chunks,
    chunks.flatMap(({ fileName, isEntry }) => (isEntry ? fileName : [])),
  );

/** The code that a page has run once a part of its engine is loaded. */
function loadedWith(chunks: Chunks, part: string): string {
  const isOf = (id: string): boolean => new RegExp(`/store/${part}\\.(ts|js)$`).test(id);
  const names = chunks.flatMap(({ fileName, facadeModuleId, moduleIds, isEntry }) =>
    isEntry || isOf(facadeModuleId ?? "") || moduleIds.some(isOf) ? fileName : [],
  );
  return codeOf(chunks, names);
}

/** Words that only the engine's code contains: of the socket, the books, the reads, the gaps. */
const ENGINE = [/subscribe_depth/, /no messages at all/, /reconnecting-websocket|_shouldReconnect/, /\/v1\/trades/];

/** Words of REST, and of the list of markets. */
const READS = [/\/v1\/markets/, /min_order/, /cache-control/];

/** Words of the records and their reads, of tickers, audits and histories. */
const RECORDS = [/\/v1\/trades/, /\/v1\/bars/, /partially_filled/, /trading_account_balance/, /older \$\{/, /best_bid/];

const saidIn = (code: string, words: readonly RegExp[]): RegExp[] => words.filter((word) => word.test(code));

test("a page with every hook loads the engine in chunks of its own", async () => {
  const chunks = await build('export * from "o2-react";');
  const all = chunks.map(({ code }) => code).join("\n");
  const said = saidIn(all, ENGINE);
  expect(said.length).toBeGreaterThan(2);
  expect(saidIn(firstLoad(chunks), said)).toEqual([]);
  // Three parts of the engine, and the page's end of an engine in a worker.
  expect(
    new Set(chunks.flatMap(({ dynamicImports }) => dynamicImports)).size,
    chunks.map(({ fileName, dynamicImports }) => `${fileName}: ${dynamicImports.join(" ")}`).join("\n"),
  ).toBe(4);
});

test("a book by id waits for the feed alone; by pair for REST and the list of markets as well; neither for records", async () => {
  const chunks = await build('import { O2Provider, useDepth } from "o2-react"; console.log(O2Provider, useDepth);');
  const all = chunks.map(({ code }) => code).join("\n");
  expect([saidIn(all, READS), saidIn(all, RECORDS)]).toEqual([READS, RECORDS]);
  const byId = loadedWith(chunks, "feed");
  expect(byId).toMatch(/subscribe_depth/);
  expect([saidIn(byId, READS), saidIn(byId, RECORDS)]).toEqual([[], []]);
  const byPair = loadedWith(chunks, "addReads");
  expect([saidIn(byPair, READS), saidIn(byPair, RECORDS)]).toEqual([READS, []]);
});

test("a page that creates a feed itself has the whole engine in the first load", async () => {
  const first = firstLoad(await build('export { createO2Feed } from "o2-react/feed"; export * from "o2-react";'));
  expect(first).toMatch(/subscribe_depth/);
  expect([saidIn(first, READS), saidIn(first, RECORDS)]).toEqual([READS, RECORDS]);
});
