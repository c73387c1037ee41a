// The examples as users run them: from the packed library, in folders of their own. Separate from the other suites,
// because they install and build first.
import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@o2-react/source", "module", "node", "development|production"] } },
  test: {
    name: "examples",
    include: ["test/examples/*.test.ts"],
    globalSetup: ["test/examples/setup.ts"],
    // Only a hang takes this long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One at a time, because the pages run in real time.
    fileParallelism: false,
    isolate: false,
  },
});
