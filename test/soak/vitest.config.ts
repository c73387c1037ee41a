// npm run test:soak: apart from the other suites, for it runs React as a production build has it, and a file that was once
// transformed for development stays so for the whole of a vitest run.
import { defineConfig } from "vitest/config";

const conditions = ["@o2-react/source"];

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  oxc: { jsx: { development: false } },
  test: {
    name: "soak",
    include: ["test/soak/*.test.ts"],
    // React keeps more while developing.
    env: { NODE_ENV: "production" },
    // It counts what this process holds.
    fileParallelism: false,
  },
});
