// Mutation testing, a room at a time: see lab/mutation/README.md.
const room = process.env.MUTATION_ROOM === "store" ? "store" : "client";
const own = "lab/mutation/.stryker";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: [`src/${room}/*.ts`, "!src/**/*.test.ts"],
  testRunner: "staying",
  plugins: ["./lab/mutation/plugin.ts"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  // The plugin gives a mutant a budget of tests, so one deadline fits all.
  timeoutMS: 20_000,
  timeoutFactor: 0,
  dryRunTimeoutMinutes: 30,
  incremental: true,
  incrementalFile: `${own}/${room}.json`,
  tempDirName: `${own}/sandbox-${room}`,
  jsonReporter: { fileName: `${own}/${room}.report.json` },
  reporters: ["clear-text", "progress-append-only", "json"],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  ignorePatterns: ["/*", "!/src", "!/test", "!/lab", "!/package.json", "!/stories", own],
  // Neither is read: TypeScript 7 has no API that Stryker could read a tsconfig with, and vitest only strips types.
  tsconfigFile: "none",
  disableTypeChecks: false,
};
