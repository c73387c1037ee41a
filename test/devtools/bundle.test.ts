// The size of the devtools in a page: nothing if they are not imported, and the panel only once it is opened.
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
  // The code of each module in a chunk. The bundler chooses new names for shared chunks in each build.
  const modules = async (page: string) =>
    (await build(page)).map((chunk) =>
      Object.entries(chunk.modules)
        .filter(([, { code }]) => code)
        .map(([id, { code }]) => [id, code?.replace(/\$\d+/g, "")])
        .sort(),
    );
  const page = await modules(PAGE);
  expect(page.flat().length).toBeGreaterThan(2);
  expect(await modules(`import { O2Devtools } from "o2-react/devtools"; ${PAGE}`)).toEqual(page);
});

test("their panel is a chunk of its own, loaded when it is asked for", async () => {
  const chunks = await build(`${PAGE} export { O2Devtools } from "o2-react/devtools";`);
  const panels = chunks.filter(({ code }) => code.includes("Copy as fixture"));
  expect(panels.map(({ isDynamicEntry }) => isDynamicEntry)).toEqual([true]);
});
