// A short run of the fuzzing that `npm run fuzz` has more of, with everything that was kept, and the proof that it can find.
import { expect, test } from "vitest";
import { seeded } from "../../bench/seeded.ts";
import { fuzzAnswers } from "../../fuzz/answers.ts";
import { honest, kept } from "../../fuzz/corpus.ts";
import { Findings } from "../../fuzz/findings.ts";
import { fuzzFrames, tryFrame } from "../../fuzz/frames.ts";

const [first, old] = [honest(), kept()];

test("a hostile frame throws nothing, hangs nothing, is never half applied, and changes no prototype", () => {
  const { findings, outcomes } = fuzzFrames([...first.frames, ...old.frames], 20_000, seeded(2_026));
  expect(findings).toEqual([]);
  // Refused for many reasons, and some were let through.
  expect(outcomes.size).toBeGreaterThan(100);
  expect([...outcomes.keys()]).toContain("subscribe_depth_update applied");
}, 60_000);

test("a hostile REST answer gives a value, or an O2Error of a bounded length", async () => {
  const { findings, outcomes } = await fuzzAnswers([...first.answers, ...old.answers], 2_000, seeded(2_027));
  expect(findings).toEqual([]);
  expect(outcomes.size).toBeGreaterThan(100);
}, 60_000);

test("what was kept of former runs is refused or read as it is", () => {
  const findings = new Findings("kept");
  for (const text of [...old.frames, ...first.frames]) tryFrame(findings, text);
  expect(findings.all.findings).toEqual([]);
});

test("a throw, a hang, a changed prototype: each is found", () => {
  const findings = new Findings("broken");
  findings.try("a", () => {
    throw new TypeError("of undefined");
  });
  findings.try("b", () => {
    const worked = () => process.threadCpuUsage().user;
    for (const end = worked() + 40_000; worked() < end; );
    return "late";
  });
  Object.defineProperty(Array.prototype, "polluted", { value: 1, configurable: true });
  const { findings: found } = findings.all;
  Reflect.deleteProperty(Array.prototype, "polluted");
  expect(found).toEqual([
    "threw TypeError: of undefined: a",
    expect.stringMatching(/^took \d+ ms for 1 characters: b$/),
    "a prototype was changed: ",
  ]);
});
