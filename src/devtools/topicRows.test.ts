import { expect, test } from "vitest";
import { INITIAL_STATE, type O2State } from "../store/state.ts";
import type { Look } from "./look.ts";
import { topicRows } from "./topicRows.ts";

test("margin accounts and tiers are told apart, each with what it holds in a few words", () => {
  const [child, parent] = ["a", "b"].map((digit) => `0x${digit.repeat(64)}`) as [string, string];
  const positions = [{ quantity: 0n }, { quantity: -4n }];
  const risk = { isLiquidatable: false, isFrozen: true, stalePrices: ["0x1"] };
  const known = { isComplete: true, isLive: true };
  const state = {
    ...INITIAL_STATE,
    marginAccount: {
      [child]: {
        ...known,
        topic: { channel: "marginAccount", account: child },
        data: { exists: true, positions, session: {}, risk },
      },
      [`${parent}:2`]: { ...known, topic: { channel: "marginAccount", account: 2, parent }, data: { exists: false } },
    },
    marginTiers: { all: { ...known, topic: { channel: "marginTiers" }, data: [{}, {}] } },
  } as unknown as O2State;
  const look = { state, holders: new Map(), unserved: [] } as unknown as Look;
  const rows = topicRows(look).map(({ id, detail, holds }) => [id, detail, holds]);
  expect(rows).toEqual([
    [child, "", "1 position, a session, frozen, stale prices"],
    [parent, "margin account 2 of it", "no account yet"],
    ["all tiers", "", "2 entries"],
  ]);
});
