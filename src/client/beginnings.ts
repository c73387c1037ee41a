// The beginning of an iterator: it retains its topics and, over a book, starts with what is there and is told of each update. Knows nothing of
// other iterators.
import { Cadence } from "./Cadence.ts";
import { intervalOf } from "./frequencies.ts";
import type {
  Channel,
  DepthUpdate,
  DepthViewTopic,
  DepthViewUpdate,
  IdentityChannel,
  Topic,
  Updates,
  Venue,
} from "./protocol.ts";
import { atPrecision, type Beginning } from "./readers.ts";
import type { Session } from "./session.ts";
import { limitOf } from "./topicKeys.ts";
import { marketKey } from "./venues.ts";

type Begin<C extends Channel> = (topics: readonly Topic[], deliver: (update: Updates[C]) => void) => Beginning<C>;

/** A market on its venue. */
interface Place {
  readonly market: string;
  readonly venue?: Venue;
}

/** An iterator over a book's changes: it starts with the current book, at no cost on the wire. */
export function beginDepth(session: Session, at: Place, precision: number): Begin<"depth"> {
  return (topics, deliver) => {
    const held = session.book(marketKey(at));
    const { market, ...venue } = at;
    const current: DepthUpdate | undefined = held?.book.isReady
      ? { action: "subscribe_depth", market_id: market, ...venue, view: held.book.view }
      : undefined;
    session.retain(topics);
    // Each reader is a follower of its own: one that begins while an update is told is not told of it, and has it in its book.
    const stop = session.follow(deliver);
    return { first: current && atPrecision(current, precision, held?.precision), stop };
  };
}

/** An iterator over whole books: each view as it comes or, where something faster serves it, the newest at its own pace. */
export function beginView(session: Session, topic: DepthViewTopic): Begin<"depthView"> {
  return (topics, deliver) => {
    const key = marketKey(topic);
    const { market, venue, precision, frequency } = topic;
    const shown = { market: key, precision, levels: Number.POSITIVE_INFINITY, frequency };
    let last: DepthViewUpdate["view"] | undefined;
    const push = (isView: boolean): void => {
      const view = session.view(shown);
      if (!view || (!isView && view === last)) return;
      last = view;
      deliver({ action: "subscribe_depth_view", market_id: market, ...(venue && { venue }), view });
    };
    const cadence = new Cadence(intervalOf(frequency), () => push(false));
    session.retain(topics);
    const unlisten = session.listen((event) => {
      // While updates wait to be read, somebody must look: there may be news in them.
      if (event.type !== "waiting" && (event.type !== "book" || event.market !== key)) return;
      const held = session.subscriptions.held(topic);
      const isView = event.type === "book" && event.isView === true;
      if (held?.channel !== "depthView") return isView ? undefined : cadence.ask();
      if (!isView) return;
      if (held.frequency === frequency) push(true);
      else cadence.ask();
    });
    cadence.ask();
    return {
      stop: () => {
        unlisten();
        cadence.stop();
      },
    };
  };
}

/** An iterator over trades. */
export function beginTrades(session: Session): Begin<"trades"> {
  return (topics) => {
    session.retain(topics);
    return {};
  };
}

/** An iterator over what identities have: it ends at once where the server has no room for one of them. */
export function beginIdentities<C extends IdentityChannel>(session: Session): Begin<C> {
  return (topics) => {
    const release = session.retain(topics);
    const error = limitOf(topics, session.subscriptions.overLimit());
    if (!error) return {};
    release();
    throw error;
  };
}
