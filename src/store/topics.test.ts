// The keys of topics: topics that show the same have the same.
import { expect, it } from "vitest";
import { type FeedTopic, feedId, feedKey } from "./topics.ts";

it.each<[FeedTopic, string]>([
  [{ channel: "depth", market: "0x1", precision: 3, levels: 5 }, "0x1:3"],
  [{ channel: "depth", market: "0x1", precision: 3 }, "0x1:3"],
  [{ channel: "candles", market: "0x1", resolution: "5m", limit: 9 }, "0x1:5m:9"],
  [{ channel: "trades", market: "0x1" }, "0x1"],
  [{ channel: "trades", market: "0x1", limit: 200 }, "0x1"],
  [{ channel: "orders", identity: { ContractId: "0xa" } }, "ContractId:0xa"],
  [{ channel: "nonce", identity: { Address: "0xa" } }, "Address:0xa"],
])("%j", (topic, id) => {
  expect([feedId(topic), feedKey(topic)]).toEqual([id, `${topic.channel}:${id}`]);
});
