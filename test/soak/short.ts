// The options of a short soak. Counts are as strict as in the long ones. The amount that arrives depends on the
// machine's other work.
import type { RemoteFarOptions } from "../../lab/far/remoteFar.ts";
import type { SoakOptions } from "../../lab/soak/soak.ts";

export const SHORT = {
  seed: 1,
  rate: 300,
  rounds: 5,
  drops: 1,
  beat: 100,
  auditInterval: false,
  silence: 200,
  arrived: 0.25,
  // Lists that are full at once: those of the library fill for a minute and more, by about a megabyte.
  kept: { maxTrades: 50, maxClosedOrders: 10 },
} as const satisfies Omit<SoakOptions, "round">;

/** Its far end. */
export const FAR: RemoteFarOptions = { seed: SHORT.seed, hours: 6, keepsAlive: false };
