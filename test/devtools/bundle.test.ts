// What the devtools cost a page: nothing where they are not imported, and their panel only once it is opened.
import { expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";

const PAGE = 'export * from "o2-react";';
const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];
const build = (code: string) => bundle(code, [/^react/], conditions);
const isTheirs = (module: string) => /(src|dist)\/(devtools|Panel-)/.test(module);

test("a page without them holds nothing of them", async () => {
  const chunks = await build(PAGE);
  expect(chunks).toHaveLength(1);
  expect(chunks.flatMap(({ moduleIds }) => moduleIds).filter(isTheirs)).toEqual([]);
  expect(chunks[0]?.code).not.toMatch(/o2-devtools|adoptedStyleSheets/);
});

test("imported and never rendered they cost nothing either", async () => {
  const [page] = await build(PAGE);
  const [unused, ...others] = await build(`import { O2Devtools } from "o2-react/devtools"; ${PAGE}`);
  expect(others).toEqual([]);
  expect(unused?.code).toBe(page?.code);
});

test("their panel is a chunk of its own, loaded when it is asked for", async () => {
  const chunks = await build(`${PAGE} export { O2Devtools } from "o2-react/devtools";`);
  const panel = chunks.filter(({ isDynamicEntry }) => isDynamicEntry);
  expect(panel).toHaveLength(1);
  expect(panel[0]?.code).toContain("Copy as fixture");
  for (const { code } of chunks.filter(({ isDynamicEntry }) => !isDynamicEntry)) {
    expect(code).not.toContain("Copy as fixture");
  }
});
