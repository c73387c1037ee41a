// A short fixed set of the chaos that `npm run chaos` has more of, and the proof that it can find something.
import "../../chaos/clients/page.ts";
import { expect, test } from "vitest";
import type { ChaosClientKind, Shown } from "../../chaos/clients/ChaosClient.ts";
import { naive } from "../../chaos/clients/naive.ts";
import { o2react } from "../../chaos/clients/o2react.ts";
import { listeners } from "../../chaos/clients/page.ts";
import { play, scripts } from "../../chaos/play.ts";
import type { Step } from "../../chaos/steps.ts";
import type { Reader } from "../../chaos/Truth.ts";
import type { Finding } from "../../chaos/World.ts";

test("o2-react: whatever the network does, nothing false is live, and all is right once it is well", async () => {
  const all = scripts(2_026, 12, 50);
  const verdicts = await Promise.all(all.map((script, run) => play(o2react, script, run)));
  expect(verdicts.flatMap(({ findings }) => findings)).toEqual([]);
  expect(verdicts.reduce((sum, { checked }) => sum + checked, 0)).toBeGreaterThan(500);
  expect(listeners()).toBe(0);
}, 90_000);

const words = (findings: readonly Finding[]) => findings.map(({ text }) => text).join("\n");

const BOOK: Reader = { kind: "depth", market: 0, precision: 1, levels: 20 };
const TRADES: Reader = { kind: "trades", market: 0, limit: 20 };

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
      shown: (id) => said.get(id),
      skew: () => undefined,
      close: async () => undefined,
    };
  },
});

test("a client that invents is found at once, and one that stands still as soon as the market has gone on", async () => {
  const invented = await play(
    liar(() => "1:1 | 2:1"),
    gap.slice(0, 1),
    1,
    { patience: 100 },
  );
  expect(invented.findings[0]?.text).toMatch(/was shown as live with 1:1 \| 2:1/);
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
    open: ({ wsUrl }, places, onShown) => {
      sockets.push(new WebSocket(wsUrl));
      return liar(() => "").open({ wsUrl, apiBase: "" }, places, onShown);
    },
  };
  const { findings } = await play(leaky, [{ do: "wait", for: 200 }], 1);
  for (const socket of sockets) socket.close();
  expect(words(findings)).toMatch(/after the unmount 1 connections and 1 sockets are left/);
}, 30_000);
