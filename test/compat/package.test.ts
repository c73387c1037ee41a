// The packed library, as it is in a user's node_modules: its files, and its source maps.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { build } from "vite";
import { describe, expect, onTestFinished, test } from "vitest";
import { compat, entries, hooks, library, manifest } from "./support.ts";

const read = (file: string): string => readFileSync(join(library, file), "utf8");
const files = readdirSync(library, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(library.length + 1));

describe("the package", () => {
  test("has the expected files, and no test, bench, story or stray file", () => {
    expect(files).toEqual(expect.arrayContaining(["CHANGELOG.md", "LICENSE", "README.md", "THIRD_PARTY.md"]));
    const stray = files.filter((file) => !/^(dist|src)\/|^[A-Z_]+(\.md)?$|^llms\.txt$|^package\.json$/.test(file));
    expect(stray).toEqual([]);
    expect(files.filter((file) => /\.(test|spec|bench|stories)\.|(^|\/)(test|bench|stories)\//.test(file))).toEqual([]);
    expect(files.filter((file) => file.startsWith("dist/") && !/\.(js|d\.ts)(\.map)?$/.test(file))).toEqual([]);
  });

  test("has every file that its exports name, types first", () => {
    expect(entries.length).toBeGreaterThanOrEqual(5);
    for (const { name, conditions } of entries) {
      const targets = Object.values(conditions);
      expect(
        targets.filter((target) => !existsSync(join(library, target))),
        name,
      ).toEqual([]);
      const order = Object.keys(conditions).filter((condition) => !condition.startsWith("@"));
      expect(order, name).toEqual(["types", "default"]);
    }
  });

  test("has the worker's script in one file, that anybody can serve", () => {
    const script = read("dist/engine.worker.js");
    expect(script.match(/\b(?:import|from)\s*["'][^"']*["']|\bimport\(/g) ?? []).toEqual([]);
    expect(script).toContain("subscribe_depth");
  });

  test("says before anything else that a page's entry runs on the client", () => {
    const sources = entries.map(({ conditions }) => [conditions.default, conditions["@o2-react/source"]] as const);
    const marked = sources.filter(([, source]) => /^"use client";/.test(read(source ?? "")));
    expect(marked.map(([built]) => built)).toContain("./dist/index.js");
    for (const [built] of marked) expect(read(built).split("\n")[0], built).toBe('"use client";');
    // No other module calls React, except in the entries for tests. A server component may import them unchanged.
    const others = sources
      .map(([built]) => built)
      .filter((built) => !/^"use client"/.test(read(built)) && !/\/testing/.test(built));
    expect(others).toEqual(expect.arrayContaining(["./dist/client.js", "./dist/server.js"]));
    for (const file of others) expect(reached(file).filter(usesReact), file).toEqual([]);
  });

  test("is public, built with provenance, and free of side effects", () => {
    expect(manifest.publishConfig).toEqual({ access: "public", provenance: true });
    expect(manifest.sideEffects).toBe(false);
  });

  test("has the dependencies for which the lockfile of the compatibility checks was made", () => {
    const lock = JSON.parse(readFileSync(join(compat, "package-lock.json"), "utf8"));
    const { dependencies, peerDependencies, integrity } = lock.packages["node_modules/o2-react"];
    const hint = "run `npm run compat:lock`";
    expect({ dependencies, peerDependencies }, hint).toEqual({
      dependencies: manifest.dependencies,
      peerDependencies: manifest.peerDependencies,
    });
    expect(integrity, hint).toBeUndefined();
  });
});

/** A built file and all files of the package that it imports. */
function reached(file: string, found = new Set<string>()): string[] {
  const path = join(file);
  if (found.has(path)) return [...found];
  found.add(path);
  for (const [, from, next = from ?? ""] of read(path).matchAll(
    /^(?:import|export) [^;]*?from "(\.[^"]+)"|^import "(\.[^"]+)"/gm,
  ))
    reached(join(dirname(path), next), found);
  return [...found];
}

const usesReact = (file: string): boolean => /from "(react|zustand\/react)/.test(read(file));

describe("an import for nothing", () => {
  // Node's own modules are in no page.
  const inPage = entries.filter(
    ({ conditions }) => !reached(conditions.default).some((file) => /from "node:/.test(read(file))),
  );

  test("is tried with every entry but the one for Node", () => {
    expect(entries.filter((entry) => !inPage.includes(entry)).map(({ name }) => name)).toEqual([
      "o2-react/testing/node",
    ]);
  });

  test.each(inPage)("leaves nothing of $name in a bundle", async ({ name }) => {
    expect(await bundle(`import "${name}";`)).toBe("");
  });

  // A bundler relies on `sideEffects: false`. Away from package.json it has to look into the modules.
  test.each(inPage)("of $name does no work, whatever package.json says", async ({ conditions }) => {
    const bare = mkdtempSync(join(tmpdir(), "o2-react-dist-"));
    onTestFinished(() => rmSync(bare, { recursive: true }));
    cpSync(join(library, "dist"), join(bare, "dist"), { recursive: true });
    const left = await bundle(`import ${JSON.stringify(join(bare, conditions.default))};`, true);
    // Creating contexts, constants and lazy imports is harmless, although a bundler cannot know that.
    const made = [...left.matchAll(/\b(?:createContext|lazy) as (\w+)/g)].map(([, name]) => name);
    const calls = left.match(/(?:new )?[\w$.]+(?=\()/g) ?? [];
    expect(calls.filter((call) => ![...made, "Object.keys", "import"].includes(call))).toEqual([]);
    expect(left).not.toMatch(/[\w$\])]\.[\w$]+\s*=[^=>]/);
    expect(left.length).toBeLessThan(500);
  });
});

/** Vite's bundle of a page. */
async function bundle(code: string, isAlone = false): Promise<string> {
  const entry = join(compat, "entry.js");
  const external = (id: string): boolean => !/^[./]/.test(id) && (isAlone || !id.startsWith("o2-react"));
  const result = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) => (id === entry ? code : null),
      },
    ],
    build: {
      write: false,
      minify: true,
      // As a library, because for a page Vite adds code that loads its lazy parts.
      lib: { entry, formats: ["es"] },
      rollupOptions: {
        external,
        treeshake: { moduleSideEffects: [{ external: true, sideEffects: false }] },
      },
    },
  });
  const chunks = [result].flat().flatMap((output) => ("output" in output ? output.output : []));
  return (
    chunks
      // A lazy chunk does not count.
      .map((chunk) => ("code" in chunk && chunk.isEntry ? chunk.code : ""))
      .join("")
      // The bundler names each module's file above its remaining code.
      .replace(/^\/\/.*$/gm, "")
      .trim()
  );
}

describe("source maps", () => {
  const maps = files.filter((file) => file.endsWith(".map"));
  const mapOf = (file: string): SourceMapPayload => JSON.parse(read(file));

  test("are there for every file that has code or types of its own", () => {
    const own = files.filter((file) => /^dist\/.*\.(js|d\.ts)$/.test(file) && !maps.includes(`${file}.map`));
    for (const file of own)
      expect(
        read(file)
          .replace(/^(?:import|export) [^;]*;$|^\/\/.*$|^"use client";$|^export \{\}$/gm, "")
          .trim(),
        file,
      ).toBe("");
    for (const file of maps) {
      expect(read(file.slice(0, -".map".length)).trimEnd().split("\n").at(-1)).toBe(
        `//# sourceMappingURL=${basename(file)}`,
      );
    }
  });

  test("lead to sources in the package, with the same content", () => {
    expect(maps.length).toBeGreaterThan(10);
    for (const file of maps) {
      const { sources, sourcesContent } = mapOf(file);
      sources.forEach((source, index) => {
        // The worker's script contains its dependencies, and its map names their sources as their own maps do.
        if (file === "dist/engine.worker.js.map" && /node_modules/.test(source)) return;
        const path = resolve(library, dirname(file), source);
        expect(existsSync(path), `${file}: ${source}`).toBe(true);
        if (!file.endsWith(".d.ts.map")) expect(sourcesContent[index], source).toBe(readFileSync(path, "utf8"));
      });
    }
  });

  test("of the types: go to definition opens the source, where the hook stands", async () => {
    const types = files.filter((name) => /^dist\/react\/.*\.d\.ts$/.test(name));
    for (const hook of await hooks()) {
      const isDeclared = (text: string): boolean => new RegExp(`function ${hook}[<(]`).test(text);
      const file = types.find((name) => isDeclared(read(name))) ?? "";
      const lines = read(file).split("\n");
      const line = lines.findIndex(isDeclared);
      const entry = new SourceMap(mapOf(`${file}.map`)).findEntry(line, lines[line]?.indexOf(hook) ?? 0);
      if (!("originalSource" in entry)) throw new Error(`${hook} is not in the map`);
      const original = readFileSync(resolve(library, dirname(file), entry.originalSource), "utf8").split("\n");
      expect(original[entry.originalLine], hook).toContain(`function ${hook}`);
    }
  });

  test("of the code: an error's stack names the source and its line", () => {
    const code = `import("o2-react/client").then(({ O2WebSocket }) => new O2WebSocket({ wsUrl: "https://x.y" }))`;
    const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", "--eval", code], {
      cwd: compat,
      encoding: "utf8",
    });
    const [, file = "", line = ""] = /at .*?o2-react\/(src\/[^:]+\.ts):(\d+):\d+/.exec(stderr) ?? [];
    expect(file, stderr).toMatch(/^src\/client\//);
    expect(read(file).split("\n")[Number(line) - 1]).toContain("throw new O2InputError(");
  });
});
