// A run's results outlive it. A missing repository or a missing git costs only the commit.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { provenance } from "../../scripts/provenance.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "o2-react-results-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const WITHOUT_COMMIT = {
  version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  machine: expect.stringMatching(/cores, \d+ GiB, Node \d+/),
};

test("in a folder without git the commit is missing, and nothing else", () => {
  expect(provenance(folder())).toStrictEqual(WITHOUT_COMMIT);
});

/** A repository with one commit. */
function repository(): string {
  const made = folder();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: made });
  git("init", "--quiet");
  git("commit", "--quiet", "--allow-empty", "--message", "first");
  return made;
}

test("a tarball that is unpacked inside another repository does not take that one's commit for its own", () => {
  const inner = join(repository(), "unpacked");
  mkdirSync(inner);
  expect(provenance(inner)).toStrictEqual(WITHOUT_COMMIT);
});

test("a repository without a commit has none to name", () => {
  const empty = folder();
  execFileSync("git", ["init", "--quiet"], { cwd: empty });
  expect(provenance(empty)).toStrictEqual(WITHOUT_COMMIT);
});

test("where git is not installed the commit is missing, and nothing else", () => {
  const where = repository();
  expect(provenance(where).commit).toMatch(/^[0-9a-f]{7,}$/);
  vi.stubEnv("PATH", "/nowhere");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(provenance(where)).toStrictEqual(WITHOUT_COMMIT);
});

/**
 * Runs a program that keeps results in another process.
 * @returns the files in its folder after its end.
 */
function runs(program: string): Record<string, unknown> {
  const where = folder();
  const file = join(where, "results", "run.json");
  const { href } = new URL("../../lab/results.ts", import.meta.url);
  const code = `import { Results } from "${href}"; const results = new Results(${JSON.stringify(file)}); ${program}`;
  spawnSync("node", ["--input-type=module", "--eval", code], { stdio: "ignore" });
  const files = readdirSync(join(where, "results"));
  return Object.fromEntries(
    files.map((name) => [name, JSON.parse(readFileSync(join(where, "results", name), "utf8"))]),
  );
}

test("a run that is killed keeps what it had, marked as not finished", () => {
  const killed =
    "for (let run = 1; ; run += 1) { results.keep({ run }); if (run === 3) process.kill(process.pid, 'SIGKILL'); }";
  expect(runs(killed)).toEqual({ "run.json": { ...provenance(), finished: false, run: 3 } });
});

test("a run that throws keeps what it had, and one that comes to its end is marked as finished", () => {
  const thrown = "results.keep({ run: 1 }); throw new Error('meant by this test');";
  expect(runs(thrown)["run.json"]).toMatchObject({ finished: false, run: 1 });
  expect(runs("results.keep({ run: 1 }); results.finish({ run: 2 });")).toEqual({
    "run.json": { ...provenance(), finished: true, run: 2 },
  });
});
