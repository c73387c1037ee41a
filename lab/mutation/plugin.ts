// Stryker's test runner for these suites: two workers of vitest that stay, one in plain Node and one with a page.
// `@stryker-mutator/vitest-runner` starts a worker for every mutant, which for these suites takes most of the time.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { BroadcastChannel } from "node:worker_threads";
import type {
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestRunner,
} from "@stryker-mutator/api/test-runner";
import { createVitest, type Vitest } from "vitest/node";
import { channel, type Done, type Job, type Place, type Ran } from "./messages.ts";

// Of each room its own suites, and those that go through it by public name, the nearest first: the first test that fails
// ends a mutant. Left out is what waits for a real clock, or takes seconds: it would be held against thousands.
const ROOM = process.env.MUTATION_ROOM === "store" ? "store" : "client";
const THROUGH = { client: ["test/truth/"], store: ["test/truth/", "test/react/"] };
const LEFT_OUT = [
  "test/truth/outage.test.ts",
  "test/truth/restored.test.ts",
  "test/store/memory.test.ts",
  "test/client/restServer.test.ts",
];

// A mutant is held against tests that take so long together, in milliseconds. One that only another test would find
// counts as survived.
const BUDGET = Number(process.env.MUTATION_BUDGET ?? 5_000);
// What each test took; written by the process that ran all, for the others.
const COSTS = "mutation-costs.json";
type Costs = Readonly<Record<string, number>>;

const PLACES: readonly Place[] = ["node", "page"];

class Staying implements TestRunner {
  readonly #suites: { readonly path: string; readonly place: Place }[] = [];
  readonly #lines = new Map<Place, BroadcastChannel>();
  readonly #waiting = new Map<number, (done: Done) => void>();
  #vitest: Vitest | undefined;
  #running: Promise<unknown> | undefined;
  #costs: Costs | undefined;
  #id = 0;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    for (const pattern of [
      `src/${ROOM}/*.test.ts`,
      `test/${ROOM}/*.test.ts`,
      ...THROUGH[ROOM].map((place) => `${place}*.test.{ts,tsx}`),
    ])
      for (const path of globSync(pattern).sort())
        if (!LEFT_OUT.includes(path))
          this.#suites.push({
            path,
            place: readFileSync(path, "utf8").includes("@vitest-environment happy-dom") ? "page" : "node",
          });
    this.#vitest = await createVitest("test", { config: "lab/mutation/vitest.config.ts", watch: false });
    const ready = PLACES.map(
      (place) =>
        new Promise<void>((opened) => {
          const line = new BroadcastChannel(channel(place));
          line.onmessage = (event) => {
            const { data } = event as { data: Done | "ready" };
            if (data === "ready") opened();
            else this.#waiting.get(data.id)?.(data);
          };
          this.#lines.set(place, line);
        }),
    );
    this.#running = this.#vitest.start();
    await Promise.race([Promise.all(ready), this.#running.then(() => Promise.reject(new Error("vitest ended.")))]);
  }

  async dryRun(_options: DryRunOptions): Promise<DryRunResult> {
    const start = performance.now();
    const tests: Ran[] = [];
    const coverage = { static: {}, perTest: {} };
    for (const place of PLACES) {
      const files = this.#suites.filter((suite) => suite.place === place).map(({ path }) => ({ path: resolve(path) }));
      const done = await this.#do(place, { files, reload: false });
      if (done.error) return { status: "error" as never, errorMessage: done.error };
      tests.push(...done.tests);
      Object.assign(coverage.perTest, done.coverage?.perTest);
      Object.assign(coverage.static, done.coverage?.static);
    }
    const costs: Costs = Object.fromEntries(
      tests.filter(({ status }) => status === 0).map(({ id, timeSpentMs }) => [id, timeSpentMs]),
    );
    writeFileSync(COSTS, JSON.stringify(costs));
    // Each bears its share of what loading took, or Stryker would add the whole to the deadline of every mutant.
    const net = tests.reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0);
    const share = Math.max(0, performance.now() - start - net) / tests.length;
    const shared = tests.map((test) => ({ ...test, timeSpentMs: test.timeSpentMs + share }));
    return { status: "complete" as never, tests: shared as never, mutantCoverage: coverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, mutantActivation, reloadEnvironment: reload } = options;
    const testFilter = this.#chosen(options.testFilter);
    const wanted = new Set(testFilter.map((id) => id.slice(0, id.indexOf("#"))));
    let nrOfTests = 0;
    let hits = 0;
    for (const place of PLACES) {
      const files = this.#suites
        .filter((suite) => suite.place === place && wanted.has(suite.path))
        .map(({ path }) => {
          const names = testFilter.filter((id) => id.startsWith(`${path}#`)).map((id) => id.slice(path.length + 1));
          return { path: resolve(path), names };
        });
      if (files.length === 0 && !reload) continue;
      const mutant = { id: activeMutant.id, isStatic: mutantActivation === "static", hitLimit };
      const { tests, hitCount, error } = await this.#do(place, { files, reload, mutant });
      // Stryker tries once more in a fresh process.
      if (error) {
        console.error(error);
        throw new Error(error);
      }
      hits += hitCount;
      if (hitLimit !== undefined && hits > hitLimit) return { status: "timeout" as never, reason: "hit limit" };
      nrOfTests += tests.filter(({ status }) => status !== 2).length;
      const killers = tests.filter(({ status }) => status === 1);
      const [first] = killers;
      if (first)
        return {
          status: "killed" as never,
          killedBy: killers.map(({ id }) => id),
          failureMessage: first.failureMessage ?? "",
          nrOfTests,
        };
    }
    return { status: "survived" as never, nrOfTests };
  }

  async dispose(): Promise<void> {
    for (const line of this.#lines.values()) {
      line.postMessage("end");
      line.close();
    }
    await this.#running;
    await this.#vitest?.close();
  }

  /**
   * As far as the budget goes: the room's own tests, then in turn those of the other suites, the quickest first. Of a static
   * mutant nothing tells which tests it reaches, so it has twice as much, and all to choose from.
   */
  #chosen(ids: readonly string[] | undefined): readonly string[] {
    this.#costs ??= JSON.parse(readFileSync(COSTS, "utf8")) as Costs;
    const costs = this.#costs;
    const cost = (id: string) => costs[id] ?? 0;
    const able = (ids ?? Object.keys(costs))
      .filter((id) => cost(id) < BUDGET / 2)
      .toSorted((a, b) => cost(a) - cost(b));
    const own = able.filter((id) => id.startsWith(`src/${ROOM}/`) || id.startsWith(`test/${ROOM}/`));
    const others = THROUGH[ROOM].map((place) => able.filter((id) => id.startsWith(place)));
    const chosen: string[] = [];
    let left = ids ? BUDGET : 2 * BUDGET;
    const lists = [own, ...others];
    for (let turn = 0; left > 0 && lists.some((list) => list.length > 0); turn += 1) {
      const id = own.shift() ?? lists[turn % lists.length]?.shift();
      if (id === undefined) continue;
      chosen.push(id);
      left -= cost(id);
    }
    return chosen;
  }

  async #do(place: Place, job: Omit<Job, "id">): Promise<Done> {
    this.#id += 1;
    const id = this.#id;
    return await new Promise((done) => {
      this.#waiting.set(id, (answer) => {
        this.#waiting.delete(id);
        done(answer);
      });
      this.#lines.get(place)?.postMessage({ id, ...job });
    });
  }
}

export const strykerPlugins = [{ kind: "TestRunner", name: "staying", factory: () => new Staying() }];
