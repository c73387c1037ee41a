// @vitest-environment happy-dom
// The README's first example runs and shows the stated amounts. docs.test.ts checks the other documents.
import { readFileSync } from "node:fs";
import { act, cleanup, render } from "@testing-library/react";
import { formatPrice, formatQuantity, parsePrice, parseQuantity } from "o2-react";
import { createExchange } from "o2-react/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import App from "./support/readme-book.tsx";

const readme = readFileSync("README.md", "utf8");

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
    vi.stubGlobal("fetch", exchange.fetch);
    const market = exchange.markets[0]!.market_id;
    const { container } = render(<App />);
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

it("and as the guide to amounts says", () => {
  const market = createExchange().markets[0]!;
  const calls = { formatPrice, formatQuantity, parsePrice, parseQuantity };
  const lines = [...readFileSync("docs/amounts.md", "utf8").matchAll(/^(\w+)\(market, (.+), (\{.+\})\); \/\/ (.+)$/gm)];
  expect(lines.map(([, name]) => name)).toEqual(Object.keys(calls));
  const read = (text = ""): unknown =>
    /n$/.test(text) ? BigInt(text.slice(0, -1).replaceAll("_", "")) : JSON.parse(text.replace(/(\w+):/, '"$1":'));
  for (const [, name, amount, options, result] of lines) {
    const call = calls[name as keyof typeof calls] as (...parameters: unknown[]) => unknown;
    expect(call(market, read(amount), read(options))).toEqual(read(result));
  }
});
