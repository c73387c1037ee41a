// Tells Stryker what to change and how to run the tests: see lab/mutation/README.md.
const own = "lab/mutation/.stryker";

export default {
  mutate: ["src/{client,store}/*.ts", "!src/**/*.test.ts"],
  testRunner: "vitest",
  vitest: { configFile: "lab/mutation/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 60_000,
  timeoutFactor: 2,
  dryRunTimeoutMinutes: 30,
  incremental: true,
  tempDirName: `${own}/sandbox`,
  reporters: ["clear-text", "progress-append-only"],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  ignorePatterns: ["/*", "!/src", "!/test", "!/lab", "!/package.json", "!/stories", own],
  // Stryker reads neither: TypeScript 7 has no API to read a tsconfig with, and vitest only strips types.
  tsconfigFile: "none",
  disableTypeChecks: false,
};
