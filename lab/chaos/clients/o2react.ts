// o2-react under chaos: two providers, one of them in StrictMode, with a component for each reader, and iterators beside them.
import { type O2Error, type O2FeedOptions, O2Provider } from "o2-react";
import { createElement } from "react";
import type { Listener } from "../oddSteps.ts";
import type { Popped } from "../Popped.ts";
import type { Iterated, IteratorEnd } from "../screenSteps.ts";
import type { VenuePlaces } from "../venues.ts";
import type { Address, ChaosClientKind, Feed, Reading } from "./ChaosClient.ts";
import { hooks } from "./hooks.ts";
import { Inside, Insides } from "./Insides.ts";
import { Iterators } from "./Iterators.ts";
import { ReactClient, type ReactClientOptions } from "./ReactClient.ts";

/**
 * Short, so that a run takes seconds: chaos tests the order of events, not their length. The PING interval and the
 * silence limit keep about the ratio of the shipped defaults.
 */
const TIMINGS = {
  pingInterval: 250,
  staleAfter: 100,
  deadAfter: 250,
  probeTimeout: 100,
  connectTimeout: 250,
  minReconnectDelay: 10,
  maxReconnectDelay: 100,
  minUptime: 50,
  snapshotTimeout: 250,
  minResyncDelay: 20,
  maxResyncDelay: 200,
  linger: 50,
  lostAfter: 50,
  auditInterval: 1_000,
  requestTimeout: 300,
  retries: 1,
} as const satisfies O2FeedOptions;

const ignore = (_: O2Error): void => undefined;

class O2ReactClient extends ReactClient {
  readonly #insides: Insides;
  readonly #iterators: Iterators;
  readonly #windows: Map<number, Popped>;

  constructor(
    options: Omit<ReactClientOptions, "provide">,
    { atDefaults, WebSocket, fetch, ...config }: Address,
    places: VenuePlaces,
    more: O2FeedOptions,
  ) {
    const iterators = new Iterators(places);
    const insides = new Insides(places.markets, (feed) => iterators.watch(feed));
    const windows = new Map<number, Popped>();
    const given = { ...(atDefaults ? {} : TIMINGS), ...(WebSocket && { WebSocket }), ...(fetch && { fetch }), ...more };
    super({
      ...options,
      provide: (children, now, place) => {
        const onError = insides.onErrors[place] ?? ignore;
        const inside = createElement(Inside, { insides, place });
        const commits = windows.get(place);
        const props = { config, ...given, now, onError, ...(commits && { commits }) };
        return createElement(O2Provider, props, inside, children);
      },
    });
    this.#insides = insides;
    this.#iterators = iterators;
    this.#windows = windows;
  }

  inside(place: number, where: Listener, act: (feed: Feed) => void): void {
    this.#insides.arm(place, where, act);
  }

  has(place: number, feed: Feed): boolean {
    return this.#insides.has(place, feed);
  }

  iterate(iterator: number, place: number, over: Iterated, until?: number): void {
    const feed = this.#insides.feed(place);
    if (feed) this.#iterators.begin(feed, { iterator, place, over }, until);
  }

  stop(iterator: number, how: IteratorEnd): void {
    this.#iterators.end(iterator, how);
  }

  readings(): readonly Reading[] {
    return this.#iterators.all;
  }

  popOut(place: number, window: Popped | undefined): void {
    if (window) this.#windows.set(place, window);
    else this.#windows.delete(place);
    this.render();
  }
}

/** o2-react with other options than chaos gives it. */
export const o2reactWith = (more: O2FeedOptions): ChaosClientKind => ({
  name: "o2-react",
  slots: "shared",
  can: () => true,
  open: (address, places, onShown) =>
    // The kind of a component's reader never changes: it is always the same hook.
    new O2ReactClient(
      { useReader: (reader) => hooks[reader.kind](reader as never, places), onShown },
      address,
      places,
      more,
    ),
});

/** o2-react itself. */
export const o2react: ChaosClientKind = o2reactWith({});
