// A topic and its text say the same.
import { expect, it } from "vitest";
import { type FeedTopic, feedId, feedKey, feedText, parseFeedTopic } from "./topics.ts";

it.each<[FeedTopic, string, string]>([
  [{ channel: "depth", market: "0x1", precision: 3, levels: 5 }, "0x1:3", "depth:0x1:3:5"],
  [
    { channel: "depth", market: "0x1", precision: 3, levels: Number.POSITIVE_INFINITY },
    "0x1:3",
    "depth:0x1:3:Infinity",
  ],
  [{ channel: "candles", market: "0x1", resolution: "5m", limit: 9 }, "0x1:5m:9", "candles:0x1:5m:9"],
  [{ channel: "trades", market: "0x1" }, "0x1", "trades:0x1"],
  [{ channel: "trades", market: "0x1", limit: 200 }, "0x1", "trades:0x1:200"],
  [{ channel: "orders", identity: { ContractId: "0xa" } }, "ContractId:0xa", "orders:ContractId:0xa"],
  [{ channel: "nonce", identity: { Address: "0xa" } }, "Address:0xa", "nonce:Address:0xa"],
])("%j", (topic, id, text) => {
  expect([feedId(topic), feedKey(topic), feedText(topic)]).toEqual([id, `${topic.channel}:${id}`, text]);
  expect(parseFeedTopic(text)).toEqual(topic);
});

it("all levels are meant where none are named, and by the key of a book", () => {
  expect(feedText({ channel: "depth", market: "0x1", precision: 3 })).toBe("depth:0x1:3:Infinity");
  expect(parseFeedTopic("depth:0x1:3")).toEqual({
    channel: "depth",
    market: "0x1",
    precision: 3,
    levels: Number.POSITIVE_INFINITY,
  });
});
