// A short fixed set of the chaos that `npm run chaos` has more of, and the proof that it can find something.
import "../../lab/page.ts";
import { expect, test, vi } from "vitest";
import type { ChaosClient, ChaosClientKind, Shown } from "../../lab/chaos/clients/ChaosClient.ts";
import { naive } from "../../lab/chaos/clients/naive.ts";
import { o2react } from "../../lab/chaos/clients/o2react.ts";
import { officialWith } from "../../lab/chaos/clients/official.ts";
import { play, scripts } from "../../lab/chaos/play.ts";
import type { Step } from "../../lab/chaos/steps.ts";
import type { Reader } from "../../lab/chaos/Truth.ts";
import type { Finding, Verdict } from "../../lab/chaos/Verdict.ts";
import { listeners } from "../../lab/page.ts";

test("o2-react: whatever the network does, nothing false is live, and all is right once it is well", async () => {
  const [seed, steps] = [2_026, 50];
  const all = scripts(seed, 12, steps);
  const before = timers();
  const verdicts = await Promise.all(all.map((script, run) => play(o2react, script, run)));
  const failed = verdicts.flatMap(({ findings }, run) =>
    findings.length > 0 ? [{ findings, replay: JSON.stringify({ seed: run, steps: all[run] }) }] : [],
  );
  expect(failed, "npm run chaos -- --script FILE plays what is in `replay`").toEqual([]);
  expect(listeners()).toBe(0);
  // Those of the runtime's own connections end after a few seconds.
  await vi.waitFor(() => expect(timers()).toBeLessThanOrEqual(before), { timeout: 60_000, interval: 50 });
});

test("who only ever says stale is never wrong: while all is well, every kind of reader is live", async () => {
  const shows = EACH_KIND.map((reader, id) => ({ do: "show", id, reader }) as const);
  // As long as a slow machine needs, within bounds.
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

const BOOK: Reader = { kind: "depth", market: 0, precision: 1, levels: 20 };
const TRADES: Reader = { kind: "trades", market: 0, limit: 20 };

const EACH_KIND: readonly Reader[] = [
  BOOK,
  { kind: "best", market: 1 },
  TRADES,
  { kind: "candles", market: 0, resolution: "1m", limit: 20 },
  { kind: "ticker", market: 1 },
  { kind: "orders", accounts: [0, 1] },
  { kind: "balances", accounts: [0, 1] },
  { kind: "nonce", account: 0 },
];

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

test("the official client's behaviour misses what a frame that was cut off said; o2-react does not", async () => {
  const broken: readonly Step[] = [
    { do: "show", id: 0, reader: BOOK },
    { do: "calm", for: 300 },
    // Many, because a change may be of a level that nobody shows.
    ...Array.from({ length: 30 }, () => ({ do: "frame", fault: CUT_OFF }) as const),
    { do: "trade", actions: 60 },
    { do: "calm", for: 1_500 },
  ];
  // A machine that is late must not make it connect again: it would read the whole book then.
  const { findings: missed } = await play(officialWith(60_000), broken, 1, { patience: 1_500 });
  expect(missed.map(({ what }) => what)).toContain("false");
  expect((await play(o2react, broken, 1)).findings).toEqual([]);
});

test("the same gap is none to o2-react", async () => {
  expect((await play(o2react, gap, 1)).findings).toEqual([]);
});

/** Shows whatever it is told to, live. */
const liar = (text: (asked: number) => string): ChaosClientKind => ({
  name: "liar",
  slots: "shared",
  can: () => true,
  open: (_address, _places, onShown) => {
    const said = new Map<number, Shown & { readonly reader: Reader }>();
    return {
      show: (id, reader) => {
        const shown = { status: "live", text: text(said.size), reader } as const;
        said.set(id, shown);
        onShown(id, reader, shown);
      },
      unmount: (id) => void said.delete(id),
      tree: () => undefined,
      shown: (id) => said.get(id),
      skew: () => undefined,
      close: async () => undefined,
    };
  },
});

test("a client that invents is found at once", async () => {
  const invented = await play(
    liar(() => "1:1 | 2:1"),
    gap.slice(0, 1),
    1,
    { patience: 100 },
  );
  expect(invented.findings[0]?.text).toMatch(/was shown as live with 1:1 \| 2:1/);
});

test("what went wrong comes with what both ends did before it, and nothing of after", async () => {
  const script = (milliseconds: number): readonly Step[] => [
    { do: "show", id: 0, reader: BOOK },
    { do: "calm", for: milliseconds + 100 },
  ];
  const { trace } = await longEnough(1_400, (frozenFor) => play(frozen(frozenFor), script(frozenFor), 1));
  expect(trace[0]).toMatch(/ step \{"do":"show"/);
  expect(trace.some((line) => / heard \d+ \{"action":"subscribe_depth"/.test(line))).toBe(true);
  expect(trace.some((line) => / said \d+ \{"action":"subscribe_depth"/.test(line))).toBe(true);
  expect(trace.join("\n")).not.toMatch(/all is well/);
  expect((await play(o2react, script(1_400), 1)).trace).toEqual([]);
});

/**
 * Plays again, frozen for twice as long, while the machine was so late that the judge would allow a value nearly as old:
 * what it is late itself is not held against a client.
 */
async function longEnough(milliseconds: number, played: (frozenFor: number) => Promise<Verdict>): Promise<Verdict> {
  for (let frozenFor = milliseconds; ; frozenFor *= 2) {
    const verdict = await played(frozenFor);
    if (verdict.widest < 0.8 * frozenFor || frozenFor > 16 * milliseconds) return verdict;
  }
}

/** Shows for a while what each component showed first as live; then it is o2-react again. */
const frozen = (milliseconds: number): ChaosClientKind => ({
  ...o2react,
  open: (address, places, onShown) => {
    const until = Date.now() + milliseconds;
    const first = new Map<number, Shown & { readonly reader: Reader }>();
    const page = o2react.open(address, places, (id, reader, shown) => {
      if (Date.now() > until) onShown(id, reader, shown);
      else if (shown.status === "live" && !first.has(id)) first.set(id, { ...shown, reader });
    });
    return { ...bound(page), shown: (id) => (Date.now() < until ? first.get(id) : page.shown(id)) };
  },
});

/** A client's methods, free of it. */
const bound = (client: ChaosClient): ChaosClient => ({
  show: (id, reader) => client.show(id, reader),
  unmount: (id) => client.unmount(id),
  tree: (place, isMounted) => client.tree(place, isMounted),
  shown: (id) => client.shown(id),
  skew: (by) => client.skew(by),
  close: () => client.close(),
});

test("a client that stands still is found once the market has gone on, also when it is right in the end", async () => {
  const script = (milliseconds: number): readonly Step[] => [
    { do: "show", id: 0, reader: BOOK },
    { do: "calm", for: milliseconds + 100 },
  ];
  const { findings } = await longEnough(2_900, (frozenFor) => play(frozen(frozenFor), script(frozenFor), 1));
  expect(findings.map(({ what }) => what)).toContain("false");
  expect(findings.map(({ what }) => what)).not.toContain("unhealed");
  expect((await play(frozen(0), script(2_900), 1)).findings).toEqual([]);
});

test("of a withheld change only that connection's book is excused, and only until its next snapshot", async () => {
  const script = (...more: readonly Step[]): readonly Step[] => [
    // The first change of the book is withheld, so that there is no time in which the frozen book may grow too old before.
    { do: "frame", fault: { how: "withhold", action: "subscribe_depth_update" } },
    { do: "show", id: 0, reader: BOOK },
    { do: "calm", for: 300 },
    { do: "trade", actions: 60 },
    { do: "calm", for: 200 },
    ...more,
  ];
  const blind = await longEnough(4_500, (frozenFor) =>
    play(frozen(frozenFor), script({ do: "calm", for: frozenFor }), 1),
  );
  expect(blind.findings).toEqual([]);
  expect(blind.excused["spoiled book"]).toBeGreaterThan(0);
  const anew = await longEnough(4_500, (frozenFor) =>
    play(frozen(frozenFor), script({ do: "drop" }, { do: "calm", for: frozenFor }), 1),
  );
  expect(anew.findings.map(({ what }) => what)).toContain("false");
});

test("a server that is not told of what is mounted, and told, is found out", async () => {
  const { findings } = await play(
    liar(() => ""),
    gap.slice(0, 1),
    1,
    { patience: 100 },
  );
  expect(words(findings)).toMatch(/the server holds \[\], mounted is \["depth 0"\]/);
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
