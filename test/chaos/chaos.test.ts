// A short fixed set of the chaos that `npm run chaos` has more of, and the proof that it can find faults.
import "../../lab/page.ts";
import pLimit from "p-limit";
import { expect, test, vi } from "vitest";
import type { ChaosClientKind } from "../../lab/chaos/clients/ChaosClient.ts";
import { naive } from "../../lab/chaos/clients/naive.ts";
import { o2react } from "../../lab/chaos/clients/o2react.ts";
import { officialWith } from "../../lab/chaos/clients/official.ts";
import { play, scripts } from "../../lab/chaos/play.ts";
import type { Step } from "../../lab/chaos/steps.ts";
import type { Finding } from "../../lab/chaos/Verdict.ts";
import { listeners } from "../../lab/page.ts";
import { BOOK, EACH_KIND, TRADES } from "./eachKind.ts";
import { liar } from "./liar.ts";

test("o2-react: whatever the network does, no false data is live, and everything is right once the faults end", async () => {
  const [seed, steps] = [2_026, 50];
  const all = scripts(seed, 12, steps);
  const before = timers();
  // All at once, they would starve each other.
  const few = pLimit(3);
  const verdicts = await Promise.all(all.map((script, run) => few(() => play(o2react, script, run))));
  const failed = verdicts.flatMap(({ findings }, run) =>
    findings.length > 0 ? [{ findings, replay: JSON.stringify({ seed: run, steps: all[run] }) }] : [],
  );
  expect(failed, "npm run chaos -- --script FILE plays what is in `replay`").toEqual([]);
  expect(listeners()).toBe(0);
  // The runtime's own connections end after a few seconds.
  await vi.waitFor(() => expect(timers()).toBeLessThanOrEqual(before), { timeout: 60_000, interval: 50 });
});

test("a client that is always stale is never wrong, so without faults every kind of reader must be live", async () => {
  const shows = EACH_KIND.map((reader, id) => ({ do: "show", id, reader }) as const);
  // A bounded number of seconds, enough for a slow machine.
  for (let calm = 5_000; ; calm *= 2) {
    const { looks, findings } = await play(o2react, [...shows, { do: "calm", for: calm }], 1);
    expect(findings).toEqual([]);
    const never = Object.entries(looks).filter(([, { live }]) => live === 0);
    if (never.length > 0 && calm < 60_000) continue;
    expect(never).toEqual([]);
    return;
  }
});

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

const words = (findings: readonly Finding[]) => findings.map(({ text }) => text).join("\n");

const CUT_OFF = { how: "corrupt", action: "subscribe_depth_update", keep: 40 } as const;

/** A book and trades, a gap, and traffic around it. */
const gap: readonly Step[] = [
  { do: "show", id: 0, reader: BOOK },
  { do: "show", id: 1, reader: TRADES },
  { do: "wait", for: 200 },
  { do: "drop" },
  { do: "trade", actions: 200 },
  { do: "wait", for: 200 },
];

test("a client that does not fill its gaps is found", async () => {
  const { findings } = await play(naive, gap, 1, { patience: 1_500 });
  expect(words(findings)).toMatch(/"kind":"trades".*not right|not right.*"kind":"trades"/s);
});

test("the official client's behaviour misses the content of a frame that was cut off; o2-react does not", async () => {
  const broken: readonly Step[] = [
    { do: "show", id: 0, reader: BOOK },
    { do: "calm", for: 300 },
    // Many, because a change may concern a level that no component shows.
    ...Array.from({ length: 30 }, () => ({ do: "frame", fault: CUT_OFF }) as const),
    { do: "trade", actions: 60 },
    { do: "calm", for: 1_500 },
  ];
  // A late machine must not make it connect again, because it would read the whole book then.
  const { findings: missed } = await play(officialWith(60_000), broken, 1, { patience: 1_500 });
  expect(missed.map(({ what }) => what)).toContain("false");
  expect((await play(o2react, broken, 1)).findings).toEqual([]);
});

test("o2-react fills the same gap", async () => {
  expect((await play(o2react, gap, 1)).findings).toEqual([]);
});

test("a client that leaves a socket open is found", async () => {
  const sockets: WebSocket[] = [];
  const leaky: ChaosClientKind = {
    ...liar(() => ""),
    open: (address, places, onShown) => {
      sockets.push(new WebSocket(address.wsUrl));
      return liar(() => "").open(address, places, onShown);
    },
  };
  const { findings } = await play(leaky, [{ do: "wait", for: 200 }], 1);
  for (const socket of sockets) socket.close();
  expect(words(findings)).toMatch(/after the unmount 1 connections and 1 sockets are left/);
});
