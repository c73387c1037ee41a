// Applications pass ids in many spellings, and are told when one cannot be used.
import { describe, expect, it } from "vitest";
import { showUrl } from "./addresses.ts";
import { O2InputError } from "./errors.ts";
import { O2LimitError } from "./feedErrors.ts";
import { toIdentities } from "./identities.ts";
import { identityKey, show, toAssetId, toCount, toIdentity, toMarketId, toPrecision } from "./ids.ts";
import type { Topic } from "./protocol.ts";
import { tooMany } from "./topicKeys.ts";
import { fromWirePrecision, toWirePrecision } from "./wirePrecision.ts";

const ID = `0x${"ab".repeat(32)}`;
const OTHER = `0x${"cd".repeat(32)}`;
const ODD = ` ${"AB".repeat(32)}\n`;

function fault(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe("ids", () => {
  it("come out in one spelling, however they were copied", () => {
    expect(toMarketId(ODD)).toBe(ID);
    expect(toMarketId({ market_id: ODD })).toBe(ID);
    expect(toAssetId(ODD)).toBe(ID);
    expect(toIdentity(ODD)).toEqual({ ContractId: ID });
    expect(toIdentity({ ContractId: ODD })).toEqual({ ContractId: ID });
    expect(toIdentity({ Address: ODD })).toEqual({ Address: ID });
  });

  it("a wallet and a trade account of the same digits are two", () => {
    const list = toIdentities([ID, { Address: ID }, { Address: ODD }]);
    expect(list).toEqual([{ ContractId: ID }, { Address: ID }]);
    expect(list.map(identityKey)).toEqual([`ContractId:${ID}`, `Address:${ID}`]);
  });

  it("one identity is a list of one", () => {
    expect(toIdentities({ Address: ID })).toEqual([{ Address: ID }]);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      "market",
      () => toMarketId("0x12"),
      /^.*"0x12" is not a market id\. .*64 digits.*or an object with such a market_id/,
    ],
    ["asset", () => toAssetId("fuel"), /"fuel" is not an asset id\. .*64 digits/],
    ["identities", () => toIdentity("me"), /"me" is not an identity\. .*each with 32 bytes of hex/],
    ["identities", () => toIdentity({ Address: "me" }), /an object with the keys Address is not an identity/],
    ["identities", () => toIdentities([]), /the list is empty/],
    ["precision", () => toPrecision(0), /0 is not a precision level/],
    ["precision", () => toPrecision(19), /from 1 \(finest\) to 18 \(coarsest\)/],
    ["precision", () => toPrecision(1.5), /1\.5 is not a precision level/],
    ["wirePrecision", () => fromWirePrecision("20"), /from "10" \(finest\) to "1000000000000000000"/],
    ["limit", () => toCount("limit", -1), /-1 is not a count/],
    ["limit", () => toCount("limit", 0.5), /0\.5 is not a count/],
    ["limit", () => toCount("limit", Number.NaN), /NaN is not a count/],
  ])("%s: what cannot be used is refused by name, with what would do (%#)", (parameter, act, message) => {
    const error = fault(act);
    expect(error).toBeInstanceOf(O2InputError);
    expect(error).toMatchObject({ parameter, message: expect.stringMatching(message) });
  });

  it("the borders of a range are in it", () => {
    expect([1, 18].map(toPrecision)).toEqual([1, 18]);
    expect([0, 3, Infinity].map((count) => toCount("limit", count))).toEqual([0, 3, Infinity]);
    expect([1, 18].map((level) => fromWirePrecision(toWirePrecision(level)))).toEqual([1, 18]);
  });

  it.each(["1", "210", "100 ", "1000000000000000000 0", `1${"0".repeat(19)}`])(
    "a precision the server would accept and then never speak of is refused: %j",
    (wire) => {
      expect(() => fromWirePrecision(wire)).toThrow(O2InputError);
    },
  );

  it("too many identities are told with what to do about it", () => {
    const many = Array.from({ length: 11 }, (_, n) => `0x${String(n).padStart(64, "0")}`);
    expect(() => toIdentities(many)).toThrow(O2LimitError);
    expect(() => toIdentities(many)).toThrow(/11 were given.*at most 10 .*Follow fewer, or spread them/);
    const topics: Topic[] = [ID, OTHER].map((id) => ({ channel: "orders", identity: { Address: id } }));
    expect(tooMany(topics).message).toContain(
      `orders:Address:${ID}, orders:Address:${OTHER}: the server takes at most 10`,
    );
    expect(tooMany(topics).message).toContain("Release others, or spread them");
  });
});

describe("what an error shows of a value", () => {
  it.each<[unknown, string]>([
    ["a".repeat(80), `"${"a".repeat(80)}"`],
    ["a".repeat(81), `"${"a".repeat(80)}…"`],
    [{ a: 1, b: 2 }, "an object with the keys a, b"],
    [{}, "an object with the keys (none)"],
    [null, "null"],
    [7, "7"],
  ])("%j", (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it("nothing of an address that may be secret", () => {
    expect(showUrl("https://user:word@o2.app/v1?key=123#part")).toBe('"https://…o2.app/v1…"');
    expect(showUrl("https://o2.app/v1")).toBe('"https://o2.app/v1"');
    expect(showUrl(7)).toBe("7");
  });
});
