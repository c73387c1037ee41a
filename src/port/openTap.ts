// Taps a feed, wherever its engine is: the one door for the devtools and for recordings, which come with their own entries.
import type { O2Feed } from "../store/feed.ts";
import type { FeedHandle } from "./FeedHandle.ts";
import { baselineOf, factsOf, tapEngine } from "./tapEngine.ts";
import type { EngineFacts, RemoteTap, Tap, TapEvent, TapReader } from "./taps.ts";

/** Opens a tap, which goes on with the next engine where one has gone. */
export function openTap(handle: Pick<FeedHandle, "attach">, listener: (event: TapEvent) => void): Tap {
  let current: Tap | undefined;
  const detach = handle.attach((engine) => {
    const { feed } = engine;
    const tap = feed ? tapHere(feed, listener) : engine.tap && tapElsewhere(engine.tap.bind(engine), listener);
    current = tap;
    return () => tap?.stop();
  });
  return {
    get isHere() {
      return current?.isHere;
    },
    get until() {
      return current?.until ?? Date.now();
    },
    get facts() {
      return current?.facts;
    },
    wantBaseline: () => current?.wantBaseline(),
    stop: detach,
  };
}

/** Taps an engine of this page. */
function tapHere(feed: O2Feed, listener: (event: TapEvent) => void): Tap {
  let isWanted = false;
  const end = tapEngine(feed, listener);
  const unsubscribe = feed.store.subscribe(() => {
    const baseline = isWanted ? baselineOf(feed) : undefined;
    if (!baseline) return;
    isWanted = false;
    listener(baseline);
  });
  return {
    isHere: true,
    get until() {
      return Date.now();
    },
    get facts() {
      return factsOf(feed);
    },
    wantBaseline: () => {
      isWanted = true;
    },
    stop: () => {
      end();
      unsubscribe();
    },
  };
}

/** Taps an engine of another thread. */
function tapElsewhere(open: (reader: TapReader) => RemoteTap, listener: (event: TapEvent) => void): Tap {
  let facts: EngineFacts | undefined;
  let until = Date.now();
  let isOver = false;
  const tell = (events: readonly TapEvent[]): void => {
    for (const event of events) {
      if (isOver) return;
      try {
        listener(event);
      } catch (thrown) {
        // As in the page: it disturbs nobody else.
        queueMicrotask(() => {
          throw thrown;
        });
      }
    }
  };
  const { wantBaseline, stop } = open({
    before: ({ events, shown }) => tell(events.slice(0, shown)),
    after: (batch) => {
      facts = batch.facts;
      until = batch.at;
      tell(batch.events.slice(batch.shown));
    },
  });
  return {
    isHere: false,
    get until() {
      return until;
    },
    get facts() {
      return facts;
    },
    wantBaseline,
    stop: () => {
      isOver = true;
      stop();
    },
  };
}
