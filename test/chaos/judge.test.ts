// The judge of chaos finds each fault and reports nothing else. In fake time, so that a machine's lateness does not
// matter and a run is the same each time.
import "../../lab/page.ts";
import { expect, test } from "vitest";
import type { ChaosClient, ChaosClientKind, Shown } from "../../lab/chaos/clients/ChaosClient.ts";
import { o2react, o2reactWith } from "../../lab/chaos/clients/o2react.ts";
import { play } from "../../lab/chaos/play.ts";
import type { Reader } from "../../lab/chaos/Reader.ts";
import { FAKE } from "../../lab/chaos/settings.ts";
import type { Step } from "../../lab/chaos/steps.ts";
import type { Finding, Verdict } from "../../lab/chaos/Verdict.ts";
import { liar } from "./liar.ts";

const playFake = (kind: ChaosClientKind, steps: readonly Step[], patience?: number): Promise<Verdict> =>
  play(kind, steps, 1, { setting: FAKE, ...(patience === undefined ? {} : { patience }) });

const words = (findings: readonly Finding[]) => findings.map(({ text }) => text).join("\n");
const what = (findings: readonly Finding[]) => findings.map((finding) => finding.what);

/** Seconds that a client stands still: longer than any value may be old. */
const STILL = 60;

const SHOW: Step = { do: "show", id: 0, reader: { kind: "depth", market: 0, precision: 1, levels: 20 } };

/** A calm of so many seconds. */
const calm = (seconds: number): Step => ({ do: "calm", for: (seconds * 1_000) / FAKE.stretch });

/** For so many seconds, each component keeps showing its first live value. Then it is o2-react again. */
const frozen = (seconds: number): ChaosClientKind => ({
  ...o2react,
  open: (address, places, onShown) => {
    const until = Date.now() + seconds * 1_000;
    const first = new Map<number, Shown & { readonly reader: Reader }>();
    const page = o2react.open(address, places, (id, reader, shown) => {
      if (Date.now() > until) onShown(id, reader, shown);
      else if (shown.status === "live" && !first.has(id)) first.set(id, { ...shown, reader });
    });
    return { ...bound(page), shown: (id) => (Date.now() < until ? first.get(id) : page.shown(id)) };
  },
});

/** A client's methods, unbound from it. */
const bound = (client: ChaosClient): ChaosClient => ({
  show: (id, reader) => client.show(id, reader),
  unmount: (id) => client.unmount(id),
  tree: (place, isMounted) => client.tree(place, isMounted),
  shown: (id) => client.shown(id),
  skew: (by) => client.skew(by),
  close: () => client.close(),
});

test("a client that invents is found at once", async () => {
  const { findings } = await playFake(
    liar(() => "1:1 | 2:1"),
    [SHOW],
    100,
  );
  expect(findings[0]?.text).toMatch(/was shown as live with 1:1 \| 2:1/);
});

test("a client that never subscribes is found, with the slots that the server holds", async () => {
  const { findings } = await playFake(
    liar(() => ""),
    [SHOW],
    100,
  );
  expect(words(findings)).toMatch(/the server holds \[\], mounted is \["depth 0"\]/);
});

test("a client that stands still is found once the market has gone on, also when it is right in the end", async () => {
  const { findings } = await playFake(frozen(STILL), [SHOW, calm(STILL + 5)]);
  expect(what(findings)).toContain("false");
  expect(what(findings)).not.toContain("unhealed");
  expect((await playFake(frozen(0), [SHOW, calm(STILL + 5)])).findings).toEqual([]);
});

test("a fault comes with the frames and acts of both ends before it, and none after it", async () => {
  const { trace } = await playFake(frozen(STILL), [SHOW, calm(STILL + 5)]);
  expect(trace[0]).toMatch(/ step \{"do":"show"/);
  expect(trace.some((line) => / heard \d+ \{"action":"subscribe_depth"/.test(line))).toBe(true);
  expect(trace.some((line) => / said \d+ \{"action":"subscribe_depth"/.test(line))).toBe(true);
  expect(trace.join("\n")).not.toMatch(/all is well/);
  expect((await playFake(o2react, [SHOW, calm(STILL + 5)])).trace).toEqual([]);
});

test("a withheld change excuses only that connection's book, and only until its next snapshot", async () => {
  const script = (...more: readonly Step[]): readonly Step[] => [
    // The first change of the book is withheld, so that no earlier time counts for the frozen book's age.
    { do: "frame", fault: { how: "withhold", action: "subscribe_depth_update" } },
    SHOW,
    calm(2),
    { do: "trade", actions: 60 },
    calm(2),
    ...more,
  ];
  const blind = await playFake(frozen(STILL), script(calm(STILL - 30)));
  expect(blind.findings).toEqual([]);
  expect(blind.excused["spoiled book"]).toBeGreaterThan(0);
  const anew = await playFake(frozen(2 * STILL), script({ do: "drop" }, calm(2 * STILL)));
  expect(what(anew.findings)).toContain("false");
});

test("frames that are held back and then lost count as missing since they were held back, and a link is believed no longer than from then", async () => {
  const script: readonly Step[] = [
    SHOW,
    calm(60),
    { do: "hold", for: 6_000 / FAKE.stretch },
    { do: "wait", for: 5_000 / FAKE.stretch },
    { do: "stall" },
    { do: "wait", for: 20_000 / FAKE.stretch },
  ];
  expect((await playFake(o2react, script)).findings).toEqual([]);
  // The hold would excuse it for ten seconds after its beginning, the stall for five more.
  expect(what((await playFake(o2reactWith({ staleAfter: 14_000 }), script)).findings)).toContain("false");
});

test("a subscription that the server ends in silence is excused from when the server heard of it, however far away it is", async () => {
  // Seeds with a distant exchange, so that the end arrives after the subscription that was under way.
  for (const seed of [2, 5, 8]) {
    const script: readonly Step[] = [
      SHOW,
      { do: "wait", for: 480 / FAKE.stretch },
      { do: "end", channel: "depth" },
      calm(30),
    ];
    const { findings, excused } = await play(o2react, script, seed, { setting: FAKE });
    expect(findings).toEqual([]);
    expect(excused["subscription ended in silence"]).toBeGreaterThan(0);
  }
});

test("a client that shows one venue's book, trades or orders as the other's is found", async () => {
  const turned = ({ reader, ...shown }: Shown & { readonly reader: Reader }) => ({
    ...shown,
    reader: { ...reader, venue: "turbo" } as Reader,
  });
  const mixed: ChaosClientKind = {
    ...o2react,
    open: (address, places, onShown) => {
      const page = o2react.open(address, places, (id, reader, shown) =>
        onShown(id, turned({ ...shown, reader }).reader, shown),
      );
      return {
        ...bound(page),
        show: (id, reader) => page.show(id, { ...reader, venue: undefined } as Reader),
        shown: (id) => {
          const shown = page.shown(id);
          return shown && turned(shown);
        },
      };
    },
  };
  const readers: readonly Reader[] = [
    { kind: "depth", market: 0, precision: 1, levels: 20, venue: "turbo" },
    { kind: "trades", market: 0, limit: 20, venue: "turbo" },
    { kind: "orders", accounts: [0], venue: "turbo" },
  ];
  for (const reader of readers) {
    const script: readonly Step[] = [
      { do: "place", account: 0, market: 0, side: "buy" },
      { do: "show", id: 0, reader },
      calm(5),
    ];
    expect((await playFake(o2react, script)).findings).toEqual([]);
    expect(what((await playFake(mixed, script, 100)).findings), reader.kind).toContain("false");
  }
});

test("days that are older than the reads allow are found", async () => {
  const script: readonly Step[] = [{ do: "show", id: 0, reader: { kind: "summaries" } }, calm(2 * STILL)];
  expect((await playFake(o2react, script)).findings).toEqual([]);
  expect(what((await playFake(frozen(2 * STILL), script)).findings)).toContain("false");
});

test("trigger orders that stand still are found", async () => {
  const script: readonly Step[] = [
    { do: "show", id: 0, reader: { kind: "triggers", account: 0 } },
    calm(2),
    { do: "arm", account: 0, market: 0, isAttached: true, away: [5_000, -5_000] },
    { do: "arm", account: 0, market: 1, isAttached: false, away: [5_000] },
    calm(STILL),
  ];
  expect((await playFake(o2react, script)).findings).toEqual([]);
  expect(what((await playFake(frozen(STILL), script)).findings)).toContain("false");
});

test("own trades, calm books and margin accounts that stand still are found, and those of a permitted age are not", async () => {
  const readers: readonly Reader[] = [
    { kind: "fills", account: 2, market: 0 },
    { kind: "changes", account: 2 },
    { kind: "calm", market: 0, precision: 1, levels: 20, frequency: "3s" },
    { kind: "margin", account: 0 },
  ];
  for (const reader of readers) {
    const script: readonly Step[] = [
      { do: "show", id: 0, reader },
      calm(2),
      { do: "place", account: 2, market: 0, side: "buy" },
      { do: "fill", account: 2 },
      { do: "trade", actions: 60 },
      { do: "owe", account: 0, fees: 7 },
      calm(STILL),
    ];
    expect((await playFake(o2react, script)).findings).toEqual([]);
    expect(what((await playFake(frozen(STILL), script)).findings), reader.kind).toContain("false");
  }
});
