// Makes the reads of what no subscription tells: a channel of that kind is a line here.
import type { O2Rest } from "../client/rest.ts";
import { readAccount } from "./channels/account.read.ts";
import { PolledAccount } from "./channels/account.ts";
import { readMarginAccount } from "./channels/marginAccount.read.ts";
import { PolledMarginAccount } from "./channels/marginAccount.ts";
import { readMarginTiers } from "./channels/marginTiers.read.ts";
import { PolledTiers } from "./channels/marginTiers.ts";
import { readDays } from "./channels/marketSummaries.read.ts";
import { PolledSummaries } from "./channels/marketSummaries.ts";
import { isWhole } from "./live.ts";
import { Polls, type Readable } from "./polls.ts";
import type { RecordsOptions } from "./records.ts";
import type { O2State } from "./state.ts";
import type { AccountTopic, FeedTopic, MarginAccountTopic, PolledTopic } from "./topics.ts";

/** Makes them for one feed. */
export function createPolls(options: RecordsOptions, rest: O2Rest | undefined): Polls {
  const { config, settings, session, current, reads, outages, isFollowed, follow } = options;
  const wholeIn = (state: O2State, topic: FeedTopic): boolean => isWhole(state, topic, session.subscriptions);
  const state = (): O2State => current.state;
  const parts = { follow, isWhole: wholeIn };
  const readableOf = (topic: PolledTopic): Readable => {
    switch (topic.channel) {
      case "account":
        return account(topic, new PolledAccount(parts));
      case "marketSummaries":
        return summaries();
      case "marginAccount":
        return marginAccount(topic, new PolledMarginAccount(parts), state);
      case "marginTiers":
        return tiers(state);
    }
  };
  return new Polls({
    ...settings,
    session,
    current,
    sources: rest && reads && { rest, markets: () => reads.markets.get(), margin: () => reads.margin() },
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

function marginAccount(topic: MarginAccountTopic, polled: PolledMarginAccount, state: () => O2State): Readable {
  return {
    polled,
    read: async (sources) => {
      // The state of before the read: what is told while it is under way may not be in it.
      const seen = polled.see(state());
      return polled.take(await readMarginAccount(topic, sources, polled), seen);
    },
  };
}

function tiers(state: () => O2State): Readable {
  const polled = new PolledTiers();
  return {
    polled,
    read: async (sources) => {
      const gaps = polled.gaps(state());
      return polled.take(await readMarginTiers(sources), gaps);
    },
  };
}
