// Follows all of a trader's accounts, so that the data is there when the account is switched.
import { type FeedTopic, type Identity, useO2Feed } from "o2-react";
import { useEffect } from "react";

const CHANNELS = ["orders", "balances", "nonce"] as const;

export function useFollowed(accounts: readonly { readonly identity: Identity }[]): void {
  const feed = useO2Feed();
  useEffect(() => {
    const topics = accounts.flatMap(({ identity }) => CHANNELS.map((channel): FeedTopic => ({ channel, identity })));
    return feed.retain(topics);
  }, [feed, accounts]);
}
