// The judge of chaos finds each fault on a trading screen: wallets, older orders, iterators beside components, hidden
// and popped-out pages. In fake time, so that a run is the same each time. Each test plays a broken client, and
// o2-react itself.
import "../../lab/page.ts";
import { expect, test } from "vitest";
import type { ChaosClient, ChaosClientKind, Reading, Shown } from "../../lab/chaos/clients/ChaosClient.ts";
import { o2react, o2reactWith } from "../../lab/chaos/clients/o2react.ts";
import { play } from "../../lab/chaos/play.ts";
import type { Reader } from "../../lab/chaos/Reader.ts";
import { FAKE } from "../../lab/chaos/settings.ts";
import type { Step } from "../../lab/chaos/steps.ts";
import type { Verdict } from "../../lab/chaos/Verdict.ts";
import { isPageShown } from "../../lab/page.ts";

const playFake = (kind: ChaosClientKind, steps: readonly Step[], patience?: number): Promise<Verdict> =>
  play(kind, steps, 1, { setting: FAKE, ...(patience === undefined ? {} : { patience }) });
const what = ({ findings }: Verdict) => findings.map((finding) => finding.what);
const words = ({ findings }: Verdict) => findings.map(({ text }) => text).join("\n");

const seconds = (count: number): number => (count * 1_000) / FAKE.stretch;
const wait = (count: number): Step => ({ do: "wait", for: seconds(count) });
const show = (reader: Reader): Step => ({ do: "show", id: 0, reader });

/** o2-react with a changed client. `tell` receives each commit and passes it on. */
const changed = (
  change: (page: ChaosClient) => Partial<ChaosClient>,
  tell: (reader: Reader, shown: Shown) => Shown | undefined = (_, shown) => shown,
): ChaosClientKind => ({
  ...o2react,
  open: (address, places, onShown) => {
    const page = o2react.open(address, places, (id, reader, shown) => {
      const told = tell(reader, shown);
      if (told) onShown(id, reader, told);
    });
    const changes = change(page);
    return new Proxy(page, {
      get: (_, name) => {
        const member: unknown = Reflect.get(changes, name) ?? Reflect.get(page, name);
        return typeof member === "function" ? member.bind(page) : member;
      },
    });
  },
});

const wallets: readonly Step[] = [
  show({ kind: "nonce", account: { wallet: 0 } }),
  { do: "show", id: 2, reader: { kind: "nonce", account: 1 } },
  { do: "show", id: 4, reader: { kind: "balances", accounts: [{ wallet: 0 }, 0] } },
  { do: "show", id: 6, reader: { kind: "orders", accounts: [{ wallet: 0 }, 0, 1] } },
  wait(5),
  { do: "place", account: 0, market: 0, side: "buy" },
  wait(5),
];

test("a wallet's nonce, balances and orders are its account's: a client that shows another account's is found", async () => {
  expect(await playFake(o2react, wallets)).toMatchObject({ findings: [] });
  for (const kind of ["nonce", "balances", "orders"] as const) {
    const older: Partial<Record<string, Shown>> = {};
    // Never shows a value after the first.
    const still = changed(
      () => ({}),
      (reader, shown) => {
        if (reader.kind !== kind || !JSON.stringify(reader).includes("wallet") || shown.status !== "live") return shown;
        older[kind] ??= shown;
        return older[kind];
      },
    );
    const found = await playFake(still, wallets);
    expect(what(found)).toContain("false");
    expect(words(found)).toMatch(new RegExp(`"kind":"${kind}".*wallet`));
  }
});

const history = (more: Partial<Extract<Reader, { readonly kind: "history" }>> = {}): Reader => ({
  kind: "history",
  accounts: [0],
  state: "closed",
  isEager: false,
  ...more,
});
const read: readonly Step[] = [
  { do: "churn", account: 0, market: 0, orders: 230 },
  wait(1),
  show(history()),
  wait(5),
  { do: "more", id: 0 },
  wait(5),
  { do: "more", id: 0 },
  wait(5),
  { do: "churn", account: 0, market: 0, orders: 3 },
  wait(5),
];

/** Leaves one order out of a list of older ones. */
const without = (at: number): ChaosClientKind =>
  changed(
    () => ({}),
    (reader, shown) => {
      const parts = shown.text?.split(" ") ?? [];
      if (reader.kind !== "history" || parts.length < 3 + at) return shown;
      return { ...shown, text: parts.toSpliced(2 + at, 1).join(" ") };
    },
  );

test("a list of older orders without one of them is found, wherever it is missing, and so is one that ends too early", async () => {
  const whole = await playFake(o2react, read);
  expect(whole).toMatchObject({ findings: [] });
  expect(whole.looks.history.live).toBeGreaterThan(10);
  // The newest closed while the list was shown. The two hundredth came with a page.
  for (const at of [1, 200]) expect(words(await playFake(without(at), read))).toMatch(/is missing/);
  const unread = await playFake(
    changed(() => ({ more: () => undefined })),
    read,
  );
  expect(unread.findings).toEqual([]);
  const early = changed(
    () => ({}),
    (_, shown) => ({ ...shown, text: shown.text?.replace("complete more", "complete end") }),
  );
  expect(words(await playFake(early, read))).toMatch(/is missing/);
});

test("older orders that were dropped for newer ones are no hole while the list says that there are more", async () => {
  const evicting: readonly Step[] = [
    show(history({ isEager: true })),
    wait(5),
    { do: "churn", account: 0, market: 0, orders: 230 },
    wait(5),
    { do: "more", id: 0 },
    wait(5),
  ];
  expect((await playFake(o2react, evicting)).findings).toEqual([]);
  const done = changed(
    () => ({}),
    (_, shown) => ({ ...shown, text: shown.text?.replace("complete more", "complete end") }),
  );
  expect(words(await playFake(done, evicting.slice(0, 4)))).toMatch(/is missing/);
});

const iterated: readonly Step[] = [
  show({ kind: "trades", market: 0, limit: 20 }),
  wait(2),
  { do: "iterate", iterator: 0, place: 0, over: { channel: "trades", market: 0 } },
  { do: "iterate", iterator: 1, place: 0, over: { channel: "depth", market: 1, precision: 3 } },
  { do: "iterate", iterator: 2, place: 1, over: { channel: "orders", accounts: [0, { wallet: 1 }, 2] } },
  wait(10),
];

/** The trades that an iterator of a broken client told. */
const retold = (change: (reading: Reading) => Partial<Reading>): ChaosClientKind =>
  changed((page) => ({
    readings: () =>
      (page.readings?.() ?? []).map((one) => ({
        iterator: one.iterator,
        place: one.place,
        over: one.over,
        isOpen: one.isOpen,
        epoch: one.epoch,
        failure: one.failure,
        text: one.text,
        told: one.told,
        arrived: one.arrived,
        orders: one.orders,
        ...change(one),
      })),
  }));

test("an iterator that tells a trade twice or not at all, has another book, misses an order or fails is found", async () => {
  expect((await playFake(o2react, iterated)).findings).toEqual([]);
  const broken: readonly [RegExp, (reading: Reading) => Partial<Reading>][] = [
    [/told of .* 2 times, it came 1 times/, ({ told }) => ({ told: new Map([...told].map(([id]) => [id, 2])) })],
    [/"trades".* was told 0 times of/, ({ told }) => ({ told: new Map([...told].slice(0, -10)) })],
    [/"depth".* has .*, the exchange has/, ({ text }) => ({ text: text && "1:1 | 2:1" })],
    [/"orders".* has undefined, the exchange has/, () => ({ orders: new Map() })],
    [/failed: Error/, () => ({ failure: "Error: of a test" })],
  ];
  for (const [found, change] of broken) {
    const verdict = await playFake(retold(change), iterated, 1_000);
    expect(what(verdict)).toContain("told");
    expect(words(verdict)).toMatch(found);
  }
});

test("a book that no iterator needs any more, and that the server still holds, is found", async () => {
  const stopped: readonly Step[] = [...iterated, { do: "stop", iterator: 1, how: "return" }, wait(5)];
  expect((await playFake(o2react, stopped)).findings).toEqual([]);
  // Reports that they ended, and goes on.
  const kept = changed(() => ({ stop: () => undefined, readings: () => [] }));
  const verdict = await playFake(kept, stopped, 1_000);
  expect(words(verdict)).toMatch(/the server holds .*"depth 1".*, mounted is \["trades 0"\]/);
});

const hidden = (silent: number, ...then: readonly Step[]): readonly Step[] => [
  show({ kind: "trades", market: 0, limit: 20 }),
  wait(20),
  { do: "page", isShown: false },
  { do: "stall" },
  wait(silent),
  ...then,
];

test("a hidden page that believes a silent link for longer than a minute is found, and one that is shown and still does", async () => {
  const patient = o2reactWith({ deadAfter: 60_000 });
  expect(what(await playFake(o2react, hidden(90)))).toEqual([]);
  expect(what(await playFake(patient, hidden(50)))).toEqual([]);
  expect(what(await playFake(patient, hidden(90)))).toContain("false");
  const returning = hidden(40, { do: "page", isShown: true }, wait(10));
  expect(what(await playFake(o2react, returning))).toEqual([]);
  expect(what(await playFake(o2reactWith({ staleAfter: 55_000, probeTimeout: 20_000 }), returning))).toContain("false");
  expect(isPageShown()).toBe(true);
});

test("a client that does not commit at least once a second in a window without frames is found, and so is one that waits for a closed window's frames", async () => {
  for (const window of ["shown", "frozen", "hidden", "closed"] as const) {
    const popped: readonly Step[] = [
      show({ kind: "trades", market: 0, limit: 20 }),
      wait(5),
      { do: "popOut", place: 0, window },
      wait(20),
      { do: "page", isShown: false },
      wait(20),
    ];
    expect((await playFake(o2react, popped)).findings).toEqual([]);
    const isOut = { now: false };
    const last: { shown?: Shown & { readonly reader: Reader } } = {};
    // Follows only the window's frames.
    const waiting = changed(
      (page) => ({
        popOut: (place, to) => {
          isOut.now = to !== undefined;
          page.popOut?.(place, to);
        },
        shown: (id) => (isOut.now ? last.shown : page.shown(id)),
      }),
      (reader, shown) => {
        if (isOut.now) return undefined;
        last.shown = { reader, ...shown };
        return shown;
      },
    );
    if (window !== "shown") expect(what(await playFake(waiting, popped))).toContain("false");
  }
});
