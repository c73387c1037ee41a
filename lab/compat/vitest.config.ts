// The suites on a user's versions: the hooks' own on the packed library with each React and through React Compiler, and
// test/compat.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { reactCompiler } from "../../scripts/reactCompiler.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const packed = `${here}node_modules/o2-react/`;

/** The packed library's entries, by the names they are imported by. */
const { exports } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const entries = Object.entries<{ default?: string }>(exports).flatMap(([path, { default: file }]) =>
  file ? [{ find: new RegExp(`^o2-react${path.slice(1)}$`), replacement: packed + file }] : [],
);

/** Its CommonJS would load the React beside it. */
const testingLibrary = {
  find: /^@testing-library\/react$/,
  replacement: fileURLToPath(
    new URL("../../node_modules/@testing-library/react/dist/@testing-library/react.esm.js", import.meta.url),
  ),
};

/**
 * Only a hang takes this long, as in the suites of `npm test`. A busy machine may need many times what a quiet one
 * does.
 */
const deadlines = { testTimeout: 300_000, hookTimeout: 300_000 } as const;

/** The hooks' suites on the packed library with one version of React. */
const react = (version: string) => ({
  resolve: {
    alias: [
      { find: /^react(-dom)?(?=\/|$)/, replacement: `${here}react-${version}/node_modules/$&` },
      testingLibrary,
      ...entries,
    ],
  },
  test: {
    ...deadlines,
    name: `react-${version}`,
    include: ["test/{react,harness,compat/react}/**/*.test.{ts,tsx}"],
    provide: { react: version },
    setupFiles: ["test/support/engine.ts"],
    isolate: false,
    // These import React, and only modules that vite transforms get the chosen version.
    server: { deps: { inline: [/\/o2-react\/dist\//, /\/zustand\//, /@testing-library\/react/] } },
  },
});

/** The hooks' suites on the sources as React Compiler compiles them. Many applications compile all imports with it. */
const conditions = ["@o2-react/source", "module", "node", "development|production"];
const compiled = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  plugins: [reactCompiler(/\/src\/react\//)],
  test: {
    ...deadlines,
    name: "compiled",
    include: ["test/{react,harness}/**/*.test.{ts,tsx}"],
    setupFiles: ["test/support/engine.ts"],
    isolate: false,
  },
};

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    // By default the runner leaves one core idle, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    projects: [
      react("18.0"),
      react("18.3"),
      react("19.0"),
      compiled,
      { test: { ...deadlines, name: "compat", include: ["test/compat/*.test.ts"], maxConcurrency: 2 } },
    ],
  },
});
