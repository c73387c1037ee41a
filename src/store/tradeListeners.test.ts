// Who is called for each new trade of a market, and who is not any more.
import { expect, it } from "vitest";
import type { Trade } from "../client/protocol.ts";
import { TradeListeners } from "./tradeListeners.ts";

const MARKET = `0x${"1".repeat(64)}`;

const trade = (trade_id: string, timestamp: number): Trade => ({
  ...{ trade_id, timestamp, side: "buy", price: 1n, quantity: 1n, total: 1n },
});

it("a listener that is removed while trades are told is told none of the others", () => {
  const listeners = new TradeListeners(() => undefined);
  const heard: string[] = [];
  const stopFirst = listeners.add(MARKET, ({ trade_id }) => {
    heard.push(`first ${trade_id}`);
    stopFirst();
    stopSecond();
  });
  const stopSecond = listeners.add(MARKET, ({ trade_id }) => heard.push(`second ${trade_id}`));
  listeners.add(MARKET, ({ trade_id }) => heard.push(`third ${trade_id}`));
  listeners.tell(MARKET, [trade("2", 2), trade("1", 1)], []);
  expect(heard).toEqual(["first 1", "third 1", "third 2"]);
});
