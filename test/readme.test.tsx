// @vitest-environment happy-dom
// What the README says, checked: its first example runs, and its numbers are the code's.
import { readFileSync } from "node:fs";
import { act, cleanup, render } from "@testing-library/react";
import { formatPrice, MAX_IDENTITIES, parsePrice } from "o2-react";
import { createExchange } from "o2-react/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readmeTable } from "../bench/tables.ts";
import { App } from "./support/readme-book.tsx";

const readme = readFileSync("README.md", "utf8");
const sources = [
  "src/client/options.ts",
  "src/client/request.ts",
  "src/store/options.ts",
  "src/react/useDepth.ts",
  "src/react/useTrades.ts",
]
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

/** The default of an option, as the code has it. */
function defaultOf(name: string): number {
  const spellings = [`\\b${name} = ([\\d_]+)`, `^ +${name}: ([\\d_]+)`, `options\\.${name} \\?\\? ([\\d_]+)`];
  const [value] = spellings.flatMap((spelling) => new RegExp(spelling, "m").exec(sources)?.[1] ?? []);
  return Number(value?.replaceAll("_", ""));
}

describe("the first example", () => {
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is what stands in the README, in at most a dozen lines and an import", () => {
    const code = readFileSync("test/support/readme-book.tsx", "utf8").trim();
    expect(readme).toContain(`\`\`\`tsx\n${code}\n\`\`\``);
    expect(code.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(13);
  });

  it("shows a live book", async () => {
    vi.useFakeTimers();
    const exchange = createExchange();
    exchange.tick(300);
    vi.stubGlobal("WebSocket", exchange.WebSocket);
    const market = exchange.markets[0]!.market_id;
    const { container } = render(<App market={market} />);
    expect(container.textContent).toBe("pending");
    await act(() => vi.advanceTimersByTimeAsync(100));
    const { bids, asks } = exchange.depth(market, 1);
    const rows = [...asks.slice(0, 5).reverse(), ...bids.slice(0, 5)];
    expect([...container.querySelectorAll("ol.live > li")].map((row) => row.textContent)).toEqual(
      rows.map(({ price, quantity }) => `${price} × ${quantity}`),
    );
    exchange.close();
  });
});

it("prices are formatted and read as it says", () => {
  const market = createExchange().markets[0]!;
  expect(readme).toContain(`// "${formatPrice(market, 12_175_000n, { locale: "de-DE" })}"`);
  expect(readme).toContain(`// ${parsePrice(market, "0,01217", { locale: "de-DE" })}n;`);
});

describe("the numbers", () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(
    ([, name = "", value]) => [name, Number(value)] as const,
  );

  it("are found", () => {
    expect(rows.length).toBeGreaterThan(12);
  });

  it.each(rows)("%s defaults to %d", (name, value) => {
    expect(defaultOf(name)).toBe(value);
  });

  it("in the text are the code's too", () => {
    expect(readme).toContain(`a linger of ${defaultOf("linger") / 1_000} s`);
    expect(readme).toContain(`more than ${defaultOf("maxBufferedUpdates").toLocaleString("en-US")} updates behind`);
    expect(readme).toContain(`at most ${MAX_IDENTITIES} identities a channel`);
    for (const name of ["precision", "levels", "limit"]) expect(readme).toContain(`${name} = ${defaultOf(name)}`);
    expect(readme).toContain(`a PING within ${defaultOf("probeTimeout") / 1_000} s`);
    expect(readme).toContain(readmeTable("bench/results"));
    const budget = /"all of o2-react": ([\d_]+)/.exec(readFileSync("scripts/size.ts", "utf8"))?.[1];
    expect(readme).toContain(`Under ${Number(budget?.replaceAll("_", "")) / 1_000} kB gzipped`);
  });
});
