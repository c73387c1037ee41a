// Makes the reads of what no subscription tells: a channel of that kind is a line here.
import type { Topic } from "../client/protocol.ts";
import type { O2Rest } from "../client/rest.ts";
import { PolledAccount } from "./channels/account.ts";
import { PolledSummaries } from "./channels/marketSummaries.ts";
import type { Polled } from "./channels/polled.ts";
import { isWhole } from "./live.ts";
import { Polls } from "./polls.ts";
import type { RecordsOptions } from "./records.ts";
import type { O2State } from "./state.ts";
import type { PolledTopic } from "./topics.ts";

/** Makes them for one feed. */
export function createPolls(options: RecordsOptions, rest: O2Rest | undefined): Polls {
  const { config, settings, session, current, reads, outages, isFollowed, follow } = options;
  const wholeIn = (state: O2State, topic: Topic): boolean => isWhole(state, topic, session.subscriptions);
  const polledOf = (topic: PolledTopic): Polled =>
    topic.channel === "account" ? new PolledAccount(topic, { follow, isWhole: wholeIn }) : new PolledSummaries();
  return new Polls({
    ...settings,
    session,
    current,
    sources: rest && reads && { rest, markets: () => reads.markets.get() },
    polledOf,
    isFollowed,
    onRead: () => outages.ended(config.apiBase ?? ""),
    onFailed: (failure) => outages.failed(config.apiBase ?? "", failure, settings.now()),
  });
}
