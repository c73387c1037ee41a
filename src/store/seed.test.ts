// A seed goes from server to page as plain JSON; some seeds are refused there.
import { expect, it } from "vitest";
import { order } from "../../test/support/made.ts";
import { patch, withTopic } from "./entries.ts";
import { fromSeed } from "./seed.ts";
import { INITIAL_STATE, type O2State } from "./state.ts";
import { toSeed } from "./toSeed.ts";

const ID = `0x${"a".repeat(64)}`;
const topic = { channel: "orders", identity: { ContractId: ID } } as const;
const holding = (more: object): O2State =>
  patch(withTopic(INITIAL_STATE, topic), "orders", `ContractId:${ID}`, { data: [order("1", 1, more)] });

it("a seed may hold what JSON knows, also nothing", () => {
  const state = holding({ account: null });
  expect(fromSeed(toSeed(state), "testnet")).toEqual(state);
});

it("a seed of another version is refused by its number, not taken for what it is not", () => {
  const seed = { ...toSeed(holding({})), version: 2 as never };
  expect(() => fromSeed(seed, "testnet")).toThrow(/initialData.*its version is 2/s);
});

it("of whatever is passed for a seed an error repeats an excerpt only", () => {
  let message = "";
  try {
    fromSeed({ version: "9".repeat(100_000) as never, state: {} }, "testnet");
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain("its version is 999");
  expect(message.length).toBeLessThan(1_000);
});
