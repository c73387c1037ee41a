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
  // In its first minute a runtime compiles code and lets some of it go again: 16 such rounds without a leak had from
  // 34.9 to 36.3 MB, up and down. The memory suite measures the bytes that an update leaves behind.
  heap: 4_000_000,
} as const satisfies Omit<SoakOptions, "round">;

/** Its far end. */
export const FAR: RemoteFarOptions = { seed: SHORT.seed, hours: 6, keepsAlive: false };
