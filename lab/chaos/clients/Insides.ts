// The feeds of a page's two trees, and which of their listeners acts next.
import { type O2Error, type O2Feed, useO2Feed } from "o2-react";
import { type ReactNode, useEffect } from "react";
import type { Listener } from "../oddSteps.ts";
import type { Feed } from "./ChaosClient.ts";

/** The feeds of both trees, and which listener acts next. */
export class Insides {
  readonly #feeds = new Map<number, O2Feed>();
  readonly #onError = new Map<number, () => void>();
  /** Each tree's, the same for good. */
  readonly onErrors = [0, 1].map(
    (place) =>
      (_: O2Error): void =>
        this.#failed(place),
  );
  readonly #markets: readonly string[];
  readonly #onMounted: (feed: O2Feed) => void;

  /** @param onMounted called with each feed that a tree has, again whenever its effects run again. */
  constructor(markets: readonly string[], onMounted: (feed: O2Feed) => void) {
    this.#markets = markets;
    this.#onMounted = onMounted;
  }

  mounted(place: number, feed: O2Feed): () => void {
    this.#feeds.set(place, feed);
    this.#onMounted(feed);
    return () => void (this.has(place, feed) && this.#feeds.delete(place));
  }

  /** The feed that a tree has now. */
  feed(place: number): O2Feed | undefined {
    return this.#feeds.get(place);
  }

  has(place: number, feed: Feed): boolean {
    return this.#feeds.get(place) === feed;
  }

  arm(place: number, where: Listener, act: (feed: Feed) => void): void {
    const feed = this.#feeds.get(place);
    if (!feed) return;
    const once = (): void => {
      end();
      if (this.has(place, feed)) act(feed);
    };
    const end = this.#listen(place, feed, where, once);
  }

  #failed(place: number): void {
    const act = this.#onError.get(place);
    this.#onError.delete(place);
    act?.();
  }

  #listen(place: number, feed: O2Feed, where: Listener, once: () => void): () => void {
    switch (where) {
      case "event":
        return feed.session.listen(once);
      case "frame":
        return feed.session.tap(once);
      case "store":
        return feed.store.subscribe(once);
      case "trade":
        return feed.onTrade(this.#markets[0] ?? "", once);
      case "error":
        this.#onError.set(place, once);
        return () => undefined;
    }
  }
}

/** Reports a provider's feed. */
export function Inside({ insides, place }: { readonly insides: Insides; readonly place: number }): ReactNode {
  const feed = useO2Feed();
  useEffect(() => feed.feed && insides.mounted(place, feed.feed), [insides, place, feed]);
  return null;
}
