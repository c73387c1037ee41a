// npm run test:browsers: a smoke suite in each browser that scripts/browsers.ts finds. Separate from the other suites,
// because it starts whole browsers.
import { defineConfig } from "vitest/config";

const conditions = process.env.O2_REACT_TARGET === "dist" ? [] : ["@o2-react/source"];

export default defineConfig({
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    name: "browsers",
    include: ["test/browsers/*.test.ts"],
    // Generous: a test waits for conditions, and fails with the missing condition long before this.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
