// Plays of the stories that show a book, for any way to draw its rows.
import { expect } from "storybook/test";
import { findPanel, loseLink, mendLink, until, untilStatus } from "./play.ts";

/** The prices of a panel's rows, from the top. */
export type PricesOf = (book: HTMLElement) => number[];

/** Asks are above and bids below, no price of one side is beyond the other, and the book moves. */
export async function showsMovingBook(canvas: HTMLElement, levels: number, pricesOf: PricesOf): Promise<void> {
  const book = await findPanel(canvas, "Book");
  await untilStatus(book, "live");
  await until(() => expect(pricesOf(book)).toHaveLength(2 * levels));
  const prices = pricesOf(book);
  expect(prices).toEqual(prices.toSorted((a, b) => b - a));
  const before = book.textContent;
  await until(() => expect(book.textContent).not.toBe(before));
}

/** While the link is down, the book stays on screen and is marked. Afterwards it is the current one again. */
export async function keepsBookWithoutLink(canvas: HTMLElement, pricesOf: PricesOf): Promise<void> {
  const book = await findPanel(canvas, "Book");
  await untilStatus(book, "live");
  await loseLink(canvas, book);
  expect(pricesOf(book).length).toBeGreaterThan(10);
  await mendLink(canvas, book);
}
