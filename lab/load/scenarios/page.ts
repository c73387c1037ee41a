// A page of 200 components over 20 markets and three accounts, all hooks mixed: one slot a topic, one commit a frame, and
// each component renders for its own data alone.

import {
  type Balance,
  type Depth,
  O2Provider,
  type Order,
  type Result,
  type Trade,
  useBalances,
  useBestPrices,
  useCandles,
  useDepth,
  useNonce,
  useOrders,
  useTrades,
} from "o2-react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { listeners } from "../../chaos/clients/page.ts";
import { write } from "../../chaos/Truth.ts";
import type { ExchangeCommands } from "../exchange.ts";
import type { Findings } from "../Findings.ts";
import { countCommits, type Probe, probe } from "../probes.ts";
import { Remote } from "../Remote.ts";
import { until } from "../waiting.ts";

const MARKETS = 20;
const LEVELS = 60;
/** Actions a second over all markets that trade. */
const RATE = 400;
const TRADING = 5_000;
const COARSE = 10;

interface Shown {
  readonly probe: Probe;
  readonly market: number;
  /** As text, to be held against the exchange's; of a chart that is not said again, nothing. */
  readonly text: () => string | undefined;
  readonly truth: (far: Remote<ExchangeCommands>) => Promise<string | undefined>;
}

export async function page(findings: Findings): Promise<void> {
  const far = new Remote<ExchangeCommands>("exchange.ts");
  const { config, markets, accounts } = await far.call("open", MARKETS, LEVELS);
  await far.call("usual", 3_000);
  const components = markets.flatMap((market, index) => componentsOf(market, index, accounts[index % 3] ?? "", index));
  findings.exactly("components", components.length, 200);
  const commits = countCommits(components.map(({ probe }) => probe.element));
  const root = createRoot(document.createElement("div"));
  const errors: unknown[] = [];
  root.render(createElement(O2Provider, { config, onError: (error) => errors.push(error) }, commits.tree));

  const isLive = ({ probe }: Shown): boolean => probe.last().status === "live";
  await until(() => components.every(isLive), 30_000);
  findings.exactly("components that are live", components.filter(isLive).length, components.length);
  const { actions, reads } = await far.call("asked");
  const said = Object.values(actions).reduce((sum, count) => sum + count, 0);
  // A book and the trades of each market, one subscription each of orders, balances and nonce.
  findings.exactly("frames to subscribe for them all", said, 2 * MARKETS + 3);
  findings.note("REST reads", reads);
  const { depth, trades, identities, connections } = await far.call("held");
  findings.exactly("books that the server holds for them", depth, MARKETS);
  findings.exactly("markets' trades that it holds", trades, MARKETS);
  findings.exactly("identities that it holds, three a channel", identities, 9);
  findings.exactly("connections", connections, 1);

  const counts = (): readonly number[] => components.map(({ probe }) => probe.renders);
  const busy = markets.slice(0, MARKETS / 2);
  await settle(far);
  commits.forget();
  const before = counts();
  const wasted = (): number => components.reduce((sum, { probe }) => sum + probe.wasted, 0);
  const wastedBefore = wasted();
  await far.call("trade", RATE, busy);
  await until(() => false, TRADING);
  await far.call("still");
  await settle(far);
  const renders = counts().map((count, index) => count - (before[index] ?? 0));
  const of = (isMeant: (component: Shown) => boolean): number =>
    renders.reduce((sum, count, index) => sum + (isMeant(components[index] as Shown) ? count : 0), 0);
  const isAccounts = (component: Shown): boolean => component.market < 0;
  findings.note(
    "renders of components of the ten markets that trade",
    of(({ market }) => market >= 0 && market < MARKETS / 2),
  );
  findings.exactly(
    "renders of components of the ten that do not",
    of(({ market }) => market >= MARKETS / 2),
    0,
  );
  // The crowd takes orders of theirs that rest in the markets that trade.
  findings.note("renders of the accounts' components", of(isAccounts));
  findings.exactly("renders without news", wasted() - wastedBefore, 0);
  findings.most("React commits in a frame", commits.most(), 1);
  findings.note("commits", commits.all());

  // Now the accounts trade as well.
  await far.call("usual", 500);
  await settle(far);
  const unequal = async (): Promise<string[]> => {
    const wrong: string[] = [];
    for (const component of components) {
      const { probe, text, truth } = component;
      const expected = await truth(far);
      if (probe.last().status !== "live" || (expected !== undefined && text() !== expected))
        wrong.push(String(probe.element.key));
    }
    return wrong;
  };
  await until(async () => (await unequal()).length === 0, 10_000);
  const wrong = await unequal();
  if (wrong.length > 0) findings.note("unequal", wrong.slice(0, 10));
  findings.exactly("components that are not live or show what the exchange has not", wrong.length, 0);
  findings.exactly("errors", errors.length, 0);

  root.unmount();
  await until(async () => (await far.call("held")).connections === 0, 6_000);
  const left = await far.call("held");
  findings.exactly("slots left after the unmount", left.depth + left.trades + left.identities, 0);
  findings.exactly("connections left", left.connections, 0);
  findings.exactly("listeners left", listeners(), 0);
  await far.call("close");
  await far.close();
}

/** Nothing is under way any more: what was said has been answered, and two frames have passed. */
async function settle(far: Remote<ExchangeCommands>): Promise<void> {
  await far.call("held");
  await until(() => false, 300);
}

/** Ten components of a market. */
function componentsOf(market: string, place: number, account: string, index: number): Shown[] {
  const book = (name: string, levels: number, precision: number): Shown => {
    const made = probe(`${name} ${place}`, () => useDepth({ market, levels, precision }));
    return {
      probe: made,
      market: place,
      text: () => written(made, (data: Depth) => write.book(data)),
      truth: async (far) => best((await far.call("books", [market], precision))[0] ?? "", levels),
    };
  };
  const tape = (name: string, limit: number): Shown => {
    const made = probe(`${name} ${place}`, () => useTrades({ market, limit }));
    return {
      probe: made,
      market: place,
      text: () => written(made, (data: readonly Trade[]) => write.trades(data)),
      truth: async (far) => (await far.call("tapes", [market], limit))[0],
    };
  };
  const prices = (name: string): Shown => {
    const made = probe(`${name} ${place}`, () => useBestPrices({ market }));
    return {
      probe: made,
      market: place,
      text: () => written(made, ({ bid, ask }: Pick<Prices, "bid" | "ask">) => write.best(bid, ask)),
      truth: async (far) => top((await far.call("books", [market]))[0] ?? ""),
    };
  };
  const middle = probe(`mid ${place}`, () => useDepth({ market, levels: 1, select: ({ bestBid }) => bestBid }));
  const chart = probe(`chart ${place}`, () => useCandles({ market, limit: 50 }));
  return [
    book("book", 20, 1),
    book("short book", 5, 1),
    book("grouped book", 10, COARSE),
    prices("prices"),
    prices("prices again"),
    tape("tape", 50),
    tape("short tape", 5),
    {
      probe: middle,
      market: place,
      text: () => String(middle.last().data),
      truth: async (far) => top((await far.call("books", [market]))[0] ?? "").split(" ")[0],
    },
    { probe: chart, market: place, text: () => undefined, truth: async () => undefined },
    accountOf(account, index),
  ];
}

type Prices = { readonly bid: bigint | undefined; readonly ask: bigint | undefined };

/** Orders, balances and nonces in turn. */
function accountOf(account: string, index: number): Shown {
  const kind = Math.floor(index / 3) % 3;
  if (kind === 0) {
    const made = probe(`orders ${index}`, () => useOrders({ identities: account }));
    const text = (): string | undefined => written(made, (data: readonly Order[]) => write.orders(data));
    return { probe: made, market: -1, text, truth: (far) => far.call("openOrders", account) };
  }
  if (kind === 1) {
    const made = probe(`balances ${index}`, () => useBalances({ identities: account }));
    const text = (): string | undefined => written(made, (data: readonly Balance[]) => write.balances(data));
    return { probe: made, market: -1, text, truth: (far) => far.call("balances", account) };
  }
  const made = probe(`nonce ${index}`, () => useNonce({ identity: account }));
  return { probe: made, market: -1, text: () => String(made.last().data), truth: (far) => far.call("nonce", account) };
}

function written<T>(probe: Probe, write: (data: T) => string): string | undefined {
  const { data }: Result<unknown> = probe.last();
  return data === undefined ? undefined : write(data as T);
}

/** The best levels of a book's text. */
function best(text: string, levels: number): string {
  return text
    .split(" | ")
    .map((side) => side.split(" ").slice(0, levels).join(" "))
    .join(" | ");
}

/** Its best prices, as text. */
function top(text: string): string {
  return text
    .split(" | ")
    .map((side) => side.split(":")[0])
    .join(" ");
}
