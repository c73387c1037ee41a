// The library with a record of calls between files, for the walks of CONTRIBUTING.md. Each function of `src` notes its
// file while it runs; an async one when it begins. Getters, constructors and generators are left out.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type NodePath, types as t, transformSync } from "@babel/core";
import { build } from "rolldown";
import { onTestFinished } from "vitest";

/** A call from one file into another. */
export interface Entry {
  readonly file: string;
  /** The files of the running functions, the outermost first. */
  readonly below: readonly string[];
}

/** The library, and the calls since the record was last taken. */
export interface Walked<T> {
  readonly library: T;
  take(): readonly Entry[];
}

const SOURCE = resolve("src");

/** Bundles an entry of `src` with the record in it. */
const bundled = (entry: string) =>
  build({
    input: resolve(entry),
    platform: "node",
    external: [/^node:/, "ws"],
    resolve: { conditionNames: ["@o2-react/source", "module", "node", "import", "default"] },
    plugins: [{ name: "walk", transform: (code, id) => (id.startsWith(SOURCE) ? noted(code, id) : null) }],
    logLevel: "silent",
    write: false,
  });

/** The bundle of each entry. It takes seconds, so a test file makes it once, and each of its tests loads it anew. */
const made = new Map<string, ReturnType<typeof bundled>>();

/** Loads an entry of `src` with the record in it. */
export async function walked<T>(entry: string): Promise<Walked<T>> {
  const making = made.get(entry) ?? bundled(entry);
  made.set(entry, making);
  const { output } = await making;
  const directory = await mkdtemp(join(tmpdir(), "o2-react-walk-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const entries: Entry[] = [];
  const stack: string[] = [];
  const note = (file: string): void => {
    if (stack.at(-1) !== file) entries.push({ file, below: [...stack] });
  };
  Object.assign(globalThis, {
    o2Walk: {
      note,
      enter(file: string) {
        note(file);
        stack.push(file);
      },
      leave: () => stack.pop(),
    },
  });
  for (const chunk of output)
    if (chunk.type === "chunk") await writeFile(join(directory, `${chunk.fileName}`), chunk.code);
  const [main] = output;
  const library: T = await import(/* @vite-ignore */ pathToFileURL(join(directory, main.fileName)).href);
  return { library, take: () => entries.splice(0) };
}

/** A file whose functions record their beginning and end. */
function noted(code: string, id: string): string {
  const call = (name: string, ...args: t.Expression[]): t.Statement =>
    t.expressionStatement(t.callExpression(t.memberExpression(t.identifier("o2Walk"), t.identifier(name)), args));
  const file = relative(SOURCE, id);
  const visit = (path: NodePath<t.Function>): void => {
    const { node } = path;
    const isMethod = t.isClassMethod(node) || t.isClassPrivateMethod(node) || t.isObjectMethod(node);
    if (node.generator || (isMethod && node.kind !== "method")) return;
    const body = t.isBlockStatement(node.body) ? node.body.body : [t.returnStatement(node.body as t.Expression)];
    if (node.async) node.body = t.blockStatement([call("note", t.stringLiteral(file)), ...body]);
    else
      node.body = t.blockStatement([
        call("enter", t.stringLiteral(file)),
        t.tryStatement(t.blockStatement(body), null, t.blockStatement([call("leave")])),
      ]);
  };
  const done = transformSync(code, {
    filename: id,
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ["typescript", "jsx"] },
    plugins: [{ visitor: { Function: { exit: visit } } }],
  });
  return done?.code ?? code;
}
