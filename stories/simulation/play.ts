// Helpers for play functions: find a panel, press a key, wait for a text.
import { createFormat, findMarket } from "o2-react";
import type { SimulatedExchange } from "o2-react/testing";
import { expect, userEvent, waitFor, within } from "storybook/test";
import { LOCALE } from "../parts/format.ts";

const PATIENCE = { timeout: 60_000 };

/** The panel with this title, as soon as it is there. */
export function findPanel(canvas: HTMLElement, title: string | RegExp): Promise<HTMLElement> {
  return within(canvas).findByRole("region", { name: title }, PATIENCE);
}

/** Presses a button. */
export async function press(canvas: HTMLElement, name: string): Promise<void> {
  await userEvent.click(await within(canvas).findByRole("button", { name }, PATIENCE));
}

/** Chooses one of a few. */
export async function choose(canvas: HTMLElement, name: string): Promise<void> {
  await userEvent.click(await within(canvas).findByRole("radio", { name }, PATIENCE));
}

/** Types this, in place of the present text of a box. */
export async function retype(box: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(box);
  await userEvent.type(box, text);
}

/** Waits until a panel's status is live, stale, … */
export function untilStatus(panel: HTMLElement, status: string): Promise<void> {
  return waitFor(() => expect(panel).toHaveAttribute("data-status", status), PATIENCE);
}

/** Waits until something holds. A check that is a promise is waited for, too. */
export async function until(check: () => unknown): Promise<void> {
  await waitFor(check, PATIENCE);
}

/** The text of each body row of a panel's table, cell by cell. Blank rows are left out. */
export function rowsOf(panel: HTMLElement): string[][] {
  return [...panel.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? ""))
    .filter((cells) => cells.some((cell) => cell !== ""));
}

/**
 * Breaks the link by a button and prevents a new one. The panel keeps its data and says that it is stale. With a new
 * link a panel would be stale for less than a tenth of a second, and a busy page might never show that.
 */
export async function loseLink(
  canvas: HTMLElement,
  panel: HTMLElement,
  button: "Drop" | "Stall" = "Drop",
): Promise<void> {
  await press(canvas, "Refuse new ones");
  await press(canvas, button);
  await untilStatus(panel, "stale");
}

/** Allows new links after {@link loseLink}. The feed connects by itself. */
export function acceptLinks(canvas: HTMLElement): Promise<void> {
  return press(canvas, "Refuse new ones");
}

/** Mends the link; the panel is live again. */
export async function mendLink(canvas: HTMLElement, panel: HTMLElement): Promise<void> {
  await press(canvas, "Bring back");
  await untilStatus(panel, "live");
}

/** Each level of a book, asks from high to low and then bids, as `"price quantity"`: on the ladder, or at the exchange. */
export function bookOf(source: HTMLElement | SimulatedExchange, pair: string = "fFUEL/fUSDC", levels = 12): string[] {
  if (source instanceof HTMLElement)
    return rowsOf(source).flatMap((cells) => (cells.length === 4 ? [`${cells[1]} ${cells[2]}`] : []));
  const market = findMarket(source.markets, pair);
  const format = createFormat(market, { locale: LOCALE });
  const { bids, asks } = source.depth(market.market_id);
  return [...asks.slice(0, levels).reverse(), ...bids.slice(0, levels)].map(
    ({ price, quantity }) => `${format.price(price)} ${format.quantity(quantity)}`,
  );
}

/** A market's newest trades as a tape shows them, without their times. */
export function printsOf(exchange: SimulatedExchange, limit: number, pair: string = "fFUEL/fUSDC"): string[] {
  const market = findMarket(exchange.markets, pair);
  const format = createFormat(market, { locale: LOCALE });
  return exchange
    .trades(market.market_id)
    .slice(-limit)
    .reverse()
    .map(({ side, price, quantity }) => {
      const [arrow, words] = side === "sell" ? ["▲", "bought at"] : ["▼", "sold at"];
      return `${arrow}${words} ${format.price(price)} ${format.quantity(quantity)}`;
    });
}
