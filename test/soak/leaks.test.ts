// The proof that a soak can find leaks: a page that leaves behind what faulty pages leave behind.
import { useO2Feed } from "o2-react";
import { useEffect } from "react";
import { expect, onTestFinished, test } from "vitest";
import type { Places } from "../../lab/far/FarEnd.ts";
import { openFar } from "../../lab/far/remoteFar.ts";
import { type Hooks, hooks, type Shown } from "../../lab/soak/hooks.ts";
import { measureInNode } from "../../lab/soak/inNode.ts";
import { soak } from "../../lab/soak/soak.ts";
import { FAR, SHORT } from "./short.ts";

const log: unknown[] = [];

/** Four things that begin with a component and never end. */
function useLeaks(): void {
  const feed = useO2Feed();
  useEffect(() => {
    feed.use();
    // Large, so that it is found even if a busy machine lets few updates through.
    feed.store.subscribe((state) => log.push([state, new Array(1_000).fill(0)]));
    addEventListener("online", () => log.length);
    setInterval(() => log.length, 60_000);
  }, [feed]);
}

const leaky = Object.fromEntries(
  Object.values(hooks).map((useShown, place) => [
    Object.keys(hooks)[place],
    function useLeaky(follow: never, places: Places): Shown {
      useLeaks();
      return useShown(follow, places);
    },
  ]),
) as unknown as Hooks;

test("a log that keeps each update is found, and so are a listener, a timer and a connection that never end", async () => {
  const far = openFar(FAR, true);
  onTestFinished(() => far.close());
  const impatient = { ...SHORT, round: 1_500, beat: 50, rest: 0, patience: 0 };
  const { findings } = await soak(measureInNode(leaky), far, impatient);
  const found = findings.join("\n");
  expect(found).toMatch(/^the heap grew by \d+ kB$/m);
  for (const kind of ["listeners", "timers", "sockets"]) {
    expect(found).toMatch(new RegExp(`^there were [\\d.]+ ${kind} more$`, "m"));
    expect(found).toMatch(new RegExp(`\\d+ ${kind} were left after the unmount`));
  }
  // Each round reports one thing, and this page has more to report.
  expect(found).toMatch(/^round \d: [2-9] connections where one is mounted/m);
});
