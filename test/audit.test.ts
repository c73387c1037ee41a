// The dependencies' audit fails for what users would install, tells of the rest, and never passes where nobody answered.
import { expect, test } from "vitest";
import { judge, type Said } from "../scripts/audit.ts";

const said = (body: unknown, code = 0): Said => ({ code, stdout: JSON.stringify(body), stderr: "" });
const clean = said({ auditReportVersion: 2, vulnerabilities: {} });
const faulty = said(
  { vulnerabilities: { zustand: { name: "zustand", severity: "high", range: "<5.2.0", via: [], isDirect: true } } },
  1,
);
const signed = said({ invalid: [], missing: [] });
const unreachable = said({ message: "405 Method Not Allowed", statusCode: 405 }, 1);
const nothing: Said = { code: 1, stdout: "", stderr: "npm error" };

test("all known and well passes", () => {
  expect(judge({ users: clean, all: clean, signatures: signed }, {}).outcome).toBe("passed");
});

test("what users install fails it; a tool of ours is told of", () => {
  expect(judge({ users: faulty, all: faulty, signatures: signed }, {})).toEqual({
    outcome: "failed",
    lines: expect.arrayContaining(["  high: zustand <5.2.0"]),
  });
  const tools = judge({ users: clean, all: faulty, signatures: signed }, {});
  expect(tools).toEqual({ outcome: "passed", lines: expect.arrayContaining(["  high: zustand <5.2.0"]) });
});

test("a package that is not what was signed fails it", () => {
  const forged = said({ invalid: [{ name: "zustand", version: "5.1.0" }], missing: [] }, 1);
  expect(judge({ users: clean, all: clean, signatures: forged }, {}).outcome).toBe("failed");
});

test.each([
  ["the audit of users'", { users: unreachable, all: clean, signatures: signed }],
  ["the whole audit", { users: clean, all: nothing, signatures: signed }],
  ["the signatures", { users: clean, all: clean, signatures: nothing }],
])("where the registry does not answer (%s) it is skipped, and on GitHub it fails", (_, runs) => {
  const { outcome, lines } = judge(runs, {});
  expect(outcome).toBe("skipped");
  // By this scripts/check.ts knows it.
  expect(lines[0]).toMatch(/^skipped: /);
  expect(judge(runs, { GITHUB_ACTIONS: "true" }).outcome).toBe("failed");
});
