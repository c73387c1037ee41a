// The words that play functions are written in: find a panel, press a key, wait for what it says.
import { expect, userEvent, waitFor, within } from "storybook/test";

const PATIENCE = { timeout: 8_000 };

/** The panel of this title, as soon as it is there. */
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

/** Waits until a panel says it is live, stale, … */
export function untilStatus(panel: HTMLElement, status: string): Promise<void> {
  return waitFor(() => expect(panel).toHaveAttribute("data-status", status), PATIENCE);
}

/** Waits until something holds. */
export function until(check: () => unknown): Promise<void> {
  return waitFor(() => {
    check();
  }, PATIENCE);
}

/** The text of each body row of a panel's table, cell by cell. Blank rows are left out. */
export function rowsOf(panel: HTMLElement): string[][] {
  return [...panel.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? ""))
    .filter((cells) => cells.some((cell) => cell !== ""));
}

/** Cuts the link and keeps it cut; the panel keeps what it shows and says that it is stale. */
export async function loseLink(canvas: HTMLElement, panel: HTMLElement): Promise<void> {
  await press(canvas, "Refuse new ones");
  await press(canvas, "Drop");
  await untilStatus(panel, "stale");
}

/** Mends the link; the panel is live again. */
export async function mendLink(canvas: HTMLElement, panel: HTMLElement): Promise<void> {
  await press(canvas, "Bring back");
  await untilStatus(panel, "live");
}
