// A feed of a served exchange, closed when the test is over, and the states it showed.
import type { O2Feed, O2FeedOptions, O2State } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { onTestFinished } from "vitest";
import type { Served } from "./served.ts";

/** A connected feed that reconnects quickly and does not linger. */
export function follow(served: Served, options: O2FeedOptions = {}): O2Feed {
  const feed = createO2Feed({
    config: served.server.config,
    linger: 0,
    minReconnectDelay: 10,
    maxReconnectDelay: 50,
    auditInterval: false,
    onError: (error) => served.errors.push(error),
    ...options,
  });
  onTestFinished(() => feed.close());
  feed.connect();
  return feed;
}

/** Every state that the store showed, oldest first. */
export function watch(feed: O2Feed): O2State[] {
  const states = [feed.store.getState()];
  onTestFinished(feed.store.subscribe((state) => states.push(state)));
  return states;
}
