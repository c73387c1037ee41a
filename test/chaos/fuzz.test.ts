// A short run of the fuzzing that `npm run fuzz` has more of, with everything that was kept, and the proof that it can find.
import { afterEach, expect, test, vi } from "vitest";
import { seeded } from "../../lab/bench/seeded.ts";
import { fuzzAnswers } from "../../lab/fuzz/answers.ts";
import { bases } from "../../lab/fuzz/corpus.ts";
import { type Finding, Findings, isPlain } from "../../lab/fuzz/findings.ts";
import { fuzzFrames, tryFrame } from "../../lab/fuzz/frames.ts";
import { Ladder } from "../../src/client/Ladder.ts";

const { frames, answers } = bases();

afterEach(() => vi.restoreAllMocks());

/** Of each action, or read, some were let through, and some refused for more than a few reasons. */
function expectAllReached({ tallies }: Finding, names: readonly string[]): void {
  expect([...tallies.keys()].sort()).toEqual(names.toSorted());
  for (const [name, { accepted, refused, outcomes }] of tallies)
    expect([name, accepted > 20, refused > 20, outcomes.size > 2]).toEqual([name, true, true, true]);
}

test("a hostile frame throws nothing, hangs nothing, is never half applied, and changes no prototype", () => {
  const finding = fuzzFrames(frames, 20_000, seeded(2_026));
  expect(finding.findings).toEqual([]);
  const channels = ["depth", "depth_update", "trades", "orders", "balances", "nonce"].map(
    (name) => `subscribe_${name}`,
  );
  expectAllReached(finding, ["PONG", "error", "unsubscribe_depth", "trades", "nonce", ...channels]);
  expect([...(finding.tallies.get("subscribe_depth_update")?.outcomes.keys() ?? [])]).toEqual(
    expect.arrayContaining([
      "subscribe_depth_update applied",
      "refused bids 0 would hold 0",
      "refused asks 0 is not in the book but was to lose 0",
      "refused the best bid 0 is above the best ask 0",
    ]),
  );
});

test("a hostile REST answer gives a value, or an O2Error of a bounded length", async () => {
  const finding = await fuzzAnswers(answers, 2_000, seeded(2_027));
  expect(finding.findings).toEqual([]);
  expectAllReached(finding, ["markets", "depth", "trades", "bars", "orders", "balance", "account", "ticker"]);
});

test("what was kept of former runs is refused or read as it is", () => {
  const findings = new Findings("kept");
  for (const [action, lists] of frames) for (const text of lists.flat()) tryFrame(findings, text, action);
  expect(findings.all.findings).toEqual([]);
});

test("a throw, a hang, a changed prototype: each is found", () => {
  const findings = new Findings("broken");
  findings.try("", "a", () => {
    throw new TypeError("of undefined");
  });
  findings.try("", "b", () => {
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

test("a method that was replaced, a symbol, a prototype of what was read: each is found", () => {
  const changes: [object, PropertyKey, unknown][] = [
    [Map.prototype, "get", () => undefined],
    [Object.prototype, Symbol.toPrimitive, () => ""],
    [Object.prototype, "toString", () => ""],
  ];
  for (const [global, key, value] of changes) {
    const findings = new Findings("changed");
    const was = Object.getOwnPropertyDescriptor(global, key);
    Object.defineProperty(global, key, { configurable: true, writable: true, value });
    const { findings: found } = findings.all;
    if (was) Object.defineProperty(global, key, was);
    else Reflect.deleteProperty(global, key);
    expect(found).toEqual(["a prototype was changed: "]);
  }
  expect(isPlain(JSON.parse('[{"a":[{"__proto__":1}]}]'))).toBe(true);
  expect(isPlain([{ a: Object.setPrototypeOf([], {}) }])).toBe(false);
});

test("a book that keeps the bids of a frame that it refused is found", () => {
  vi.spyOn(Ladder.prototype, "takeBack").mockReturnValue();
  expect(fuzzFrames(frames, 2_000, seeded(2_028)).findings[0]).toMatch("the book does not hold what the model holds");
});

test("a book that skips a level of an update is found", () => {
  const { addAll } = Ladder.prototype;
  vi.spyOn(Ladder.prototype, "addAll").mockImplementation(function (this: Ladder, levels) {
    return addAll.call(this, levels.slice(0, 3));
  });
  expect(fuzzFrames(frames, 2_000, seeded(2_029)).findings[0]).toMatch("the model");
});
