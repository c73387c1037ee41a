// The lines of code of an app's files, and the arithmetic in them, by their syntax.
import { parseSync, type types as t, traverse } from "@babel/core";

type Tree = t.File;

function parse(code: string): Tree {
  const parserOpts = { plugins: ["typescript", "jsx"] as ("typescript" | "jsx")[], tokens: true };
  const tree = parseSync(code, { configFile: false, babelrc: false, parserOpts });
  if (!tree) throw new Error("It cannot be read.");
  return tree;
}

/** The number of lines that have code on them: comments and blank lines have none. */
export function countLines(code: string): number {
  const lines = new Set<number>();
  for (const { type, loc, value } of (parse(code) as Tree & { tokens: Token[] }).tokens) {
    // The last token is the end of the file, which is no code.
    if (typeof type === "string" || type.label === "eof" || value === "") continue;
    // Text between elements reaches from the end of one line to the beginning of another.
    const isText = type.label === "jsxText";
    if (isText && String(value).trim() === "") continue;
    for (let line = loc.start.line; line <= loc.end.line; line += 1) lines.add(line);
  }
  return lines.size;
}

interface Token {
  /** A comment's is a name. */
  readonly type: string | { readonly label: string };
  readonly value?: unknown;
  readonly loc: t.SourceLocation;
}

const OPERATORS = new Set(["+", "-", "*", "/", "%", "**", "<<", ">>", ">>>", "&", "|", "^"]);

/** Functions that make a float of an amount, or compute with one. */
const NUMBERS = new Set(["Number", "parseFloat", "parseInt", "Math", "BigInt", "toFixed", "toPrecision", "reduce"]);

/** All that computes: operators between values, and whatever turns an amount into another number. One text for each. */
export function findArithmetic(code: string): string[] {
  const found: string[] = [];
  const say = (node: t.Node, what: string): void => void found.push(`line ${node.loc?.start.line}: ${what}`);
  traverse(parse(code), {
    BinaryExpression: ({ node }) => {
      if (OPERATORS.has(node.operator)) say(node, node.operator);
    },
    AssignmentExpression: ({ node }) => {
      if (OPERATORS.has(node.operator.slice(0, -1))) say(node, node.operator);
    },
    UnaryExpression: ({ node }) => {
      if (["+", "-", "~"].includes(node.operator)) say(node, node.operator);
    },
    UpdateExpression: ({ node }) => say(node, node.operator),
    Identifier: ({ node }) => {
      if (NUMBERS.has(node.name)) say(node, node.name);
    },
  });
  return found;
}
