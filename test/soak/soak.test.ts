// Half a minute of the soak that `npm run soak` runs for hours.
import { expect, onTestFinished, test } from "vitest";
import { openFar } from "../../lab/far/remoteFar.ts";
import { measureInNode } from "../../lab/soak/inNode.ts";
import { STANDING } from "../../lab/soak/plan.ts";
import { soak } from "../../lab/soak/soak.ts";
import { FAR, SHORT } from "./short.ts";

test("updates, mounts and dropped connections leave nothing behind and let nothing grow", async () => {
  const far = openFar(FAR, true);
  onTestFinished(() => far.close());
  const options = { ...SHORT, round: 2_000 };
  // A runtime that has just begun compiles code and lets some of it go again, by about a megabyte: a first soak does that.
  await soak(measureInNode(), far, options);
  const { findings, sums, drops, samples } = await soak(measureInNode(), far, options);
  expect(findings).toEqual([]);
  // If five rounds are over too early, there is a sixth.
  expect(samples.length).toBeGreaterThanOrEqual(5);
  expect(new Set(samples.map(({ held }) => held.slots))).toEqual(new Set([12]));
  expect(drops).toBe(samples.length);
  // The standing provider reconnected after each drop, and in each round a second one came. The number of components
  // that it mounted, and whether it connected before it went, depend on the machine's other work.
  expect(sums.providers).toBeGreaterThanOrEqual(samples.length);
  expect(sums.opened).toBeGreaterThan(drops);
  expect(sums.mounts).toBeGreaterThan(STANDING.length);
});
