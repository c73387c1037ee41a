// 500 markets at once: one feed follows book and trades of each while all of them trade.
import { createO2Feed, type O2Error } from "o2-react";
import { write } from "../../chaos/Truth.ts";
import type { CostCommands } from "../costs.ts";
import type { ExchangeCommands } from "../exchange.ts";
import { type Findings, spread } from "../Findings.ts";
import { Remote } from "../Remote.ts";
import { until } from "../waiting.ts";

const MARKETS = 500;
const LEVELS = 30;
/** Actions a second in all: each market has one. */
const RATE = 500;
/** Long enough for each market's first audit (after 45 to 75 s) and what it waits for. */
const TRADING = 85_000;
/** Of the REST API, a minute, and of the feed, under way at once: protocol and options. */
const [MINUTE_LIMIT, AT_ONCE_LIMIT] = [6_000, 6];
/** The worst market's time to live, in multiples of the median's. What is read six at a time has a worst of twice the median. */
const STARVED = 3;
const TAPE = 50;
/** What an update costs is measured among so many times fewer markets, too. */
const TIMES = 100;
/** A tenth of what it would cost in proportion. */
const COST_LIMIT = TIMES / 10;

export async function markets(findings: Findings): Promise<void> {
  const costs = new Remote<CostCommands>("costs.ts");
  const cost = await costs.call("markets", MARKETS / TIMES, MARKETS);
  findings.note("µs an update of one market and its frame", { little: cost.little, much: cost.much });
  findings.most("an update among 500 markets ÷ among 5", cost.ratio, COST_LIMIT);
  await costs.close();

  const far = new Remote<ExchangeCommands>("exchange.ts");
  const { config, markets: ids } = await far.call("open", MARKETS, LEVELS);
  await far.call("trade", RATE, ids);
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

  /** Milliseconds from the link's being there until each market's book, or trades, are live. */
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
    const { actions, reads } = await far.call("asked");
    const said = Object.values(actions).reduce((sum, count) => sum + count, 0);
    findings.exactly(`${what}: frames to subscribe`, said, 2 * MARKETS);
    findings.exactly(`${what}: REST reads of trades, one a market`, reads["/v1/trades"] ?? 0, MARKETS);
  };
  const unequal = async (): Promise<number> => {
    const [books, tapes] = await Promise.all([far.call("books", ids), far.call("tapes", ids, TAPE)]);
    const { depth, trades } = feed.store.getState();
    return ids.filter((id, index) => {
      const book = depth[`${id}:1`];
      const tape = trades[id];
      const isEqual =
        book?.isLive &&
        tape?.isLive &&
        book.data &&
        tape.data &&
        write.book(book.data) === books[index] &&
        write.trades(tape.data.slice(0, TAPE)) === tapes[index];
      return !isEqual;
    }).length;
  };
  const allEqual = async (what: string): Promise<void> => {
    await far.call("still");
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
  findings.exactly(
    "audits that found a book unequal",
    counted.reduce((sum, { mismatches }) => sum + mismatches, 0),
    0,
  );
  findings.exactly(
    "books that were fetched anew",
    counted.reduce((sum, { resyncs }) => sum + resyncs, 0),
    0,
  );
  const { reads, busiestMinute } = await far.call("asked");
  findings.note("REST reads while trading", reads);
  findings.most("REST reads in the busiest minute", busiestMinute, MINUTE_LIMIT);
  findings.most("REST reads under way at once", mostUnderWay, AT_ONCE_LIMIT);

  await far.call("trade", RATE, ids);
  await far.call("forget");
  await far.call("drop");
  await until(() => feed.session.connection.status !== "connected", 5_000);
  await bothLive("after a drop");
  await allEqual("after a drop");
  findings.exactly("errors", errors.length, 0);
  if (errors.length > 0) findings.note("first error", String(errors[0]));

  release();
  const isFree = await until(async () => {
    const { depth, trades } = await far.call("held");
    return depth + trades === 0;
  }, 6_000);
  const { depth, trades, connections } = await far.call("held");
  findings.exactly("slots that the server holds after the release and its linger", depth + trades, 0);
  findings.exactly("connections then: the feed's own", connections, 1);
  if (isFree) {
    const state = feed.store.getState();
    const entries = Object.keys(state.depth).length + Object.keys(state.trades).length;
    findings.exactly("topics left in the store", entries, 0);
  }
  feed.close();
  findings.exactly(
    "connections left after the close",
    (await until(async () => (await far.call("held")).connections === 0, 5_000)) ? 0 : 1,
    0,
  );
  await far.call("close");
  await far.close();
}
