import { fileURLToPath } from "node:url";
import { storybookTest } from "@storybook/addon-vitest/vitest-plugin";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumFlags, chromiumPath } from "./scripts/chromium.ts";
import { reactCompiler } from "./scripts/reactCompiler.ts";

// The suites import o2-react by its public names. They resolve to the sources through this condition, or, with
// O2_REACT_TARGET=dist, to the built package.
const isDist = process.env.O2_REACT_TARGET === "dist";
const conditions = isDist ? [] : ["@o2-react/source"];
const resolve = { conditions: [...conditions, "module", "browser", "development|production"] };
const ssr = { resolve: { conditions: [...conditions, "module", "node", "development|production"] } };

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

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        plugins: [reactCompiler(/\.compiled\.tsx$/)],
        test: {
          name: "unit",
          include: [isDist ? "test/**/*.test.{ts,tsx}" : "{src,test}/**/*.test.{ts,tsx}"],
          exclude: [
            "test/**/*.browser.test.tsx",
            "test/examples/**",
            "test/browsers/**",
            "test/compat/**",
            "test/chaos/**",
            "test/soak/**",
          ],
          // No file leaves anything behind, and starting a worker and a page for each would take most of the time.
          isolate: false,
        },
      },
      {
        resolve,
        ssr,
        // The truth suites once more, against the second exchange. What needs a browser stays with the first.
        test: {
          name: "second",
          include: ["test/truth/*.test.ts"],
          exclude: ["test/truth/restored.test.ts"],
          provide: { server: "second" },
          isolate: false,
        },
      },
      {
        resolve,
        ssr,
        // Apart from the others: it makes a page out of this process.
        test: { name: "chaos", include: ["test/chaos/*.test.ts"] },
      },
      {
        resolve,
        // Where the global setup runs.
        environments: { __vitest__: ssr },
        plugins: [react()],
        test: {
          name: "browser",
          include: ["test/**/*.browser.test.tsx"],
          globalSetup: ["test/support/served-exchange.ts"],
          browser: browser(),
        },
      },
      {
        resolve,
        plugins: [storybookTest({ configDir: fileURLToPath(new URL(".storybook", import.meta.url)) })],
        test: { name: "stories", browser: browser() },
      },
    ],
  },
});
