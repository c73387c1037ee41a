// A short run of `npm run fuzz`, and the proof that it finds a broken library.
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { answers } from "../../lab/fuzz/answers.ts";
import { frames } from "../../lab/fuzz/frames.ts";
import { type Finding, fuzz, type Target } from "../../lab/fuzz/fuzz.ts";
import { isPlain } from "../../lab/fuzz/prototypes.ts";
import { scans } from "../../lab/fuzz/scans.ts";
import { Ladder } from "../../src/client/Ladder.ts";
import { Scanner } from "../../src/client/Scanner.ts";

afterEach(() => vi.restoreAllMocks());

/** Some inputs of each name were accepted and some rejected, for more than one reason. */
function expectAllReached({ tallies }: Finding, names: readonly string[]): void {
  expect([...tallies.keys()].sort()).toEqual(names.toSorted());
  for (const [name, { accepted, refused, outcomes }] of tallies)
    expect([name, accepted > 20, refused > 20, outcomes.size > 2]).toEqual([name, true, true, true]);
}

test("a hostile frame throws nothing, hangs nothing, is never half applied, and changes no prototype", async () => {
  const finding = await fuzz(frames(), 10_000, { seed: 2_026 });
  expect(finding.found).toBeUndefined();
  const channels = ["depth", "depth_update", "trades", "orders", "balances", "nonce"].map(
    (name) => `subscribe_${name}`,
  );
  expectAllReached(finding, ["PONG", "error", "unsubscribe_depth", "trades", "nonce", ...channels]);
  expect([...(finding.tallies.get("subscribe_depth_update")?.outcomes ?? [])]).toEqual(
    expect.arrayContaining([
      "subscribe_depth_update applied",
      "refused bids 0 would hold 0",
      "refused asks 0 is not in the book but was to lose 0",
      "refused the best bid 0 is above the best ask 0",
    ]),
  );
});

test("a hostile REST answer gives a value, or an O2Error of a bounded length", async () => {
  const finding = await fuzz(answers(), 2_000, { seed: 2_027 });
  expect(finding.found).toBeUndefined();
  const reads = ["markets", "depth", "trades", "bars", "orders", "balance", "account", "ticker"];
  expectAllReached(finding, [...reads, "marginState", "marginTiers"]);
});

test("the scanner reads a snapshot or a change near the likely spelling like the decoder, or declines it", async () => {
  const finding = await fuzz(scans(), 5_000, { seed: 2_030 });
  expect(finding.found).toBeUndefined();
  const { cut, doubled, "as it is": asItIs, ...others } = Object.fromEntries(finding.tallies);
  for (const never of [cut, doubled]) expect([never?.accepted, (never?.refused ?? 0) > 100]).toEqual([0, true]);
  expect((asItIs?.accepted ?? 0) / (asItIs?.tried ?? 1)).toBeGreaterThan(0.8);
  expect(Object.keys(others).sort()).toEqual(["edited", "flipped", "other"]);
  for (const { accepted, outcomes } of Object.values(others))
    expect([accepted > 20, [...outcomes].sort()]).toEqual([
      true,
      ["refused, of a book", "refused, of no book", "the same"],
    ]);
});

/** A target whose inputs are single letters. */
function letters(play: (letter: string) => void): Target {
  const input = fc.constantFrom(..."abcdefghijklmnop").map((text) => ({ name: "letter", text }));
  const step = ({ text }: { text: string }): string => {
    play(text);
    return "read";
  };
  return { name: "frames", inputs: [input], examples: [], begin: () => step };
}

function work(milliseconds: number): void {
  const worked = (): number => process.threadCpuUsage().user;
  for (const end = worked() + milliseconds * 1_000; worked() < end; );
}

test.each<[string, (letter: string) => void, string | RegExp]>([
  [
    "a throw",
    (letter) => {
      if (letter === "b") throw new TypeError("of undefined");
    },
    "TypeError: of undefined",
  ],
  ["a hang", (letter) => letter === "b" && work(25), /^Error: took \d+ ms for 1 characters$/],
  [
    "a changed prototype",
    (letter) => letter === "b" && Object.assign(Array.prototype, { polluted: 1 }),
    "Error: a prototype was changed: polluted",
  ],
])("%s is found, shrunk to the one input that does it, and played again by its seed and path", async (_, play, why) => {
  const { found } = await fuzz(letters(play), 1_000, { seed: 1 });
  expect(found).toMatchObject({ why: expect.stringMatching(why), inputs: [{ text: "b" }] });
  const { seed = 0, path = "" } = found ?? {};
  expect((await fuzz(letters(play), 1, { seed, path })).found).toMatchObject({ inputs: [{ text: "b" }], path });
  expect(
    (
      await fuzz(
        letters(() => undefined),
        1,
        { seed, path },
      )
    ).found,
  ).toBeUndefined();
});

test.each<[string, object, PropertyKey]>([
  ["a replaced method", Map.prototype, "get"],
  ["a new symbol", Object.prototype, Symbol.toPrimitive],
  ["a replaced method that all objects have", Object.prototype, "toString"],
])("%s is found and taken back", async (_, owner, key) => {
  const was = Object.getOwnPropertyDescriptor(owner, key);
  const value = (): string => "";
  const replace = (): unknown => Object.defineProperty(owner, key, { configurable: true, writable: true, value });
  const { found } = await fuzz(letters(replace), 1, { seed: 1 });
  expect(found?.why).toBe(`Error: a prototype was changed: ${String(key)}`);
  expect(Object.getOwnPropertyDescriptor(owner, key)).toEqual(was);
});

test("a changed prototype of a read value is found", () => {
  expect(isPlain(JSON.parse('[{"a":[{"__proto__":1}]}]'))).toBe(true);
  expect(isPlain([{ a: Object.setPrototypeOf([], {}) }])).toBe(false);
});

test("a book that keeps the bids of a rejected frame is found", async () => {
  vi.spyOn(Ladder.prototype, "takeBack").mockReturnValue();
  const { found } = await fuzz(frames(), 2_000, { seed: 2_028 });
  expect(found?.why).toMatch("the book does not hold what the model holds");
  expect(found?.inputs).toHaveLength(1);
});

test("a book that skips a level of an update is found", async () => {
  const { addAll } = Ladder.prototype;
  vi.spyOn(Ladder.prototype, "addAll").mockImplementation(function (this: Ladder, levels, from = 0, to = 0) {
    return addAll.call(this, levels, from, Math.min(to, from + 6));
  });
  expect((await fuzz(frames(), 2_000, { seed: 2_029 })).found?.why).toMatch("the model");
});

test.each<[string, (text: string) => string]>([
  ["takes the first of two prices", (text) => text.replace(/("price":"\d+"),"price":"\d+"/, "$1")],
  ["skips a blank", (text) => text.replace(" ", "")],
  ["reads a fraction as a whole number", (text) => text.replace(/(\d)\.\d+"/, '$1"')],
  ["leaves out the last digit of a long number", (text) => text.replace(/(\d{16,18})\d"/, '$1"')],
  [
    "keeps what a frame does not repeat",
    (text) => text.replace(/"sells":\[\]/, '"sells":[{"price":"1","quantity":"1"}]'),
  ],
])("a scanner that %s is found", async (_, mend) => {
  const { scan } = Scanner.prototype;
  vi.spyOn(Scanner.prototype, "scan").mockImplementation(function (this: Scanner, text) {
    return scan.call(this, mend(String(text)));
  });
  const { found } = await fuzz(scans(), 20_000, { seed: 2_031 });
  expect(found?.why).toMatch("the scanner does not say what the decoder says");
});
