import { expect, it } from "vitest";
import { patch, topicsOf, withTopic } from "./entries.ts";
import { INITIAL_STATE } from "./state.ts";

it("the topics that are meant are told, and those alone", () => {
  const trades = { channel: "trades", market: "0x1" } as const;
  const nonce = { channel: "nonce", identity: { ContractId: "0xa" } } as const;
  const state = patch([trades, nonce].reduce(withTopic, INITIAL_STATE), "trades", "0x1", { data: [] });
  expect(topicsOf(state)).toEqual([trades, nonce]);
  expect(topicsOf(state, ({ data }) => data === undefined)).toEqual([nonce]);
});
