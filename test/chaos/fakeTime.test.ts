// A short form of `npm run chaos -- --time fake` at the shipped defaults, the proof that it finds a fault there, and an
// hour without faults. Each test plays in fake time, so that a run is the same each time.
import "../../lab/page.ts";
import { expect, test } from "vitest";
import type { ChaosClientKind } from "../../lab/chaos/clients/ChaosClient.ts";
import { o2react, o2reactWith } from "../../lab/chaos/clients/o2react.ts";
import { inFakeTime } from "../../lab/chaos/fakeTime.ts";
import { PageNetwork } from "../../lab/chaos/PageNetwork.ts";
import { play, scripts } from "../../lab/chaos/play.ts";
import type { Reader } from "../../lab/chaos/Reader.ts";
import { FAKE } from "../../lab/chaos/settings.ts";
import type { Step } from "../../lab/chaos/steps.ts";
import type { Verdict } from "../../lab/chaos/Verdict.ts";
import { venuePlacesOf } from "../../lab/chaos/venues.ts";
import { listeners } from "../../lab/page.ts";
import { sleep } from "../../lab/waiting.ts";
import { BOOK, EACH_KIND, ORDERS, TRADES } from "./eachKind.ts";

const playFake = (kind: ChaosClientKind, steps: readonly Step[], seed: number): Promise<Verdict> =>
  play(kind, steps, seed, { setting: FAKE });

const what = ({ findings }: Verdict) => findings.map((finding) => finding.what);

test("o2-react at its shipped defaults: no false data is live, and everything is right once the faults end, even after later losses", async () => {
  const seed = 2_026;
  for (const [run, steps] of scripts(seed, 8, 50).entries()) {
    const { findings } = await playFake(o2react, steps, seed + run);
    const replay = JSON.stringify({ seed: seed + run, setting: FAKE.name, steps });
    expect(findings, `npm run chaos -- --script FILE plays it again: ${replay}`).toEqual([]);
  }
  expect(listeners()).toBe(0);
});

test("a run in fake time is the same each time", async () => {
  const [steps = []] = scripts(7, 1, 50);
  const [one, other] = [await playFake(o2react, steps, 7), await playFake(o2react, steps, 7)];
  expect(one.checked).toBeGreaterThan(0);
  expect(other).toEqual(one);
});

const show = (...readers: readonly Reader[]): readonly Step[] =>
  readers.map((reader, id) => ({ do: "show", id, reader }));

/** A calm of so many seconds. */
const calm = (seconds: number): Step => ({ do: "calm", for: (seconds * 1_000) / FAKE.stretch });

test("a client that believes a silent link for longer than 10 s is found", async () => {
  const halfOpen: readonly Step[] = [...show(TRADES), calm(20), { do: "stall" }, calm(25)];
  expect(what(await playFake(o2reactWith({ staleAfter: 14_000 }), halfOpen, 1))).toContain("false");
  expect(what(await playFake(o2react, halfOpen, 1))).toEqual([]);
});

test("a client that takes a cached HTTP answer for a new one is found", async () => {
  const stepped: readonly Step[] = [
    ...show(ORDERS),
    calm(10),
    { do: "cache", isOn: true },
    { do: "drop" },
    { do: "trade", actions: 200 },
    calm(10),
  ];
  expect(what(await playFake(o2reactWith({ cache: "default" }), stepped, 1))).toContain("false");
  expect(what(await playFake(o2react, stepped, 1))).toEqual([]);
});

test("a client that leaves a timer behind is found", async () => {
  const leaky: ChaosClientKind = {
    ...o2react,
    open: (...args) => {
      setInterval(() => undefined, 1_000);
      return o2react.open(...args);
    },
  };
  const { findings } = await playFake(leaky, show(BOOK), 1);
  expect(findings.map(({ text }) => text)).toEqual(["1 timers are left"]);
});

test("a subscription that ends in silence is excused, and found by its topic's audits", async () => {
  const ended = (channel: "depth" | "orders"): readonly Step[] => [
    ...show(channel === "depth" ? BOOK : ORDERS),
    calm(10),
    { do: "end", channel },
    { do: "trade", actions: 100 },
    calm(200),
  ];
  const [orders, book] = [await playFake(o2react, ended("orders"), 1), await playFake(o2react, ended("depth"), 1)];
  expect([what(orders), what(book)]).toEqual([[], []]);
  const share = ({ excused, checked }: Verdict) => excused["subscription ended in silence"] / checked;
  for (const verdict of [orders, book]) {
    expect(share(verdict)).toBeGreaterThan(0);
    // Two looks that differ: about a minute and some seconds out of three and a half minutes.
    expect(share(verdict)).toBeLessThan(0.6);
  }
});

test("a calm hour at the shipped defaults: live at every look, over one connection, with at most one resubscription", async () => {
  const { value, timers } = await inFakeTime(1, async () => {
    const { exchange, address } = new PageNetwork(1, 0.05);
    exchange.turbo().warmUp({ hours: 0.05 });
    const page = o2react.open({ ...address, atDefaults: true }, venuePlacesOf(exchange), () => undefined);
    for (const [id, reader] of EACH_KIND.entries()) page.show(id, reader);
    const traffic = setInterval(() => {
      for (const venue of [exchange, exchange.turbo()]) venue.tick();
    }, 1_000);
    await sleep(5_000);
    exchange.clearRequests();
    const notLive: string[] = [];
    for (let second = 0; second < 3_600; second += 1) {
      await sleep(1_000);
      for (const [id, { kind }] of EACH_KIND.entries())
        if (page.shown(id)?.status !== "live") notLive.push(`${kind} after ${second} s`);
    }
    const connections = exchange.subscriptions.map(({ connection }) => connection);
    const requests = exchange.requests.map(({ frame }) => String(Object(frame).action));
    clearInterval(traffic);
    await page.close();
    exchange.close();
    return { notLive, connections, renewed: requests.filter((action) => action.startsWith("subscribe_")) };
  });
  // One for each of the two providers.
  expect({ ...value, timers }).toMatchObject({ notLive: [], connections: [1, 2], timers: 0 });
  expect(value.renewed.length).toBeLessThanOrEqual(1);
});
