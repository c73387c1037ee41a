// Each TypeScript reads the shipped types without skipping them, with React's types of 18 and 19 and both module
// resolutions. It infers the promised types for a consumer, and rejects wrong code.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { compat, entries, hooks, requireThere } from "./support.ts";

const { dependencies } = JSON.parse(readFileSync(join(compat, "package.json"), "utf8"));
const compilers = Object.keys(dependencies).filter((name) => name.startsWith("typescript-"));
const newest = compilers.at(-1) ?? "";
const consumer = join(compat, "typescript/consumer.tsx");

const typesOf = (react: string, name: string): string =>
  dirname(requireThere.resolve(`@types/${name}/package.json`, { paths: [join(compat, `react-${react}`)] }));

/** Writes the compiler's input, with an import of every entry, and returns its output about our files. */
async function complaints(
  compiler: string,
  moduleResolution: "bundler" | "nodenext",
  react: string,
): Promise<string[]> {
  const folder = join(compat, "typescript/.checks", `${compiler} ${moduleResolution} react-${react}`);
  mkdirSync(folder, { recursive: true });
  const imports = entries.map(({ name }, index) => `import * as entry${index} from "${name}";\n`);
  const uses = entries.map((_, index) => `export type Entry${index} = typeof entry${index};\n`);
  writeFileSync(join(folder, "entries.ts"), [...imports, ...uses].join(""));
  const paths = ["react", "react-dom"].flatMap((name) => {
    const types = typesOf(react, name);
    return [
      [name, [`${types}/index.d.ts`]],
      [`${name}/*`, [`${types}/*.d.ts`, `${types}/*/index.d.ts`]],
    ] as const;
  });
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
    module: moduleResolution === "bundler" ? "esnext" : "nodenext",
    moduleResolution,
    paths: Object.fromEntries(paths),
    typeRoots: [dirname(typesOf(react, "react"))],
    types: [],
    jsx: "react-jsx",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    // TypeScript's own declarations may be skipped.
    skipDefaultLibCheck: true,
    noEmit: true,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["entries.ts", consumer] }, null, 2),
  );
  const tsc = join(dirname(requireThere.resolve(`${compiler}/package.json`)), "bin/tsc");
  const said = await promisify(execFile)(process.execPath, [
    tsc,
    "--pretty",
    "false",
    "--listFiles",
    "-p",
    folder,
  ]).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
  // With two versions in one program the test would prove nothing.
  const reacts = said.split("\n").filter((line) => line.endsWith("/@types/react/index.d.ts"));
  expect(reacts).toEqual([join(typesOf(react, "react"), "index.d.ts")]);
  // Errors in other packages do not count, only those of the library and of code that uses it.
  return said
    .split("\n")
    .filter((line) => /error TS/.test(line) && (!/node_modules\//.test(line) || /node_modules\/o2-react\//.test(line)));
}

test("the consumer uses each hook", async () => {
  const text = readFileSync(consumer, "utf8");
  expect((await hooks()).filter((hook) => !text.includes(`${hook}(`))).toEqual([]);
});

test("every minor from 5.6 to 7 is tried", () => {
  expect(compilers.map((name) => name.replace("typescript-", ""))).toEqual(["5.6", "5.7", "5.8", "5.9", "6.0", "7.0"]);
});

// Each resolution with one React, and the newest compiler with every React. A fault of one combination alone is
// unlikely.
const checks = compilers.flatMap((compiler) => [
  [compiler, "bundler", "19.0"] as const,
  [compiler, "nodenext", "18.3"] as const,
]);

test.concurrent.each([...checks, [newest, "nodenext", "19.0"] as const, [newest, "bundler", "18.0"] as const])(
  "%s, %s, the types of React %s",
  async (compiler, resolution, react) => {
    expect(await complaints(compiler, resolution, react)).toEqual([]);
  },
);
