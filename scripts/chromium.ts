// The Chromium of the tests: its path and its flags. scripts/browsers.ts finds and installs it.
import { findBrowser } from "./browsers.ts";

/** Flags for a machine without network access: Chromium would otherwise keep asking for hosts that it cannot reach. */
export const chromiumFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a usable Chromium, or `undefined` if there is none. */
export function chromiumPath(): string | undefined {
  return findBrowser("chromium")?.[0];
}
