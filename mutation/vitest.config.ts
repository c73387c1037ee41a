// Two workers that stay: mutation/runner.ts runs the suites in them again and again.
import { defineConfig } from "vitest/config";

const conditions = ["@o2-react/source"];

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    include: ["mutation/seed.*.test.ts"],
    runner: "mutation/runner.ts",
    setupFiles: ["mutation/setup.ts"],
    includeTaskLocation: true,
    isolate: false,
    pool: "threads",
    maxWorkers: 2,

    reporters: [{}],
  },
});
