// docs/lists.md runs in Chromium: its files, unchanged, over a simulated exchange in the page. What is drawn is held against the exchange.
import { cleanup, fireEvent, render } from "@testing-library/react";
import { formatPrice, formatQuantity, type Market, O2Provider } from "o2-react";
import { createExchange, type SimulatedExchange } from "o2-react/testing";
import type { ReactElement } from "react";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

afterEach(cleanup);

/** The page's files, as test/support/played.ts wrote them, and the exports of each. */
const folder = "/.played/chromium/docs/lists.md";
const { Tape } = (await import(/* @vite-ignore */ `${folder}/Tape.tsx`)) as {
  Tape(props: { market: Market }): ReactElement;
};
const { MarketsGrid } = (await import(/* @vite-ignore */ `${folder}/MarketsGrid.tsx`)) as {
  MarketsGrid(): ReactElement;
};

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000, interval: 20 });

function show(page: (exchange: SimulatedExchange) => ReactElement) {
  const exchange = createExchange({ seed: 3 });
  exchange.tick(3_000);
  const { config, WebSocket, fetch } = exchange;
  const errors: string[] = [];
  // A grid warns of what it is given by the console.
  const warn = vi.spyOn(console, "warn").mockImplementation((...words) => void errors.push(words.join(" ")));
  onTestFinished(() => warn.mockRestore());
  const { container } = render(
    <O2Provider config={config} WebSocket={WebSocket} fetch={fetch} onError={({ message }) => errors.push(message)}>
      {page(exchange)}
    </O2Provider>,
  );
  return { exchange, container, errors };
}

test("a virtual tape draws the rows in view of a long list, stands still for who reads, and goes on at its top", async () => {
  const { exchange, container, errors } = show(({ markets }) => <Tape market={markets[0]} />);
  const [market] = exchange.markets;
  const rows = (): (string | null)[] => [...container.querySelectorAll("li")].map(({ textContent }) => textContent);
  const newest = (): string[] =>
    exchange
      .trades(market.market_id)
      .slice(-15)
      .reverse()
      .map(({ price, quantity }) => `${formatPrice(market, price)} ${formatQuantity(market, quantity)}`);
  await until(() => expect(container.querySelector(".live > div")).not.toBeNull());
  const box = container.querySelector(".live > div") as HTMLElement;
  await until(() => expect(rows().slice(0, 15)).toEqual(newest()));
  expect(box.scrollHeight).toBeGreaterThanOrEqual(20 * Math.min(500, exchange.trades(market.market_id).length));
  expect(rows().length).toBeLessThan(60);

  exchange.tick(50);
  await until(() => expect(rows().slice(0, 15)).toEqual(newest()));

  /** The rows that a reader sees, by their places in the box. */
  const inView = (): string[] => {
    const { top, bottom } = box.getBoundingClientRect();
    return [...container.querySelectorAll("li")].flatMap((row) => {
      const place = row.getBoundingClientRect();
      return place.top >= top && place.bottom <= bottom ? [`${place.top} ${row.textContent}`] : [];
    });
  };
  box.scrollTop = 4_000;
  await until(() => expect(inView().length).toBeGreaterThanOrEqual(19));
  const seen = inView();
  exchange.tick(200);
  await until(() => expect(container.querySelector("button")).not.toBeNull());
  expect(inView()).toEqual(seen);
  expect(box.scrollTop).toBe(4_000);

  fireEvent.click(container.querySelector("button") as HTMLElement);
  await until(() => expect(rows().slice(0, 15)).toEqual(newest()));
  expect(container.querySelector("button")).toBeNull();
  expect(errors).toEqual([]);
});

test("a grid keeps the element of each row while its cells change, and sorts amounts as they are", async () => {
  const { exchange, container, errors } = show(() => <MarketsGrid />);
  const cell = (market: Market, column: string): HTMLElement | null =>
    container.querySelector(`[row-id="${market.market_id}"] [col-id="${column}"]`);
  const lastOf = ({ market_id }: Market): bigint => exchange.trades(market_id).at(-1)?.price ?? 0n;
  const untilTrue = (): Promise<void> =>
    until(() => {
      for (const market of exchange.markets)
        expect(cell(market, "last")?.textContent).toBe(formatPrice(market, lastOf(market)));
    });
  await untilTrue();
  const elements = exchange.markets.map((market) => cell(market, "last"));
  const before = exchange.markets.map(lastOf);
  exchange.tick(100);
  await untilTrue();
  expect(exchange.markets.map(lastOf)).not.toEqual(before);
  expect(exchange.markets.map((market) => cell(market, "last"))).toEqual(elements);

  fireEvent.click(container.querySelector('[col-id="last"] .ag-header-cell-label') as HTMLElement);
  const order = exchange.markets.toSorted((a, b) => (lastOf(a) < lastOf(b) ? -1 : 1));
  await until(() => {
    const tops = order.map((market) => cell(market, "last")?.getBoundingClientRect().top ?? 0);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    expect(new Set(tops).size).toBe(order.length);
  });
  expect(errors).toEqual([]);
});
