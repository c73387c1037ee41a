// What the devtools cost a page: nothing where they are not imported, and their panel only once it is opened.
import { expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";

const PAGE = 'export * from "o2-react";';
const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];
const build = (code: string) => bundle(code, [/^react/], conditions);
const isTheirs = (module: string) => /(src|dist)\/(devtools|Panel-)/.test(module);

test("a page without them holds nothing of them", async () => {
  const chunks = await build(PAGE);
  expect(chunks.flatMap(({ moduleIds }) => moduleIds).filter(isTheirs)).toEqual([]);
  for (const { code } of chunks) expect(code).not.toMatch(/o2-devtools|adoptedStyleSheets/);
});

test("imported and never rendered they cost nothing either", async () => {
  const weigh = async (page: string) => (await build(page)).map(({ code }) => code.length);
  const [unused, without] = [await weigh(`import { O2Devtools } from "o2-react/devtools"; ${PAGE}`), await weigh(PAGE)];
  expect(unused).toHaveLength(without.length);
  // The bundler names what chunks share anew in each build.
  for (const [index, length] of without.entries()) expect(Math.abs((unused[index] ?? 0) - length)).toBeLessThan(100);
});

test("their panel is a chunk of its own, loaded when it is asked for", async () => {
  const chunks = await build(`${PAGE} export { O2Devtools } from "o2-react/devtools";`);
  const panels = chunks.filter(({ code }) => code.includes("Copy as fixture"));
  expect(panels.map(({ isDynamicEntry }) => isDynamicEntry)).toEqual([true]);
});
