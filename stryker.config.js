// Mutation testing, a room at a time: see mutation/README.md.
const room = process.env.MUTATION_ROOM === "store" ? "store" : "client";
const own = "mutation/.stryker";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: [`src/${room}/*.ts`, "!src/**/*.test.ts"],
  testRunner: "staying",
  plugins: ["./mutation/plugin.ts"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 3_000,
  timeoutFactor: 1.5,
  incremental: true,
  incrementalFile: `${own}/${room}.json`,
  tempDirName: `${own}/sandbox-${room}`,
  jsonReporter: { fileName: `${own}/${room}.report.json` },
  reporters: ["clear-text", "json"],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  ignorePatterns: ["/*", "!/src", "!/test", "!/mutation", "!/package.json", "!/stories", own],
  // Neither is read: TypeScript 7 has no API that Stryker could read a tsconfig with, and vitest only strips types.
  tsconfigFile: "none",
  disableTypeChecks: false,
};
