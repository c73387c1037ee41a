// The suites as projects: those of `npm test`, and those of `npm run test:stories`, `test:chaos`, `test:long` and `test:dist`.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { storybookTest } from "@storybook/addon-vitest/vitest-plugin";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { chromiumFlags, chromiumPath } from "./scripts/chromium.ts";
import { reactCompiler } from "./scripts/reactCompiler.ts";

/** How the projects run: all in one run, those that wait beside those that work. */
const shared = {
  // Many suites mostly wait (real sockets, real timers): with fewer workers than this, small machines are idle half the time.
  maxWorkers: Math.max(6, availableParallelism() - 1),
  // Only a hang takes this long. A busy machine may need many times what a quiet one does; a green test ends at once.
  testTimeout: 300_000,
  hookTimeout: 300_000,
} as const;

/** The suites import o2-react by its public names: they resolve to the sources by this condition, or else to `dist`. */
const resolving = (source: readonly string[]) => ({
  resolve: { conditions: [...source, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [...source, "module", "node", "development|production"] } },
});
const { resolve, ssr } = resolving(["@o2-react/source"]);

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What the suites in Node import under another name. */
const alias = {
  // The official SDK cannot be installed here; a page that imports it is played with a stand-in.
  "@o2exchange/sdk": fileAt("test/support/officialSdk/index.ts"),
  // With a page in the environment `ws` resolves to its stub for browsers; a suite may serve an exchange to its page.
  ws: fileAt("node_modules/ws/wrapper.mjs"),
};

/** Suites in Node with a project of their own, or none. */
const elsewhere = [
  "test/**/*.browser.test.tsx",
  ...["browsers", "examples", "compat", "chaos", "soak"].map((room) => `test/${room}/**`),
];

/** The suites of `src` and `test` that need no browser, no page of their own and no production build of React. */
const unit = {
  ...shared,
  exclude: elsewhere,
  setupFiles: ["test/support/seed.ts", "test/support/engine.ts", "test/support/leftovers.ts"],
  // No file leaves anything behind, and starting a worker and a page for each would take most of the time.
  isolate: false,
  alias,
};

/** The suites of test/truth, against another exchange than `unit` has. What needs a browser stays there. */
const truth = {
  ...shared,
  include: ["test/truth/*.test.ts"],
  exclude: ["test/truth/restored.test.ts"],
  isolate: false,
};

/** The truth suites against another exchange: the second one, or the simulated one in other spellings than the likely ones. */
const against = (name: string, provide: { readonly server: "second" } | { readonly wire: "alt" | "mixed" }) => ({
  resolve,
  ssr,
  test: { ...truth, name, provide },
});

/** The projects that wait longest, and so begin first: the others fill the time. */
const LONGEST = ["soak", "chaos"];

/**
 * Orders files by project, and within one those with a page before the others: a worker is used again only for a file of
 * the same project and environment, and starting one takes seconds.
 */
class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const keys = new Map(sorted.map((file) => [file, keyOf(file)]));
    return sorted.sort((a, b) => (keys.get(a) ?? "").localeCompare(keys.get(b) ?? ""));
  }
}

function keyOf({ project, moduleId }: TestSpecification): string {
  const hasPage = readFileSync(moduleId, "utf8").startsWith("// @vitest-environment happy-dom");
  return `${LONGEST.includes(project.name) ? 0 : 1} ${project.name} ${hasPage ? "page" : "without"}`;
}

const path = chromiumPath();

/** A fresh object for each project: vitest 5 writes into the one it is given. */
const browser = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: { ...(path ? { executablePath: path } : {}), args: [...chromiumFlags] },
    contextOptions: { locale: "en-US", timezoneId: "UTC" },
  }),
  instances: [{ browser: "chromium" as const }],
});

/** The suites of the hooks that say nothing of a real browser. */
const notInChromium = [
  // On a server: it asks for a thread without a page, and imports what writes files.
  "test/react/server.test.tsx",
  // The runner makes no second copy of a module in a browser.
  "test/react/copies.test.tsx",
  // In real time, with frames made of timers: test/browser/slices.browser.test.tsx has the same with those of Chromium.
  "test/react/slices.test.tsx",
];

/** The suites of the hooks in Chromium. */
const hooksIn = (
  name: string,
  setup: readonly string[],
  { exclude, ...more }: { readonly exclude: readonly string[]; readonly provide?: { readonly engine: "worker" } },
) => ({
  resolve,
  plugins: [react()],
  // A page whose server finds a dependency later is loaded anew, in the middle of a suite.
  optimizeDeps: {
    include: ["@sinonjs/fake-timers", "@testing-library/react", "react-dom/server", "react/jsx-dev-runtime"],
  },
  test: {
    ...shared,
    name,
    include: ["test/react/*.test.tsx"],
    exclude: [...exclude],
    setupFiles: ["test/support/chromium/setup.ts", ...setup, "test/support/engine.ts"],
    // One page for all of them: to load the library again for each takes most of the time.
    isolate: false,
    ...more,
    browser: browser(),
  },
});

export default defineConfig({
  test: {
    sequence: { sequencer: ByProject },
    projects: [
      {
        resolve,
        ssr,
        plugins: [reactCompiler(/\.compiled\.tsx$/)],
        test: { ...unit, name: "unit", include: ["{src,test}/**/*.test.{ts,tsx}"] },
      },
      {
        ...resolving([]),
        plugins: [reactCompiler(/\.compiled\.tsx$/)],
        test: {
          ...unit,
          name: "dist",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: [
            ...elsewhere,
            // They look into the sources, whose engine is another copy than the built one.
            "test/store/port.test.ts",
            "test/store/taps.test.ts",
            // They have nothing of the library, or its sources alone: `unit` has shown it.
            "test/{audit,cached,imports,mutation,publishable,results,walk}.test.ts",
            "test/lab/{Pace,Remote,firstRow,frozen,results,waiting}.test.ts",
          ],
          globalSetup: ["test/support/build.ts"],
          env: { O2_REACT_TARGET: "dist" },
        },
      },
      {
        resolve,
        ssr,
        // The suites of the hooks and of the devtools once more, with the engine in another thread.
        test: {
          ...unit,
          name: "thread",
          include: ["test/react/*.test.tsx", "test/devtools/*.test.tsx", "src/devtools/Recorder.test.ts"],
          provide: { engine: "thread" },
        },
      },
      // The truth suites once more.
      against("second", { server: "second" }),
      against("alt", { wire: "alt" }),
      against("mixed", { wire: "mixed" }),
      {
        resolve,
        ssr,
        // Apart from the others: it makes a page out of this process.
        // Worlds that wait in real time: where eight others want the same core, they take minutes without hanging.
        test: { ...shared, name: "chaos", include: ["test/chaos/*.test.ts"], testTimeout: 900_000 },
      },
      {
        resolve,
        ssr,
        // React keeps more while developing, so it is the production build that is measured. The mode keeps its
        // transformed files apart from those of the other projects in vitest's cache.
        mode: "production",
        oxc: { jsx: { development: false } },
        test: { ...shared, name: "soak", include: ["test/soak/*.test.ts"], env: { NODE_ENV: "production" } },
      },
      {
        resolve,
        // Where the global setup runs.
        environments: { __vitest__: ssr },
        plugins: [react()],
        // A page whose server finds a dependency later is loaded anew, in the middle of a suite.
        optimizeDeps: { include: ["ag-grid-community", "ag-grid-react", "@tanstack/react-virtual"] },
        test: {
          ...shared,
          name: "browser",
          include: ["test/**/*.browser.test.tsx"],
          globalSetup: ["test/support/served-exchange.ts", "test/support/played.ts"],
          browser: browser(),
        },
      },
      hooksIn("hooks-page", [], { exclude: notInChromium }),
      hooksIn("hooks-worker", ["test/support/chromium/lockstep.ts"], {
        exclude: [
          ...notInChromium,
          // Days of quiet, second by second: in step with a worker that takes minutes.
          "test/react/quietMarket.test.tsx",
        ],
        provide: { engine: "worker" },
      }),
      {
        resolve,
        plugins: [storybookTest({ configDir: fileURLToPath(new URL(".storybook", import.meta.url)) })],
        test: { ...shared, name: "stories", browser: browser() },
      },
    ],
  },
});
