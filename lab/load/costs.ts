// Measures what one update costs with much data and with little, in one process that does nothing else. Both run in
// turn, and the medians of their batches are divided, as in the benchmarks.
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import { MARKET, marketFrames } from "../bench/frames.ts";
import { type Batch, compare } from "../bench/measure.ts";
import { feedOf, player, showFrame } from "../bench/rig.ts";
import { enough, riches } from "../far/Crowd.ts";
import { serve } from "../far/Remote.ts";
import { until } from "../waiting.ts";

/** A batch of single order updates, each shown in a frame of its own, with so many orders open. */
async function orderUpdates(count: number): Promise<Batch> {
  const exchange = createExchange();
  const account = exchange.createAccount("Trader", riches(exchange.markets));
  const [market] = exchange.markets;
  const price = market.startPrice - (market.startPrice % market.tick);
  const place = { marketId: market.market_id, side: "sell" as const, price, quantity: 4n * enough(market, price) };
  exchange.batch(
    account,
    Array.from({ length: count }, () => ({ place })),
  );
  const id = `ContractId:${account.id}`;
  const topic = { channel: "orders", identity: account.identity } as const;
  const [feed, say] = await feedOf([topic], { fetch: answeredBy(exchange) });
  const isLive = (): boolean => {
    showFrame();
    return feed.store.getState().orders[id]?.isLive === true;
  };
  if (!(await until(isLive, 30_000))) throw new Error("The orders are not live.");
  const orders = feed.store.getState().orders[id]?.data ?? [];
  if (orders.length !== count) throw new Error(`${orders.length} orders are shown, not ${count}.`);
  let [next, filled] = [0, 0n];
  return () => {
    for (let said = 0; said < 20; said += 1) {
      next = (next + 7_919) % orders.length;
      filled += 1n;
      say(textOf({ action: "subscribe_orders", orders: [{ ...orders[next], quantity_fill: filled }] }));
      showFrame();
    }
    if (!feed.store.getState().orders[id]?.data?.some((order) => order.quantity_fill === filled))
      throw new Error("The last update is not shown: what was measured is not its cost.");
    return 20;
  };
}

/**
 * A batch of depth updates in a book of so many levels a side, of which `shown` are shown, with a frame per `every`
 * updates.
 */
async function depthUpdates(levels: number, shown: number | undefined, every: number): Promise<Batch> {
  const frames = marketFrames(levels);
  const [feed, say] = await feedOf([
    { channel: "depth", market: MARKET, precision: 1, ...(shown === undefined ? {} : { levels: shown }) },
  ]);
  say(frames.snapshot);
  showFrame();
  const play = player(say, frames);
  // As long as the benchmarks' batches. A short batch would measure cold caches.
  const count = shown === undefined ? every : every === 1 ? 160 : 1_600;
  return () => {
    for (let said = 0; said < count; said += every) {
      play(every);
      showFrame();
    }
    if (!feed.store.getState().depth[`${MARKET}:1`]?.isLive) throw new Error("The book is not live.");
    return count;
  };
}

/** A batch of depth updates of one market, a frame each, while so many are followed. */
async function amongMarkets(count: number): Promise<Batch> {
  const frames = marketFrames(50);
  const others = Array.from({ length: count - 1 }, (_, index) => `0x${(index + 1).toString(16).padStart(64, "0")}`);
  const markets = [MARKET, ...others];
  const [feed, say] = await feedOf(
    markets.flatMap((market) => [
      { channel: "depth", market, precision: 1, levels: 20 } as const,
      { channel: "trades", market } as const,
    ]),
  );
  for (const market of markets) say(frames.snapshot.replace(MARKET, market));
  showFrame();
  const play = player(say, frames);
  return () => {
    for (let said = 0; said < 50; said += 1) {
      play(1);
      showFrame();
    }
    const entries = Object.values(feed.store.getState().depth);
    if (entries.length !== count || !entries.every(({ isLive }) => isLive)) throw new Error("Not all books are live.");
    return 50;
  };
}

function answeredBy(exchange: SimulatedExchange): typeof fetch {
  return (input, init) => exchange.fetch(input, init);
}

function textOf(frame: object): string {
  return JSON.stringify(frame, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

type Ratio = { readonly little: number; readonly much: number; readonly ratio: number };

function ratio(little: Batch, much: Batch, rounds = 40): Ratio {
  const costs = compare({ little, much }, { rounds, warmUps: 10 });
  return { ...costs, ratio: costs.much / costs.little };
}

const commands = {
  orders: async (little: number, much: number): Promise<Ratio> =>
    ratio(await orderUpdates(little), await orderUpdates(much)),
  book: async (little: number, much: number, shown: number | undefined, every: number): Promise<Ratio> =>
    ratio(await depthUpdates(little, shown, every), await depthUpdates(much, shown, every)),
  markets: async (little: number, much: number): Promise<Ratio> =>
    ratio(await amongMarkets(little), await amongMarkets(much)),
};

/** The measurements, in microseconds per update: with much data, and with little. */
export type CostCommands = typeof commands;

serve(commands);
