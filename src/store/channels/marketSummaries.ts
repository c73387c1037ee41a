// The last prices and days of all markets: as they were read, with the trades since in markets that are followed, and by the rule of
// the ticker where its candles are followed. Does not know when they are read.
import type { MarketSummary } from "../../client/entities.ts";
import { changeOf } from "../../client/parseSummary.ts";
import { PAGE } from "../../client/restQueries.ts";
import { equal, isSame } from "../equal.ts";
import { tradeKey } from "../merge.ts";
import type { Entry, O2State, TopicData } from "../state.ts";
import { TICKER_CANDLES, toTicker } from "../ticker.ts";
import { feedId } from "../topics.ts";
import type { Polled, Shown } from "./polled.ts";

/** From one read to the next, for each request that it takes, in milliseconds. */
const INTERVAL = 30_000;

/** A day, and when the server made it: the trades since are not in it. */
export interface DatedSummary extends MarketSummary {
  readonly timestamp: number | undefined;
}

/** The part that is shown: a date would make another object of each read. */
export function withoutDate({ timestamp: _, ...day }: DatedSummary): MarketSummary {
  return day;
}

type Entries<C extends "trades" | "candles"> = Entry<TopicData[C]> | undefined;

/** A market's day. */
interface Day {
  /** As it was read. */
  readonly read: MarketSummary;
  /** The trades after this time are not in it. */
  readonly since: number;
  /** The keys of those that were added. */
  readonly added: Set<string>;
  /** The day with them, and when the trade was made that opened it. */
  whole: MarketSummary;
  openedAt: number;
  /** Whether trades between the read and those that are held are not known: then the day is shown as it was read. */
  isGap: boolean;
  /** The day that is shown, and the entries that it was made of. */
  shown: MarketSummary;
  inputs: readonly unknown[];
}

/** The days of one network's markets. */
export class PolledSummaries implements Polled<"marketSummaries"> {
  #days: readonly Day[] | undefined;
  #data: readonly MarketSummary[] = [];
  #requests = 1;

  /** They were read, by so many requests, of which the first was made at `asOf` by the exchange's clock. */
  take(read: readonly DatedSummary[], requests: number, asOf: number): void {
    this.#requests = requests;
    this.#days = read.map((day) => toDay(day, asOf));
  }

  get interval(): number {
    return INTERVAL * this.#requests;
  }

  show(state: O2State): Shown<"marketSummaries"> | undefined {
    if (!this.#days) return undefined;
    let isBehind = false;
    const known = new Map(this.#data.map((day) => [day.market_id, day]));
    const data = this.#days.map((day) => {
      const shown = shownDay(day, state);
      isBehind ||= day.isGap;
      const before = known.get(shown.market_id);
      return equal(before, shown) ? (before as MarketSummary) : shown;
    });
    if (!isSame(data, this.#data)) this.#data = data;
    return { data: this.#data, isProven: true, isBehind };
  }

  end(): void {
    this.#days = undefined;
  }
}

function toDay(day: DatedSummary, asOf: number): Day {
  const read = withoutDate(day);
  const none = { added: new Set<string>(), whole: read, isGap: false, shown: read, inputs: [] };
  const openedAt = read.volume === 0n ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return { read, since: day.timestamp ?? asOf, ...none, openedAt };
}

function shownDay(day: Day, state: O2State): MarketSummary {
  const { market_id } = day.read;
  const trades: Entries<"trades"> = state.trades[market_id];
  const candles: Entries<"candles"> =
    state.candles[feedId({ channel: "candles", market: market_id, ...TICKER_CANDLES })];
  const inputs = [trades, candles, candles && state.now];
  if (isSame(inputs, day.inputs)) return day.shown;
  day.inputs = inputs;
  const [newest] = trades?.data ?? [];
  day.isGap ||= !isJoined(day, trades);
  const isAsRead = day.isGap || !takesTrades(day.read);
  if (!isAsRead) addTrades(day, trades);
  // Whoever shows both must not see two days of one market.
  if (candles?.isLive && candles.data) day.shown = { market_id, ...toTicker(candles.data, state.now, newest) };
  else day.shown = isAsRead ? day.read : day.whole;
  return day.shown;
}

/** Whether the trades that are held reach back to what the day has: none is missing between. */
function isJoined({ since, added, read }: Day, trades: Entries<"trades">): boolean {
  const held = trades?.data ?? [];
  if (held.length === 0 || held.some((trade) => trade.timestamp <= since || added.has(tradeKey(trade)))) return true;
  // A list that is no whole page has all there is, if nobody had ever traded.
  return read.last === undefined && held.length < PAGE.trades;
}

/** Whether trades can be joined to it: a change whose first price is not told cannot follow them, and all parts are to be of one moment. */
function takesTrades({ open, changeBasisPoints }: MarketSummary): boolean {
  return open !== undefined || changeBasisPoints === undefined;
}

/** Adds the trades that the server did not know yet when it made the day, each once. */
function addTrades(day: Day, trades: Entries<"trades">): void {
  const held = trades?.data ?? [];
  const end = held.findIndex(({ timestamp }) => timestamp <= day.since);
  const since = end < 0 ? held : held.slice(0, end);
  const news = since.filter((trade) => !day.added.has(tradeKey(trade)));
  for (const trade of [...news].reverse()) {
    day.added.add(tradeKey(trade));
    const { price, quantity, timestamp } = trade;
    const { open, high, low, volume } = day.whole;
    // The first trade of a day opens it, also where it is read behind a gap.
    const opens = timestamp < day.openedAt;
    if (opens) day.openedAt = timestamp;
    day.whole = {
      ...day.whole,
      open: opens ? price : open,
      high: volume === 0n || (high !== undefined && price > high) ? price : high,
      low: volume === 0n || (low !== undefined && price < low) ? price : low,
      volume: volume === undefined ? undefined : volume + quantity,
    };
  }
  // Those that are read behind a gap are older than the newest.
  const [newest] = since;
  if (newest && news.length > 0) day.whole = withLast(day.whole, newest.price);
}

/** A day with another last price. */
function withLast(day: MarketSummary, last: bigint): MarketSummary {
  if (day.last === last && day.open === undefined) return day;
  return { ...day, last, ...(day.open !== undefined && changeOf(last, day.open)) };
}
