// Makes the reads of what no subscription tells: a channel of that kind is a line here.
import type { O2Rest } from "../client/rest.ts";
import { readAccount } from "./channels/account.read.ts";
import { PolledAccount } from "./channels/account.ts";
import { readDays } from "./channels/marketSummaries.read.ts";
import { PolledSummaries } from "./channels/marketSummaries.ts";
import { isWhole } from "./live.ts";
import { Polls, type Readable } from "./polls.ts";
import type { RecordsOptions } from "./records.ts";
import type { O2State } from "./state.ts";
import type { AccountTopic, FeedTopic, PolledTopic } from "./topics.ts";

/** Makes them for one feed. */
export function createPolls(options: RecordsOptions, rest: O2Rest | undefined): Polls {
  const { config, settings, session, current, reads, outages, isFollowed, follow } = options;
  const wholeIn = (state: O2State, topic: FeedTopic): boolean => isWhole(state, topic, session.subscriptions);
  const readableOf = (topic: PolledTopic): Readable =>
    topic.channel === "account" ? account(topic, new PolledAccount({ follow, isWhole: wholeIn })) : summaries();
  return new Polls({
    ...settings,
    session,
    current,
    sources: rest && reads && { rest, markets: () => reads.markets.get() },
    readableOf,
    isFollowed,
    onRead: () => outages.ended(config.apiBase ?? ""),
    onFailed: (failure) => outages.failed(config.apiBase ?? "", failure, settings.now()),
  });
}

function account(topic: AccountTopic, polled: PolledAccount): Readable {
  return { polled, read: async (sources) => polled.take(await readAccount(topic, sources)) };
}

function summaries(): Readable {
  const polled = new PolledSummaries();
  return {
    polled,
    read: async (sources) => {
      const found = new Map<string, unknown>();
      polled.take(await readDays(found, sources), found.size, sources.asOf);
      return true;
    },
  };
}
