// The suites that mutants are tried against: those of one room, and those that use it by public name.
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const room = process.env.MUTATION_ROOM === "store" ? "store" : "client";
const suites = [`src/${room}`, `test/${room}`, "test/truth", ...(room === "store" ? ["test/react"] : [])];

/** The nearest suites first: the first test that fails ends a mutant. */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const distance = ({ moduleId }: TestSpecification) => suites.findIndex((suite) => moduleId.includes(`/${suite}/`));
    return files.toSorted((a, b) => distance(a) - distance(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

const conditions = ["@o2-react/source"];

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: [...conditions, "module", "node", "development|production"] } },
  test: {
    include: suites.map((suite) => `${suite}/*.test.{ts,tsx}`),
    exclude: ["test/truth/{outage,restored}.test.ts", "test/store/memory.test.ts", "test/client/restServer.test.ts"],
    setupFiles: ["lab/mutation/setup.ts"],
    isolate: false,
    testTimeout: 10_000,
    retry: 1,
    sequence: { setupFiles: "list", sequencer: NearestFirst },
  },
});
