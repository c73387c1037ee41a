// A market's candles: read once per connection, then kept live by its trades, at most one render a frame.
import { type Market, type Trade, useConnection, useTradeEvents } from "o2-react";
import { useEffect, useRef, useState } from "react";
import { addTrade, type Candle, LENGTHS, type ReadCandles, type Resolution } from "./candles.ts";

const DAY = 86_400_000;
const NONE: readonly Candle[] = [];

export interface UseCandlesParams {
  readonly market: Market;
  readonly resolution: Resolution;
  readonly read: ReadCandles;
  /** How far back, in milliseconds. Default a day. */
  readonly since?: number;
}

export interface UseCandlesResult {
  readonly status: "pending" | "live" | "stale";
  readonly candles: readonly Candle[];
  readonly updatedAt: number | undefined;
}

export function useCandles({ market, resolution, read, since = DAY }: UseCandlesParams): UseCandlesResult {
  const key = `${market.market_id} ${resolution}`;
  const length = LENGTHS[resolution];
  const isConnected = useConnection().status === "connected";
  const [held, setHeld] = useState({ key, candles: NONE, isLive: false, updatedAt: 0 });
  // Trades that are not in the candles yet; they wait for the answer, then for the next frame.
  const fresh = useRef<Trade[]>([]);
  const askedAt = useRef(0);
  const isAnswered = useRef(false);
  const frame = useRef<number>(undefined);

  useEffect(() => {
    if (!isConnected) {
      setHeld((before) => ({ ...before, isLive: false }));
      return undefined;
    }
    let isWanted = true;
    askedAt.current = Date.now();
    read(market, resolution, askedAt.current - since).then(
      (answer) => {
        if (!isWanted) return;
        const candles = fresh.current.reduce((all, trade) => addTrade(all, trade, length), answer);
        fresh.current = [];
        isAnswered.current = true;
        setHeld({ key, candles, isLive: true, updatedAt: Date.now() });
      },
      (error: unknown) => isWanted && console.error(error),
    );
    return () => {
      isWanted = false;
      isAnswered.current = false;
      fresh.current = [];
    };
  }, [isConnected, market, resolution, length, read, since, key]);

  useTradeEvents({ market }, (trade) => {
    // What was traded before the question is in the answer, however late it is heard here.
    if (trade.timestamp < askedAt.current) return;
    fresh.current.push(trade);
    if (!isAnswered.current) return;
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      const trades = fresh.current;
      fresh.current = [];
      setHeld((before) => {
        if (before.key !== key || trades.length === 0) return before;
        const candles = trades.reduce((all, each) => addTrade(all, each, length), before.candles);
        return { ...before, candles, updatedAt: Date.now() };
      });
    });
  });
  useEffect(() => () => cancelAnimationFrame(frame.current ?? 0), []);

  // What was read for another market is not shown for this one, not for one frame.
  if (held.key !== key || held.updatedAt === 0) return { status: "pending", candles: NONE, updatedAt: undefined };
  return { status: held.isLive ? "live" : "stale", candles: held.candles, updatedAt: held.updatedAt };
}
