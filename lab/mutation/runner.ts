// Runs suites again and again in one worker. What they test stays loaded, only the test files are read anew: that costs
// milliseconds where a worker costs seconds.
import { BroadcastChannel } from "node:worker_threads";
import { type RunnerTestCase, type RunnerTestFile, type RunnerTestSuite, TestRunner, vi } from "vitest";
import { startTests } from "vitest/internal/browser";
import { type Coverage, channel, type Done, type Job, type Ran } from "./messages.ts";

interface Stryker {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: Coverage | undefined;
}
const shared = globalThis as { __stryker__?: Stryker };
shared.__stryker__ ??= {};
const stryker = shared.__stryker__;

const idOf = (test: RunnerTestCase) => `${test.file.name}#${test.fullTestName}`;

/** Runs the files of one job; stops at the first failure where there is a mutant. */
class Again extends TestRunner {
  job: Job | undefined;
  onBeforeRunFiles() {
    // Loaded without it: only what runs in a test is to be mutated.
    if (this.job?.mutant) activate(this.job);
  }
  override async onBeforeRunTask(test: RunnerTestCase) {
    await super.onBeforeRunTask(test);
    if (!this.job?.mutant) stryker.currentTestId = idOf(test);
  }
  override onAfterRunTask(test: RunnerTestCase) {
    super.onAfterRunTask(test);
    stryker.currentTestId = undefined;
    if (this.job?.mutant && test.result?.state === "fail") this.cancel("test-failure");
  }
}

function activate({ mutant }: Job): void {
  stryker.activeMutant = mutant?.id;
  stryker.hitLimit = mutant?.hitLimit;
}

function deactivate(): void {
  stryker.activeMutant = undefined;
  stryker.hitLimit = undefined;
}

const testsOf = (suite: RunnerTestSuite): RunnerTestCase[] =>
  suite.tasks.flatMap((task) => (task.type === "suite" ? testsOf(task) : [task]));

function ran(test: RunnerTestCase): Ran {
  const state = test.result?.state;
  const { location } = test;
  const failure = test.result?.errors?.[0]?.message ?? "It failed.";
  return {
    id: idOf(test),
    name: test.fullTestName,
    fileName: test.file.filepath,
    timeSpentMs: test.result?.duration ?? 0,
    status: state === "pass" ? 0 : state === "fail" ? 1 : 2,
    ...(state === "fail" ? { failureMessage: failure } : {}),
    ...(location ? { startPosition: { line: location.line - 1, column: location.column - 1 } } : {}),
  };
}

/** The runner that vitest finds: when its seed is done it stays, and does jobs until there are no more. */
export default class Staying extends TestRunner {
  override async onAfterRunFiles(files: RunnerTestFile[]) {
    super.onAfterRunFiles(files);
    const place = files[0]?.filepath.includes("seed.page") ? "page" : "node";
    const line = new BroadcastChannel(channel(place));
    const jobs: (Job | "end")[] = [];
    let wake: () => void = () => undefined;
    line.onmessage = (event) => {
      jobs.push((event as { data: Job | "end" }).data);
      wake();
    };
    line.postMessage("ready");
    for (;;) {
      const job = jobs.shift();
      if (job === "end") break;
      if (job) line.postMessage(await this.#do(job));
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    line.close();
  }

  async #do(job: Job): Promise<Done> {
    if (job.reload) vi.resetModules();
    const tests: Ran[] = [];
    let error: string | undefined;
    stryker.mutantCoverage = { static: {}, perTest: {} };
    stryker.hitCount = 0;
    for (const { path, names } of job.files) {
      if (job.mutant?.isStatic) activate(job);
      const [file] = await this.#run(job, path, names);
      deactivate();
      const failed = file && testsOf(file).find((test) => test.result?.state === "fail");
      if (file)
        tests.push(
          ...testsOf(file)
            .filter(({ mode, result }) => result || mode === "skip")
            .map(ran),
        );
      if (failed && job.mutant) {
        // It must be the mutant that made it fail, and nothing that one before has left behind.
        if (job.mutant.isStatic) vi.resetModules();
        const [again] = await this.#run({ id: job.id, files: [], reload: false }, path, [failed.fullTestName]);
        const still = again && testsOf(again).find((test) => test.result?.state === "fail");
        if (still) error = `${failed.fullTestName} fails without the mutant: ${still.result?.errors?.[0]?.message}`;
        break;
      }
      const count = file ? testsOf(file).filter(({ result }) => result?.state === "pass").length : 0;
      if (names && !failed && file?.result?.state !== "fail" && count < names.length) {
        // Nothing is proven by a test that did not run.
        const found = file ? testsOf(file).map((test) => `${test.mode} ${test.fullTestName}`) : [];
        error = `${path}: of ${names.length} tests ${count} ran: ${names[0]}, of ${found.slice(0, 3).join("; ")}`;
        break;
      }
      if (file?.result?.state === "fail" && !failed) {
        const message = file.result.errors?.[0]?.message ?? "It could not be loaded.";
        if (job.mutant?.isStatic)
          tests.push({
            id: `${path}#`,
            name: path,
            fileName: path,
            status: 1,
            timeSpentMs: 0,
            failureMessage: message,
          });
        else error = `${path}: ${message}`;
        break;
      }
    }
    return {
      id: job.id,
      tests,
      coverage: stryker.mutantCoverage,
      hitCount: stryker.hitCount,
      ...(error ? { error } : {}),
    };
  }

  async #run(job: Job, path: string, names: readonly string[] | undefined): Promise<RunnerTestFile[]> {
    // Where all must pass, on a busy machine too, there is time; with a mutant, what takes so long hangs, and so it would
    // have without it, if it has no more time then.
    const isTight = job.mutant !== undefined || names !== undefined;
    const runner = new Again({
      ...this.config,
      testTimeout: isTight ? 4_000 : 60_000,
      hookTimeout: isTight ? 2_000 : 60_000,
    });
    const { moduleRunner } = this as unknown as { moduleRunner: unknown };
    Object.assign(runner, { moduleRunner, trace: undefined, job });
    (runner as unknown as { __setTraces(traces: unknown): void }).__setTraces(
      (this as unknown as { _otel: unknown })._otel,
    );
    const files = await startTests(
      [{ filepath: path, ...(names ? { testNames: [...names] } : {}) }] as never,
      runner as never,
    );
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    return files as unknown as RunnerTestFile[];
  }
}
