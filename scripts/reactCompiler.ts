// React Compiler as users run it: its output for a file, the names of the compiled functions, and the same as a plugin
// of Vite.
import { transformSync } from "@babel/core";
import type { Plugin } from "vite";

export interface Compiled {
  readonly code: string;
  readonly map: unknown;
  /** The components and hooks that it compiled, by name. */
  readonly functions: readonly string[];
}

/**
 * Compiles a file; its types and JSX stay.
 * @throws if the compiler rejects code, instead of leaving it as it is.
 */
export function compile(code: string, filename: string): Compiled {
  const functions: string[] = [];
  const logger = {
    logEvent(_: string | null, event: { readonly kind: string; readonly fnName?: string | null }): void {
      if (event.kind === "CompileSuccess") functions.push(event.fnName ?? "?");
    },
  };
  const result = transformSync(code, {
    filename,
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    parserOpts: { plugins: ["typescript", "jsx"] },
    plugins: [["babel-plugin-react-compiler", { panicThreshold: "all_errors", logger }]],
  });
  return { code: result?.code ?? "", map: result?.map, functions };
}

/** Compiles the files with a matching path on their way into a page or a test. */
export function reactCompiler(files: RegExp): Plugin {
  return {
    name: "react-compiler",
    enforce: "pre",
    transform(code, id) {
      if (!files.test(id)) return null;
      const compiled = compile(code, id);
      return { code: compiled.code, map: compiled.map as null };
    },
  };
}
