// The part of the engine that a page by pairs needs before its first row, besides the feed: REST, and the list of markets.
import { readMarkets } from "../client/marketReads.ts";
import { createGet } from "../client/request.ts";
import { O2Feed } from "./feed.ts";
import { shownMarkets } from "./shownMarkets.ts";

/** Adds it to a feed, once; nothing where the config has no `apiBase`. @throws O2InputError for an option that cannot be used. */
export function addReads(feed: O2Feed): void {
  const core = O2Feed.coreOf(feed);
  const { config, settings, options, session, current, outages } = core;
  const { apiBase } = config;
  if (!apiBase || core.reads) return;
  const get = createGet(apiBase, options, core.answerTaps);
  let hasMargin: boolean | undefined;
  const markets = shownMarkets({
    ...settings,
    rest: {
      markets: async (how = {}) => {
        const read = await readMarkets(get, how);
        hasMargin = read.hasMargin;
        return read.markets;
      },
    },
    hasMargin: () => hasMargin,
    page: session.page,
    state: () => current.state,
    onState: (state) => current.become(state),
    onFailed: (failure) => outages.failed(apiBase, failure, settings.now()),
  });
  core.reads = { get, markets };
}
