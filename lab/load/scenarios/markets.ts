// 500 markets at once: one feed follows book and trades of each while all of them trade.
import type { O2Error } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { openFar } from "../../far/remoteFar.ts";
import { spread } from "../../statistics.ts";
import { until } from "../../waiting.ts";
import { write } from "../../write.ts";
import { bookOf, expectNoneLeft, openCosts, showsMarket, sum, TIMES, tapeOf } from "../common.ts";
import type { Findings } from "../Findings.ts";

const MARKETS = 500;
const LEVELS = 30;
/** Actions a second in all, so that each market has one. */
const RATE = 500;
/** Long enough for each market's first audit (after 45 to 75 s) and its waits. */
const TRADING = 85_000;
/** Reads a minute that the REST API allows (protocol), and reads under way at once that the feed allows (options). */
const [MINUTE_LIMIT, AT_ONCE_LIMIT] = [6_000, 6];
/**
 * Limit of the slowest market's time to live, in multiples of the median. When six are read at a time, the slowest
 * takes twice the median.
 */
const STARVED = 3;
const TAPE = 50;
/** A tenth of what a cost in proportion would be. */
const COST_LIMIT = TIMES / 10;

export async function markets(findings: Findings): Promise<void> {
  const costs = openCosts();
  const cost = await costs.call.markets(MARKETS / TIMES, MARKETS);
  findings.note("µs an update of one market and its frame", { little: cost.little, much: cost.much });
  findings.most("an update among 500 markets ÷ among 5", cost.ratio, COST_LIMIT);
  await costs.close();

  const far = openFar({ markets: MARKETS, levels: LEVELS });
  const { config, places } = await far.call.about();
  const ids = places.markets;
  await far.call.trade(RATE, ids);
  const errors: O2Error[] = [];
  let [underWay, mostUnderWay] = [0, 0];
  const feed = createO2Feed({
    config,
    onError: (error) => errors.push(error),
    fetch: async (...args) => {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      try {
        return await fetch(...args);
      } finally {
        underWay -= 1;
      }
    },
  });

  /** Milliseconds from the open link until each market's book or trades are live. */
  const liveAfter = (channel: "depth" | "trades"): Promise<number[]> => {
    const waiting = new Set(ids);
    const times: number[] = [];
    let since: number | undefined;
    const look = (): void => {
      const { connection, [channel]: entries } = feed.store.getState();
      if (connection.status === "connected") since ??= Date.now();
      for (const id of waiting) {
        if (!entries[channel === "depth" ? `${id}:1` : id]?.isLive) continue;
        waiting.delete(id);
        times.push(Date.now() - (since ?? Number.NaN));
      }
    };
    const unlisten = feed.store.subscribe(look);
    return until(() => waiting.size === 0, 60_000).then(() => {
      unlisten();
      return times;
    });
  };
  const bothLive = async (what: string): Promise<void> => {
    const [books, tapes] = await Promise.all([liveAfter("depth"), liveAfter("trades")]);
    for (const [name, times] of [
      ["books", books],
      ["trades", tapes],
    ] as const) {
      const { median, worst } = spread(times);
      findings.exactly(`${what}: ${name} that are live`, times.length, MARKETS);
      findings.most(`${what}: the worst market's ${name} to live ÷ the median's`, worst / median, STARVED);
      findings.note(`${what}: ms until ${name} are live`, { median, worst });
    }
    const [frames, reads] = [await far.call.exchange.requests(), await far.call.reads()];
    findings.exactly(`${what}: frames to subscribe`, frames.length, 2 * MARKETS);
    findings.exactly(`${what}: REST reads of trades, one a market`, reads.byPath["/v1/trades"] ?? 0, MARKETS);
  };
  const unequal = async (): Promise<number> => {
    const truths = await Promise.all(
      ids.map(async (id) => [id, await bookOf(far, id), await tapeOf(far, id, TAPE)] as const),
    );
    return truths.filter(([id, book, tape]) => !showsMarket(feed, id, write.book(book), write.trades(tape), TAPE))
      .length;
  };
  const allEqual = async (what: string): Promise<void> => {
    await far.call.pause();
    await until(async () => (await unequal()) === 0, 5_000);
    findings.exactly(`${what}: markets whose book or trades are not the exchange's`, await unequal(), 0);
  };

  const release = feed.retain(
    ids.flatMap((market) => [
      { channel: "depth", market, precision: 1 } as const,
      { channel: "trades", market } as const,
    ]),
  );
  feed.connect();
  await bothLive("first");

  const [cpu, frames, began] = [process.cpuUsage(), feed.session.counters.frames, Date.now()];
  let [commits, stale] = [0, 0];
  const unlisten = feed.store.subscribe(({ depth, trades }) => {
    commits += 1;
    if (commits % 50 === 0)
      stale = Math.max(
        stale,
        [...Object.values(depth), ...Object.values(trades)].filter(({ isLive }) => !isLive).length,
      );
  });
  await until(() => false, TRADING);
  unlisten();
  const spent = process.cpuUsage(cpu);
  const seconds = (Date.now() - began) / 1_000;
  const heard = feed.session.counters.frames - frames;
  findings.note("frames a second while trading", heard / seconds);
  findings.note("commits a second while trading", commits / seconds);
  findings.note("CPU µs a frame, all that a feed does", (spent.user + spent.system) / heard);
  findings.exactly("topics seen stale while trading", stale, 0);
  await allEqual("after trading");
  const counted = ids.map((id) => feed.counters(id));
  findings.exactly("markets that no audit has proven", counted.filter(({ audits }) => audits === 0).length, 0);
  findings.exactly("audits that found a book unequal", sum(counted.map(({ mismatches }) => mismatches)), 0);
  findings.exactly("books that were fetched anew", sum(counted.map(({ resyncs }) => resyncs)), 0);
  const { byPath, busiestMinute } = await far.call.reads();
  findings.note("REST reads while trading", byPath);
  findings.most("REST reads in the busiest minute", busiestMinute, MINUTE_LIMIT);
  findings.most("REST reads under way at once", mostUnderWay, AT_ONCE_LIMIT);

  await far.call.trade(RATE, ids);
  await far.call.forget();
  await far.call.exchange.faults.drop();
  await until(() => feed.session.connection.status !== "connected", 5_000);
  await bothLive("after a drop");
  await allEqual("after a drop");
  findings.exactly("errors", errors.length, 0);
  if (errors.length > 0) findings.note("first error", String(errors[0]));

  release();
  const isFree = await until(async () => (await far.call.held()).slots.length === 0, 6_000);
  const { slots, connections } = await far.call.held();
  findings.exactly("slots that the server holds after the release and its linger", slots.length, 0);
  findings.exactly("connections then: the feed's own", connections, 1);
  if (isFree) {
    const state = feed.store.getState();
    const entries = Object.keys(state.depth).length + Object.keys(state.trades).length;
    findings.exactly("topics left in the store", entries, 0);
  }
  feed.close();
  await expectNoneLeft(far, findings, "connections left after the close");
  await far.close();
}
