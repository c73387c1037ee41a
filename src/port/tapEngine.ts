// Taps an engine that is in this thread. Changes nothing about it; costs nothing before it is called.
import type { ClientEvent } from "../client/events.ts";
import { topicKey } from "../client/topicKeys.ts";
import type { O2Feed } from "../store/feed.ts";
import type { EngineBooks, EngineFacts, TapEvent } from "./taps.ts";

/**
 * Tells of all that happens until the returned function is called. The first event, a `begin`, is told before it returns.
 * @param lost the number of events that were lost before.
 */
export function tapEngine(feed: O2Feed, tell: (event: TapEvent) => void): () => void {
  const { session, answerTaps } = feed;
  tell(beginOf(feed, 0));
  const answered = (answer: Pick<Extract<TapEvent, { type: "answer" }>, "path" | "status" | "text">): void =>
    tell({ type: "answer", at: Date.now(), ...answer });
  answerTaps.add(answered);
  const ends = [
    session.tap(({ data, isSent }) => tell({ type: "frame", at: Date.now(), data: clonable(data), isSent })),
    session.listen((event) => {
      const news = newsOf(event, Date.now());
      if (news) tell(news);
    }),
    () => void answerTaps.delete(answered),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** The engine as it is now. @param lost the number of events that were lost before. */
export function beginOf(feed: O2Feed, lost: number): TapEvent {
  const { slots, books } = booksOf(feed);
  const { connection, counters } = feed.session;
  return { type: "begin", at: Date.now(), connection, malformedFrames: counters.malformedFrames, lost, slots, books };
}

/** Its books, whole; `undefined` while one waits for its snapshot. */
export function baselineOf(feed: O2Feed): TapEvent | undefined {
  const { isWhole, slots, books } = booksOf(feed);
  return isWhole ? { type: "baseline", at: Date.now(), slots, books } : undefined;
}

/** Its counters, slots, holders and books now. */
export function factsOf(feed: O2Feed): EngineFacts {
  const { session, store, holders } = feed;
  const markets = new Set(Object.keys(store.getState().depth).map((id) => id.slice(0, id.indexOf(":"))));
  return {
    counters: session.counters,
    lastMessageAt: session.lastMessageAt,
    books: new Map([...markets].map((market) => [market, feed.counters(market)])),
    holders,
    slots: session.subscriptions.slots,
    unserved: session.subscriptions.overLimit(),
  };
}

/** Reads what waits, so that no frame which came before is missing. */
function booksOf({ session }: O2Feed): EngineBooks & { readonly isWhole: boolean } {
  session.catchUp();
  const { slots } = session.subscriptions;
  const depth = slots.filter((slot) => slot.channel === "depth");
  const books = depth.flatMap(({ market, precision }) => {
    const sides = session.view({ market, precision, levels: Number.POSITIVE_INFINITY });
    return sides ? [{ market, precision, sides }] : [];
  });
  return { slots, books, isWhole: books.length === depth.length };
}

function newsOf(event: ClientEvent, at: number): TapEvent | undefined {
  switch (event.type) {
    case "connection":
      return { type: "connection", at, connection: event.connection };
    case "doubt": {
      const market = "market" in event.slot ? event.slot.market : undefined;
      return { type: "trouble", at, kind: "in doubt", text: event.error.message, market };
    }
    case "rejected":
      return { type: "trouble", at, kind: "subscription rejected", text: event.error.message, market: undefined };
    case "overLimit": {
      const text = `${event.topics.map(topicKey).join(", ")}: ${event.error.message}`;
      return { type: "trouble", at, kind: "over the limit", text, market: undefined };
    }
    default:
      return undefined;
  }
}

/** Anything that is not text or bytes is its text: no message could carry it. */
function clonable(data: unknown): unknown {
  const isBytes = data instanceof ArrayBuffer || ArrayBuffer.isView(data);
  return isBytes || (typeof Blob === "function" && data instanceof Blob) ? data : String(data);
}
