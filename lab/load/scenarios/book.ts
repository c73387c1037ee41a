// A book of 10,000 levels a side must be right after bursts of changes, at two precisions. Measures what an update
// costs in it.
import type { O2Error } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { openFar } from "../../far/remoteFar.ts";
import { until } from "../../waiting.ts";
import { write } from "../../write.ts";
import { bookOf, expectNoneLeft, openCosts, TIMES } from "../common.ts";
import type { Findings } from "../Findings.ts";

const LEVELS = 10_000;
const BURSTS = 20;
const BURST = 1_000;
/** As in the benchmarks. In proportion it would be 100. */
const COST_LIMIT = TIMES / 50;
const COARSE = 10;
const SHOWN = 20;

export async function book(findings: Findings): Promise<void> {
  const costs = openCosts();
  for (const [what, every] of [
    ["20 levels shown, a frame per 80 updates", 80],
    ["20 levels shown, a frame per update", 1],
  ] as const) {
    const { little, much, ratio } = await costs.call.book(LEVELS / TIMES, LEVELS, SHOWN, every);
    findings.note(`µs an update, ${what}`, { little, much });
    findings.most(`an update at 10,000 levels a side ÷ at 100, ${what}`, ratio, COST_LIMIT);
  }
  const whole = await costs.call.book(LEVELS / TIMES, LEVELS, undefined, 1);
  findings.note("for comparison: all levels shown, a frame per update, ratio", whole.ratio);
  await costs.close();

  const far = openFar({ markets: 1, levels: LEVELS });
  const { config, places } = await far.call.about();
  const { markets } = places;
  const [market = ""] = markets;
  const errors: O2Error[] = [];
  const feed = createO2Feed({ config, onError: (error) => errors.push(error) });
  let commits = 0;
  feed.store.subscribe(() => {
    commits += 1;
  });
  const release = feed.retain([
    { channel: "depth", market, precision: 1 },
    { channel: "depth", market, precision: COARSE, levels: SHOWN },
  ]);
  const entry = (precision: number) => feed.store.getState().depth[`${market}:${precision}`];
  const unequal = async (): Promise<number> => {
    const [exact, coarse] = [await bookOf(far, market), await bookOf(far, market, SHOWN, COARSE)].map(write.book);
    const [fine, grouped] = [entry(1)?.data, entry(COARSE)?.data];
    const isFine = fine !== undefined && entry(1)?.isLive && write.book(fine) === exact;
    const isGrouped = grouped !== undefined && entry(COARSE)?.isLive && write.book(grouped) === coarse;
    return (isFine ? 0 : 1) + (isGrouped ? 0 : 1);
  };
  feed.connect();
  await until(() => entry(1)?.isLive === true, 30_000);
  findings.exactly("levels of a side at first", entry(1)?.data?.bids.length ?? 0, LEVELS);
  findings.exactly("books that are not the exchange's at first", await unequal(), 0);

  const [frames, before, began] = [feed.session.counters.frames, commits, Date.now()];
  for (let burst = 0; burst < BURSTS; burst += 1) await far.call.burst(BURST, markets);
  await until(async () => (await unequal()) === 0, 10_000);
  findings.exactly("books that are not the exchange's after 20,000 actions", await unequal(), 0);
  const heard = feed.session.counters.frames - frames;
  findings.note("changes heard", heard);
  findings.note("levels of a side then", entry(1)?.data?.bids.length);
  findings.most("commits in a frame's time", (commits - before) / ((Date.now() - began) / 16), 1);
  const { resyncs, malformedFrames } = feed.counters(market);
  findings.exactly("books fetched anew, and frames refused", resyncs + malformedFrames, 0);
  await far.call.exchange.faults.drop();
  await until(() => entry(1)?.isLive === false, 5_000);
  await until(async () => (await unequal()) === 0, 10_000);
  findings.exactly("books that are not the exchange's after a drop", await unequal(), 0);
  findings.exactly("errors", errors.length, 0);
  release();
  feed.close();
  await expectNoneLeft(far, findings, "connections left after the close");
  await far.close();
}
