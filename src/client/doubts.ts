// A frame that was rejected, lost or not understood puts subscriptions in doubt: they are sent again, and their topics are told.
// Knows nothing of links; when something is due is its owner's business.
import type { Books } from "./books.ts";
import type { DepthViews } from "./DepthViews.ts";
import type { O2Error } from "./errors.ts";
import type { ClientEvent } from "./events.ts";
import { O2BookError, O2FrameError, type O2ServerError } from "./feedErrors.ts";
import type { Listeners } from "./listeners.ts";
import { namesOf } from "./orderNews.ts";
import type { BookChannel, Channel, Topic, Update, Venue } from "./protocol.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { isSameVenue, marketAt } from "./venueKeys.ts";
import { marketKey } from "./venues.ts";
import { isBook, type Slot, slotKey, slotOf } from "./wire.ts";

/** The books of one channel, as far as doubts act on them. */
type Doubtable = Pick<Books & DepthViews, "doubt" | "frameMalformed" | "rejected">;

/** The parts that doubts act on, and those that they tell. */
export interface DoubtsOptions {
  readonly subscriptions: Subscriptions;
  readonly books: Books;
  readonly views: DepthViews;
  readonly listeners: Listeners<ClientEvent>;
  /** The caller's clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** The clock of waits, which is never set back. */
  readonly steadyNow: () => number;
  /** Subscriptions are due again: the owner looks when. */
  readonly onDue: () => void;
  /** The server rejected a depth view, and not for a reason that it would reject any subscription for. */
  readonly onViewless: (error: O2ServerError) => void;
}

/** The slots of which something may have been missed: all that these leave open. */
interface Missed {
  readonly channel?: Channel | undefined;
  readonly market: string | undefined;
  readonly venue: Venue | undefined;
}

/** The codes that say nothing of depth views: too many requests or subscriptions, a market or a country, one that is held already. */
const REJECT_ANY: ReadonlySet<number | undefined> = new Set([1003, 1004, 2000, 2001, 6000, 6001]);

/** The number of kinds of a newer server's frames that are reported: it may make up as many as it likes. */
const MOST_REPORTED = 20;

/** The doubts of one conversation. */
export class Doubts {
  readonly #options: DoubtsOptions;
  /** The reasons that were reported and need not be again. */
  readonly #reported = new Set<string>();

  constructor(options: DoubtsOptions) {
    this.#options = options;
  }

  /** A book cannot be right. @param key its market's name on its venue. */
  book(key: string, error: O2Error, channel: BookChannel = "depth"): void {
    const slot = slotOf({ channel, ...marketAt(key), precision: 1, frequency: "3s" });
    this.#due([slot]);
    this.#tell("doubt", slot, error);
  }

  /** A market's depth view is asked for again without a word: what came of it may be of the subscription before. */
  again(key: string): void {
    this.#due([slotOf({ channel: "depthView", ...marketAt(key), precision: 1, frequency: "3s" })]);
  }

  /** The subscription that serves a topic did not tell all that happened. */
  topic(topic: Exclude<Topic, { readonly channel: BookChannel }>, error: O2Error): void {
    const isMeant = (slot: Slot): boolean => slotKey(slot) === slotKey(topic);
    this.#restart(this.#options.subscriptions.slots.filter(isMeant), error);
  }

  /** An order that names nobody changed for one of the accounts that are held: none of them is current before it is read again. */
  nameless(update: Update, text: string): void {
    if (update.action !== "subscribe_orders") return;
    const { orders, standalone_trigger_orders: triggers = [] } = update;
    if ([...orders, ...triggers].every((each) => namesOf(each).length > 0)) return;
    const { subscriptions } = this.#options;
    const { venue } = update;
    const identities = subscriptions.identities("orders", venue);
    // Before the server has read the subscription nothing is lost: a read over REST follows.
    const isRead = subscriptions.epochOfSlot({ channel: "orders", venue, identities }) !== undefined;
    if (identities.length < 2 || !isRead) return;
    const error = new O2FrameError("an order of it names nobody, and several accounts are followed", text);
    this.reportOnce(error);
    this.missed({ channel: "orders", market: undefined, venue: venue ?? "spot" }, error, () => undefined);
  }

  /** The server rejects something, and seldom says what. */
  rejected(error: O2ServerError): void {
    const { subscriptions, listeners, steadyNow, onDue, onViewless } = this.#options;
    const { rejected, suspects } = subscriptions.rejected(error, steadyNow());
    if (rejected?.channel === "depthView" && !REJECT_ANY.has(error.code)) onViewless(error);
    else if (rejected && isBook(rejected)) this.#booksOf(rejected).rejected(marketKey(rejected), error);
    else if (rejected) this.#tell("rejected", rejected, error);
    else listeners.report(error);
    for (const slot of suspects) {
      if (!isBook(slot)) this.#tell("doubt", slot, error);
      else {
        const key = marketKey(slot);
        this.#booksOf(slot).rejected(key, new O2BookError(key, "an error frame may have been about it", error));
      }
    }
    onDue();
  }

  /**
   * The server has lost something of a market: books say so themselves, anything else is reported. On the margin venue it is the
   * market's trades, and nothing else.
   */
  resync(error: O2ServerError): void {
    const { listeners } = this.#options;
    const { marketId: market, venue = "spot" } = error;
    const channel = venue === "turbo" ? "trades" : undefined;
    const isOfOthers = this.missed({ channel, market, venue }, error, (books, key) => books.doubt(key, error));
    if (isOfOthers) listeners.report(error);
  }

  /**
   * Something was said that nobody could hear: whatever it may have been about is in doubt, and asked for again.
   * @returns whether it may have been about more than books, which tell of their doubts themselves.
   */
  missed(
    { channel, market, venue }: Missed,
    error: O2Error,
    doubtBook: (books: Doubtable, key: string) => void,
  ): boolean {
    const others: Slot[] = [];
    for (const slot of this.#options.subscriptions.slots) {
      // A frame that is cut off, or has a name that nobody knows, may be of either book.
      const isOther = slot.channel !== channel && !(channel === "depth" && slot.channel === "depthView");
      if ((channel && isOther) || (market && "market" in slot && slot.market !== market)) continue;
      if (venue && !isSameVenue(slot, { venue })) continue;
      if (isBook(slot)) doubtBook(this.#booksOf(slot), marketKey(slot));
      else others.push(slot);
    }
    this.#restart(others, error);
    return others.length > 0;
  }

  /** Reports each kind of frame once. */
  reportOnce(error: O2FrameError): void {
    if (this.#reported.has(error.message) || this.#reported.size === MOST_REPORTED) return;
    this.#reported.add(error.message);
    this.#options.listeners.report(error);
  }

  /** Subscribes anew to slots that are no books. Nothing of them is current until then. */
  #restart(slots: readonly Slot[], error: O2Error): void {
    this.#due(slots);
    for (const slot of slots) this.#tell("doubt", slot, error);
  }

  #booksOf({ channel }: Slot): Doubtable {
    return channel === "depth" ? this.#options.books : this.#options.views;
  }

  #due(slots: readonly Slot[]): void {
    const { subscriptions, steadyNow, onDue } = this.#options;
    subscriptions.doubted(slots, steadyNow());
    onDue();
  }

  #tell(type: "doubt" | "rejected", slot: Slot, error: O2Error): void {
    const { subscriptions, listeners, now, steadyNow } = this.#options;
    const time = steadyNow();
    const at = subscriptions.retryAt(slot, time);
    // Others go by the clock that may be set back.
    const retryAt = at === undefined ? undefined : now() + at - time;
    const carried = subscriptions.wanted.carriedBy(slot);
    for (const each of carried ? [slot, carried] : [slot]) listeners.tell({ type, slot: each, error, retryAt });
  }
}
