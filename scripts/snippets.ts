// Type-checks the code blocks of the documents and of TSDoc as a reader would: each is its own module, strict, against
// the sources. From the shell: npm run docs:snippets. docs/snippets/README.md says how blocks are read.
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as React from "react";

/** A code block: its place, and the module made of it. */
export interface Snippet {
  /** The document or source file. */
  readonly file: string;
  /** The line of the block's first line of code, from 1. */
  readonly line: number;
  readonly language: "ts" | "tsx";
  /** The name by which other blocks of its page import it, e.g. `app/page.tsx`. */
  readonly title: string | undefined;
  readonly code: string;
  /** Declarations in a comment above it: `<!-- snippet: declare const price: string; -->`. */
  readonly given: string;
  /** Marked `nocheck`: it is counted, but not checked. */
  readonly isUnchecked: boolean;
}

const ROOT = ".snippets";

/** The files that are searched for blocks. */
export const DOCUMENTS: string[] = [
  "*.md",
  "docs/*.md",
  "docs/hooks/*.md",
  "docs/reference/*.md",
  "docs/snippets/*.md",
  "lab/*.md",
  "lab/bench/*.md",
  "examples/*/*.md",
  "stories/**/*.mdx",
];
const SOURCES = ["src/**/*.ts", "src/**/*.tsx"];

/** All code blocks. */
export function findSnippets(): Snippet[] {
  const documents = globSync(DOCUMENTS).filter((file) => file !== "CHANGELOG.md");
  const sources = globSync(SOURCES).filter((file) => !file.includes(".test."));
  return [
    ...documents.sort().flatMap((file) => inMarkdown(file, readFileSync(file, "utf8").split("\n"))),
    ...sources.sort().flatMap((file) => inTsdoc(file, readFileSync(file, "utf8"))),
  ];
}

/** The blocks between fences. `first` is the number of the first line. */
export function inMarkdown(file: string, lines: readonly string[], first = 1): Snippet[] {
  const found: Snippet[] = [];
  let given = "";
  let open: { readonly fence: string; readonly info: string; readonly from: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const [, fence = "", info = ""] = /^\s*(`{3,})(.*)$/.exec(line) ?? [];
    const [, declared] = /^(?:<!--|\{\/\*) snippet: (.*) (?:-->|\*\/\})$/.exec(line) ?? [];
    if (declared !== undefined && !open) given = declared;
    if (fence && !open) open = { fence, info, from: index + 1 };
    else if (open && fence === open.fence && info === "") {
      const [, language] = /^(tsx?)\b/.exec(open.info) ?? [];
      if (language === "ts" || language === "tsx") {
        found.push({
          file,
          line: first + open.from,
          language,
          title: /\btitle="([^"]+)"/.exec(open.info)?.[1],
          code: lines.slice(open.from, index).join("\n"),
          given,
          isUnchecked: /\bnocheck\b/.test(open.info),
        });
        given = "";
      }
      open = undefined;
    }
  }
  return found;
}

/** The blocks between fences in comments, and the text after an `@example` without a fence. */
export function inTsdoc(file: string, source: string): Snippet[] {
  return [...source.matchAll(/^ *\/\*\*[\s\S]*?\*\//gm)].flatMap(({ 0: comment, index }) => {
    const first = source.slice(0, index).split("\n").length;
    const lines = comment.split("\n").map((line) => line.replace(/^ *(\/\*\*|\*\/|\*) ?/, "").replace(/ *\*\/$/, ""));
    const start = lines.findIndex((line) => line.startsWith("@example"));
    const rest = lines.slice(start + 1);
    const end = rest.findIndex((line) => line.startsWith("@"));
    const example = end < 0 ? rest : rest.slice(0, end);
    if (start < 0 || example.some((line) => line.startsWith("```"))) return inMarkdown(file, lines, first);
    const bare = { title: undefined, given: "", isUnchecked: false, language: "tsx" as const };
    return [{ ...bare, file, line: first + start + 1, code: example.join("\n") }];
  });
}

/** An error of the compiler in a block, with its place in the document. */
export interface Problem {
  readonly at: string;
  readonly message: string;
}

/** Writes each block as a module below `root`, a folder for each document. Returns the document of each module. */
export function writeModules(root: string, snippets: readonly Snippet[]): Map<string, string> {
  const origins = new Map<string, string>();
  for (const snippet of snippets.filter(({ isUnchecked }) => !isUnchecked)) {
    const path = join(root, snippet.file, snippet.title ?? `line-${snippet.line}.${snippet.language}`);
    const text = toModule(snippet);
    origins.set(path, snippet.file);
    mkdirSync(dirname(path), { recursive: true });
    // An unchanged file is not written, because that would start a watching test run again.
    if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  }
  return origins;
}

/** Writes the blocks as modules and checks them all. */
export async function check(snippets: readonly Snippet[]): Promise<Problem[]> {
  rmSync(ROOT, { recursive: true, force: true });
  const origins = writeModules(ROOT, snippets);
  writeFileSync(
    join(ROOT, "tsconfig.json"),
    JSON.stringify({
      extends: "../docs/snippets/tsconfig.json",
      include: ["./**/*.ts", "./**/*.tsx", "../docs/snippets/*.d.ts"],
    }),
  );
  const said = await compile();
  return said.split("\n").flatMap((line) => {
    const [, path = "", row, column, message = ""] = /^(.+?)\((\d+),(\d+)\): error (.*)$/.exec(line) ?? [];
    // A message may continue on indented lines. Errors of the sources are left out: they have their own check, with
    // other settings.
    return message && !path.startsWith("src/")
      ? [{ at: `${origins.get(path) ?? path}:${row}:${column}`, message }]
      : [];
  });
}

function compile(): Promise<string> {
  return new Promise((resolve, reject) => {
    const compiler = join("node_modules", ".bin", "tsc");
    execFile(compiler, ["--noEmit", "--pretty", "false", "-p", ROOT], { encoding: "utf8" }, (error, stdout, stderr) => {
      if (error && !stdout) reject(new Error(stderr || error.message));
      else resolve(stdout);
    });
  });
}

const entries: readonly (readonly [string, string])[] = Object.entries(
  (JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, string | Record<string, string>> })
    .exports,
).flatMap(([path, target]) =>
  typeof target === "object" ? [[`o2-react${path.slice(1)}`, String(target["@o2-react/source"])] as const] : [],
);

/**
 * The module of each name that a block uses and does not import: the first of our entries that exports it, React, or
 * the test tools.
 */
const homes = new Map<string, string>([
  ...["expect", "test", "vi"].map((name) => [name, "vitest"] as const),
  ["render", "@testing-library/react"],
  ...Object.keys(React).flatMap((name) => (name === "default" ? [] : [[name, "react"] as const])),
  ...["CSSProperties", "ReactElement", "ReactNode"].map((name) => [name, "react"] as const),
  ...entries.toReversed().flatMap(([entry, file]) => exportsOf(file).map((name) => [name, entry] as const)),
]);

function exportsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  const listed = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = ""]) =>
    names.split(",").map((name) => name.replace(/^\s*(?:type )?(?:.* as )?/, "").trim()),
  );
  const declared = [...source.matchAll(/^export (?:abstract )?(?:const|function|class|interface|type) (\w+)/gm)];
  const whole = [...source.matchAll(/^export \* from "(.+)"/gm)];
  return [
    ...listed.filter((name) => name !== ""),
    ...declared.map(([, name = ""]) => name),
    ...whole.flatMap(([, path = ""]) => exportsOf(join(dirname(file), path))),
  ];
}

/** A block as a module. Its lines keep their numbers, so that the compiler's line numbers are the document's. */
function toModule({ code, line, given }: Snippet): string {
  const isFile = /^import /m.test(code);
  const isHome = (name: string): boolean =>
    new RegExp(`(?<![.\\w"'-])${name}\\b(?!["':]|\\?:)`).test(`${given}\n${code}`) &&
    !new RegExp(`\\b(?:function|const|let|class|interface|type) ${name}\\b`).test(code);
  const imports = isFile
    ? []
    : [...homes].flatMap(([name, home]) => (isHome(name) ? [`import { ${name} } from "${home}";`] : []));
  const head = [...imports, given, "export {};"].join(" ");
  return `${head}${"\n".repeat(line - 1)}${inFunction(code)}\n`;
}

/** A block that returns is the body of a function. */
function inFunction(code: string): string {
  if (!/^(?:if \(.*\) )?return\b/m.test(code)) return code;
  const lines = code.split("\n");
  const first = lines.findIndex((line) => line !== "" && !line.startsWith("import "));
  return [...lines.slice(0, first), `export async function body() { ${lines.slice(first).join("\n")}`, "}"].join("\n");
}

if (import.meta.main) {
  const snippets = findSnippets();
  const problems = await check(snippets);
  for (const { at, message } of problems) console.error(`${at} ${message}`);
  const unchecked = snippets.filter(({ isUnchecked }) => isUnchecked).length;
  console.log(`${snippets.length - unchecked} code blocks checked, ${unchecked} not, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}
