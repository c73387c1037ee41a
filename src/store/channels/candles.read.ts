// The candles of a market, read so that each trade counts once, whether a bar or the stream brings it.
import type { Trade } from "../../client/entities.ts";
import { marketKey } from "../../client/venues.ts";
import { readCandles as readBars } from "../candles.ts";
import { share } from "../equal.ts";
import type { Read } from "./read.ts";

export const readCandles: Read<"candles", Trade> = async (topic, _, buffered, { rest, serverNow, trades, how }) => {
  buffered.items = [];
  const isTold = (): boolean => buffered.items.length > 0;
  const join = await readBars(topic, { rest, now: serverNow(), trades: trades(marketKey(topic)), isTold, how });
  return ({ data }) => ({ data: share(data, join([...buffered.items].reverse())) });
};
