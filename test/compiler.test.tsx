// @vitest-environment happy-dom
// React Compiler and these hooks: it compiles each of them, and components that it has compiled show true data.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "@testing-library/react";
import { describe, expect, it, test } from "vitest";
import { compile } from "../scripts/reactCompiler.ts";
import { Desk } from "./support/desk.compiled.tsx";
import { marketsOf, newcomer, openPage, pass, settle } from "./support/react.tsx";

/** Every file of the folder that has a component or a hook in it. */
const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => [file, readFileSync(join("src", file), "utf8")] as const)
  .filter(([file, code]) => file.endsWith(".tsx") || functionsOf(code).some((name) => name.startsWith("use")))
  .map(([file, code]) => ({ file, code }));

/** The functions that must be compiled: those named like a hook or a component. */
function functionsOf(code: string): string[] {
  const names =
    /^(?:export )?(?:default )?(?:function |const )(use[A-Z]\w*|[A-Z]\w*[a-z]\w*)(?= = (?:\(|<|\w+ =>|memo|forwardRef)|[(<])/gm;
  return [...code.matchAll(names)].map(([, name = ""]) => name);
}

describe("React Compiler compiles", () => {
  it("every component and hook", () => {
    const names = files.flatMap(({ code }) => functionsOf(code));
    expect(names).toEqual(
      expect.arrayContaining(["O2Provider", "useO2Feed", "useTopic", "useDepth", "useTradeEvents"]),
    );
    expect(names.length).toBeGreaterThanOrEqual(20);
  });

  it.each(files)("$file, with nothing left out", ({ file, code }) => {
    const compiled = compile(code, file);
    expect(compiled.functions.toSorted()).toEqual(functionsOf(code).toSorted());
    // A function without a cache memoises nothing: it calls one hook and returns its result.
    if (compiled.functions.length > 0 && !compiled.code.includes('from "react/compiler-runtime"'))
      expect(code).toMatch(/\{\n {2}return use\w+\([^{}]*\);\n\}\n$/);
  });
});

describe("compiled components", () => {
  /** The output of each component, parsed. */
  const shown = (container: HTMLElement): Record<string, { status: string; value: unknown }> =>
    Object.fromEntries(
      [...container.querySelectorAll("output")].map(({ dataset, textContent }) => [
        dataset.name,
        { status: dataset.status ?? "", value: textContent === "" ? undefined : JSON.parse(textContent) },
      ]),
    );
  const text = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part)));

  test("are compiled", () => {
    const file = "test/support/desk.compiled.tsx";
    const code = readFileSync(file, "utf8");
    expect(compile(code, file).functions.toSorted()).toEqual(functionsOf(code).toSorted());
    // The compiled code makes a cache of so many values.
    expect(String(Desk)).toMatch(/\bc\)?\(\d+\)/);
  });

  test("show what the exchange has, through traffic, a drop, other markets, accounts and levels", async () => {
    const { exchange, Provider } = openPage({ ticks: 0 });
    exchange.warmUp({ hours: 2 });
    const [first, second] = marketsOf(exchange);
    const zoe = newcomer(exchange);
    const yan = newcomer(exchange, "Yan");
    const page = (market: string, account: typeof zoe, levels: number) => (
      <Provider>
        <Desk market={market} account={account.identity} levels={levels} />
      </Provider>
    );
    const { container, rerender } = render(page(first, zoe, 3));
    await settle();

    let seen = 0;
    const check = (market: string, account: typeof zoe, levels: number): void => {
      const { bids, asks } = exchange.depth(market, 1);
      const { book, drawn, best, seldom, tape, counter, orders, balances, nonce, candles, ticker, ...others } =
        shown(container);
      const prices = [...asks.slice(0, levels).reverse(), ...bids.slice(0, levels)].map(({ price }) => price);
      expect(book).toEqual({ status: "live", value: text(prices) });
      expect(drawn).toEqual(book);
      const top = text([bids[0]?.price, asks[0]?.price]);
      expect(best).toEqual({ status: "live", value: [top, top] });
      expect(seldom).toEqual({ status: "live", value: top });
      const ids = exchange.trades(market).map(({ trade_id }) => trade_id);
      const counted = counter?.value as string[];
      expect(counted).toEqual(counted.length === 0 ? [] : ids.slice(-counted.length));
      seen = counted.length;
      const newest = tape?.value as string[];
      expect(newest).toEqual(ids.toReversed().slice(0, newest.length));
      const open = exchange.orders(account, { open: true }).filter(({ market_id }) => market_id === market);
      expect(orders).toEqual({ status: "live", value: open.map(({ order_id }) => order_id) });
      const totals = exchange.balances(account).map(({ total_unlocked }) => total_unlocked);
      expect(balances).toEqual({ status: "live", value: text(totals.sort()) });
      expect(nonce).toEqual({ status: "live", value: text(exchange.nonce(account)) });
      const bars = exchange.bars(market, "5m");
      expect(candles).toEqual({ status: "live", value: text(bars.slice(-2).map(({ close }) => close)) });
      expect(ticker).toEqual({ status: "live", value: text(bars.at(-1)?.close) });
      expect(others.market?.value).toEqual([exchange.market(market).pair, exchange.markets.length]);
      expect(others.connection?.value).toEqual(["connected", 0, "function"]);
    };

    const rounds = async (market: string, account: typeof zoe, levels: number): Promise<void> => {
      for (let round = 0; round < 5; round += 1) {
        const { tick, step } = exchange.market(market);
        const { price } = exchange.depth(market).bids[0]!;
        exchange.place(account, { marketId: market, side: "buy", price: price - tick, quantity: step * 1_000_000n });
        exchange.tick(30);
        await settle();
        check(market, account, levels);
      }
    };
    await rounds(first, zoe, 3);
    expect(seen).toBeGreaterThan(5);
    rerender(page(first, zoe, 7));
    await settle();
    await rounds(first, zoe, 7);
    rerender(page(second, yan, 2));
    await settle();
    await rounds(second, yan, 2);

    exchange.faults.drop();
    await settle();
    const { book, drawn, seldom, orders, connection } = shown(container);
    expect([book, drawn, seldom, orders].map((one) => one?.status)).toEqual(Array(4).fill("stale"));
    expect(connection?.value).not.toEqual(["connected", 0, "function"]);
    await pass(5_000);
    await rounds(second, yan, 2);
  });
});
