// Two workers that stay: lab/mutation/runner.ts runs the suites in them again and again.
import { defineConfig } from "vitest/config";

const conditions = ["@o2-react/source"];

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    include: ["lab/mutation/seed.*.test.ts"],
    runner: "lab/mutation/runner.ts",
    setupFiles: ["lab/mutation/setup.ts"],
    includeTaskLocation: true,
    isolate: false,
    pool: "threads",
    maxWorkers: 2,

    reporters: [{}],
  },
});
