// The scenarios by name, in the order in which they run. Each is loaded only when it is played, because one turns its
// process into a page.
import type { Findings } from "./Findings.ts";

export type Scenario = (findings: Findings) => Promise<void>;

export const scenarios: Readonly<Record<string, Scenario>> = {
  markets: async (findings) => (await import("./scenarios/markets.ts")).markets(findings),
  orders: async (findings) => (await import("./scenarios/orders.ts")).orders(findings),
  book: async (findings) => (await import("./scenarios/book.ts")).book(findings),
  page: async (findings) => (await import("./scenarios/page.ts")).page(findings),
  storm: async (findings) => (await import("./scenarios/storm.ts")).storm(findings),
};
