// The contract of a channel's read, which fills the gap before a subscription over REST and joins its result to what is held.
// Each channel's read stands in a file beside the channel, which itself imports no REST.
import type { Identity, MarginVenue, Market, Trade } from "../../client/entities.ts";
import type { ReadOptions } from "../../client/request.ts";
import type { O2Rest } from "../../client/rest.ts";
import type { Entry, TopicData } from "../state.ts";
import type { FeedTopic } from "../topics.ts";
import type { Around, Buffered, Change, TopicOf } from "./channel.ts";

/** The sources of a read, and how much is kept. */
export interface Reading extends Pick<Around, "maxTrades" | "closedLimit" | "wantedSince" | "isShared" | "accountOf"> {
  readonly rest: O2Rest;
  /** The options of each request. */
  readonly how: ReadOptions;
  /** All markets: orders are read by market, balances by asset. */
  readonly markets: () => Promise<readonly Market[]>;
  /** The margin venue as the list of markets names it; `null` where it names none, `undefined` where it cannot say. */
  readonly margin?: () => Promise<MarginVenue | null | undefined>;
  /** The earliest that it may be at the exchange: candles are read back from there. */
  readonly serverNow: () => number;
  /** The trades that are held of a market. Here and below it goes by its name on its venue. */
  readonly trades: (market: string) => readonly Trade[] | undefined;
  /** The number of a market's trades that are wanted, and since when they are news, given when the newest was made. */
  readonly tradesWanted: (market: string, newest: number) => { readonly count: number; readonly since: number };
  /** A wallet's trade account is known. */
  readonly onAccount: (wallet: Identity, account: string) => void;
}

/**
 * Reads what a topic's subscription does not tell. Rejects whole when one request fails; trying again is the caller's business.
 * @returns what it changes of the entry that is there then, with what was said since.
 */
export type Read<C extends FeedTopic["channel"], I> = (
  topic: TopicOf<C>,
  entry: Entry<TopicData[C]>,
  buffered: Buffered<I>,
  reading: Reading,
) => Promise<(now: Entry<TopicData[C]>) => Change<C>>;

/** Reads a part, unless an attempt before has read it. */
export async function once<T>(found: Map<string, unknown>, key: string, read: () => Promise<T>): Promise<T> {
  if (!found.has(key)) found.set(key, await read());
  return found.get(key) as T;
}
