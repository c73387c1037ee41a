// A pair, an id or an object finds its market, and errors name the candidates.
import { findMarket, type Market, type MarketRef, O2InputError } from "o2-react/client";
import { createExchange } from "o2-react/testing";
import { describe, expect, it } from "vitest";

const markets: readonly Market[] = createExchange().markets;
const [fuel, eth] = markets as [Market, Market];

/** Markets of these pairs, with increasing ids. */
function marketsOf(...pairs: string[]): Market[] {
  return pairs.map((pair, index) => {
    const [base = "", quote = ""] = pair.split("/");
    const market_id = `0x${String(index + 1).padStart(64, "0")}`;
    return { ...fuel, market_id, pair, base: { ...fuel.base, symbol: base }, quote: { ...fuel.quote, symbol: quote } };
  });
}

function errorOf(list: readonly Market[], ref: unknown): O2InputError {
  try {
    findMarket(list, ref as MarketRef);
  } catch (error) {
    if (error instanceof O2InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a market is found", () => {
  it.each(["fFUEL/fUSDC", "FUEL/USDC", "fuel/usdc", "FFUEL/usdc", "Fuel/fUSDC", " fuel / usdc "])(
    "by the pair %j",
    (ref) => expect(findMarket(markets, ref)).toBe(fuel),
  );

  it.each(["BTC/USDC", "fBTC/fUSDC", "fbtc/usdc"])("by the pair %j if symbols have no prefix", (ref) => {
    const list = marketsOf("ETH/USDC", "BTC/USDC");
    expect(findMarket(list, ref)).toBe(list[1]);
  });

  it("by its id in any spelling, or an object that carries one", () => {
    const id = eth.market_id;
    for (const ref of [id, id.toUpperCase().replace("0X", "0x"), id.slice(2), ` ${id} `, { market_id: id }, eth])
      expect(findMarket(markets, ref)).toBe(eth);
  });

  it("by its exact symbols before a market whose symbols differ by a prefix", () => {
    const list = marketsOf("fETH/fUSDC", "ETH/USDC");
    expect(findMarket(list, "eth/usdc")).toBe(list[1]);
    expect(findMarket(list, "feth/fusdc")).toBe(list[0]);
  });
});

describe("no market is guessed", () => {
  it("a pair that fits two markets names both and asks for the id", () => {
    const list = marketsOf("fETH/USDC", "ETH/fUSDC", "BTC/USDC");
    const error = errorOf(list, "ETH/USDC");
    expect(error.parameter).toBe("market");
    expect(error.message).toBe(
      `market: "ETH/USDC" fits 2 markets: fETH/USDC (${list[0]!.market_id}), ETH/fUSDC (${list[1]!.market_id}). Pass the id of the one you mean.`,
    );
    // Two markets with the same symbols, such as an old one and its successor.
    expect(errorOf(marketsOf("ETH/USDC", "ETH/USDC"), "eth/usdc").message).toContain("fits 2 markets");
  });

  it.each<[string, unknown]>([
    ["a pair that does not exist", "DOGE/USDC"],
    ["a part of a symbol", "UEL/USDC"],
    ["the pair the other way round", "USDC/FUEL"],
    ["three symbols", "FUEL/USDC/ETH"],
    ["half a pair", "FUEL/"],
    ["no pair at all", "/"],
    ["an unknown id", `0x${"8".repeat(64)}`],
    ["half an id", "0x12"],
    ["a symbol", "FUEL"],
    ["nothing", ""],
    ["null", null],
    ["undefined", undefined],
    ["a number", 5],
    ["an object without an id", {}],
    ["an object with a pair for its id", { market_id: "FUEL/USDC" }],
  ])("%s names the markets there are", (_, ref) => {
    const error = errorOf(markets, ref);
    expect(error.parameter).toBe("market");
    expect(error.message).toContain(
      "is not one of the markets. Expected fFUEL/fUSDC, fETH/fUSDC, fBTC/fUSDC, a market's id, or an object with such a market_id.",
    );
  });

  it("a capital F belongs to the symbol", () => {
    expect(errorOf(marketsOf("FUEL/USDC"), "UEL/USDC").message).toContain('"UEL/USDC" is not one');
  });

  it("a capital F given belongs to the symbol too: FUEL is not UEL", () => {
    expect(errorOf(marketsOf("UEL/USDC"), "FUEL/USDC").message).toContain('"FUEL/USDC" is not one');
  });

  it("of many markets the error names ten", () => {
    const list = marketsOf(...Array.from("abcdefghijklm", (letter) => `${letter}/USDC`));
    expect(errorOf(list, "x/USDC").message).toContain("i/USDC, j/USDC and 3 more, a market's id");
    expect(errorOf([], "x/USDC").message).toContain("(there are none)");
    const same = marketsOf(...Array.from("abcdefghijkl", () => "ETH/USDC"));
    expect(errorOf(same, "ETH/USDC").message).toMatch(/fits 12 markets: (ETH\/USDC \(0x\d+\), ){9}.* and 2 more\./);
  });
});
