// A page of 200 components over 20 markets and three accounts, with all hooks mixed. Each topic has one slot, each
// frame one commit, and each component renders for its own data alone.

import {
  O2Provider,
  type Result,
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
import { openFar } from "../../far/remoteFar.ts";
import { listeners } from "../../page.ts";
import { until } from "../../waiting.ts";
import { write } from "../../write.ts";
import { bookOf, countSlots, expectNoneLeft, type Far, sum, tapeOf } from "../common.ts";
import type { Findings } from "../Findings.ts";
import { countCommits, type Probe, probe } from "../probes.ts";

const MARKETS = 20;
const LEVELS = 60;
/** Actions a second over all markets that trade. */
const RATE = 400;
const TRADING = 5_000;
const COARSE = 10;

type Truth<T> = (far: Far) => Promise<T>;
type Prices = { readonly bid: bigint | undefined; readonly ask: bigint | undefined };

interface Shown {
  readonly probe: Probe;
  readonly market: number;
  /** The component's value as text, and the exchange's. */
  readonly text: () => string | undefined;
  readonly truth: Truth<string>;
}

export async function page(findings: Findings): Promise<void> {
  const far = openFar({ markets: MARKETS, levels: LEVELS });
  const { config, places } = await far.call.about();
  const { markets, accounts } = places;
  await far.call.exchange.tick(3_000);
  const components = markets.flatMap((market, index) => componentsOf(market, index, accounts[index % 3] ?? "", index));
  findings.exactly("components", components.length, 200);
  const commits = countCommits(components.map(({ probe }) => probe.element));
  const root = createRoot(document.createElement("div"));
  const errors: unknown[] = [];
  root.render(createElement(O2Provider, { config, onError: (error) => errors.push(error) }, commits.tree));

  const isLive = ({ probe }: Shown): boolean => probe.last().status === "live";
  await until(() => components.every(isLive), 30_000);
  findings.exactly("components that are live", components.filter(isLive).length, components.length);
  const [frames, reads] = [await far.call.exchange.requests(), await far.call.reads()];
  // A book and the trades of each market, and one subscription each of orders, balances and nonce.
  findings.exactly("frames to subscribe for them all", frames.length, 2 * MARKETS + 3);
  findings.note("REST reads", reads.byPath);
  const { slots, connections } = await far.call.held();
  findings.exactly("books that the server holds for them", countSlots(slots, "depth"), MARKETS);
  findings.exactly("markets' trades that it holds", countSlots(slots, "trades"), MARKETS);
  findings.exactly("identities that it holds, three a channel", countSlots(slots, "orders", "balances", "nonce"), 9);
  findings.exactly("connections", connections, 1);

  const counts = (): readonly number[] => components.map(({ probe }) => probe.renders);
  const busy = markets.slice(0, MARKETS / 2);
  await settle(far);
  commits.forget();
  const before = counts();
  const wasted = (): number => sum(components.map(({ probe }) => probe.wasted));
  const wastedBefore = wasted();
  await far.call.trade(RATE, busy);
  await until(() => false, TRADING);
  await far.call.pause();
  await settle(far);
  const renders = counts().map((count, index) => count - (before[index] ?? 0));
  const of = (isMeant: (component: Shown) => boolean): number =>
    sum(renders.filter((_, index) => isMeant(components[index] as Shown)));
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
  // The crowd takes the accounts' resting orders in the markets that trade.
  findings.note("renders of the accounts' components", of(isAccounts));
  findings.exactly("renders without news", wasted() - wastedBefore, 0);
  findings.most("React commits in a frame", commits.most(), 1);
  findings.note("commits", commits.all());

  // The accounts begin to trade as well.
  await far.call.exchange.tick(500);
  await settle(far);
  const unequal = async (): Promise<string[]> => {
    const wrong: string[] = [];
    for (const component of components) {
      const { probe, text, truth } = component;
      if (probe.last().status !== "live" || text() !== (await truth(far))) wrong.push(String(probe.element.key));
    }
    return wrong;
  };
  await until(async () => (await unequal()).length === 0, 10_000);
  const wrong = await unequal();
  if (wrong.length > 0) findings.note("unequal", wrong.slice(0, 10));
  findings.exactly("components that are not live or show what the exchange has not", wrong.length, 0);
  findings.exactly("errors", errors.length, 0);

  root.unmount();
  await expectNoneLeft(far, findings);
  findings.exactly("slots left after the unmount", (await far.call.held()).slots.length, 0);
  findings.exactly("listeners left", listeners(), 0);
  await far.close();
}

/** Waits until nothing is under way: all requests are answered, and two frames have passed. */
async function settle(far: Far): Promise<void> {
  await far.call.held();
  await until(() => false, 300);
}

/**
 * A component, and the exchange's own value for it.
 * @param text writes both as text.
 */
function shown<T>(
  key: string,
  market: number,
  useIt: () => Result<unknown>,
  text: (data: T) => string,
  truth: Truth<T>,
): Shown {
  const made = probe(key, useIt);
  const shownText = (): string | undefined => {
    const { data } = made.last();
    return data === undefined ? undefined : text(data as T);
  };
  return { probe: made, market, text: shownText, truth: async (far) => text(await truth(far)) };
}

/** Ten components of a market. */
function componentsOf(market: string, place: number, account: string, index: number): Shown[] {
  const of = <T>(name: string, useIt: () => Result<unknown>, text: (data: T) => string, truth: Truth<T>): Shown =>
    shown(`${name} ${place}`, place, useIt, text, truth);
  const book = (name: string, levels: number, precision: number): Shown =>
    of(
      name,
      () => useDepth({ market, levels, precision }),
      write.book,
      (far) => bookOf(far, market, levels, precision),
    );
  const tape = (name: string, limit: number): Shown =>
    of(
      name,
      () => useTrades({ market, limit }),
      write.trades,
      (far) => tapeOf(far, market, limit),
    );
  const best = async (far: Far): Promise<Prices> => {
    const { bids, asks } = await bookOf(far, market, 1);
    return { bid: bids[0]?.price, ask: asks[0]?.price };
  };
  const prices = (name: string): Shown =>
    of(
      name,
      () => useBestPrices({ market }),
      ({ bid, ask }: Prices) => write.best(bid, ask),
      best,
    );
  const useBid = () => useDepth({ market, levels: 1, select: ({ bestBid }) => bestBid });
  return [
    book("book", 20, 1),
    book("short book", 5, 1),
    book("grouped book", 10, COARSE),
    prices("prices"),
    prices("prices again"),
    tape("tape", 50),
    tape("short tape", 5),
    of("best bid", useBid, String, async (far) => (await best(far)).bid),
    // Charts are not compared here, because chaos compares them.
    of(
      "chart",
      () => useCandles({ market, limit: 50 }),
      () => "",
      async () => undefined,
    ),
    accountOf(account, index),
  ];
}

/** Orders, balances and nonces in turn. */
function accountOf(id: string, index: number): Shown {
  const account = { ContractId: id };
  const kind = Math.floor(index / 3) % 3;
  const useAccountOrders = () => useOrders({ identities: id });
  const useAccountBalances = () => useBalances({ identities: id });
  const useAccountNonce = () => useNonce({ identity: id });
  if (kind === 0)
    return shown(`orders ${index}`, -1, useAccountOrders, write.orders, ({ call }) =>
      call.exchange.orders(account, { open: true }),
    );
  if (kind === 1)
    return shown(`balances ${index}`, -1, useAccountBalances, write.balances, ({ call }) =>
      call.exchange.balances(account),
    );
  return shown(`nonce ${index}`, -1, useAccountNonce, String, ({ call }) => call.exchange.nonce(account));
}
