// The part of the engine that a page by pairs needs before its first row, besides the feed: REST, and the list of markets.
import { type MarketsRead, readMarkets } from "../client/marketReads.ts";
import { createGet } from "../client/request.ts";
import { O2Feed } from "./feed.ts";
import type { Reads } from "./reads.ts";
import { shownMarkets } from "./shownMarkets.ts";

/** Adds it to a feed, once; nothing where the config has no `apiBase`. @throws O2InputError for an option that cannot be used. */
export function addReads(feed: O2Feed): void {
  const core = O2Feed.coreOf(feed);
  const { config, settings, options, session, current, outages } = core;
  const { apiBase } = config;
  if (!apiBase || core.reads) return;
  const get = createGet(apiBase, options, core.answerTaps);
  let last: MarketsRead | undefined;
  const markets = shownMarkets({
    ...settings,
    rest: {
      markets: async (how = {}) => {
        last = await readMarkets(get, how);
        return last.markets;
      },
    },
    hasMargin: () => last?.hasMargin,
    page: session.page,
    state: () => current.state,
    onState: (state) => current.become(state),
    onFailed: (failure) => outages.failed(apiBase, failure, settings.now()),
  });
  const margin: Reads["margin"] = async () => {
    await markets.get();
    return last?.hasMargin === false ? null : last?.margin;
  };
  core.reads = { get, markets, margin };
}
