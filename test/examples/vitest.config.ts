// The examples as a stranger runs them: from the packed library, in folders of their own. Apart from the other suites, for
// they install and build first.
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
    // One thing at a time: the clocks of the pages are real.
    fileParallelism: false,
    isolate: false,
  },
});
