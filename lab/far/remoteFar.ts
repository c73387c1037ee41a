// Opens a far end in a process of its own.
import type { FarEnd, FarOptions } from "./FarEnd.ts";
import { Remote } from "./Remote.ts";

/** How a far end begins, and how its server treats connections. */
export interface RemoteFarOptions extends FarOptions {
  /** Whether a client may keep the connection of a read over REST for the next one. Default true. */
  readonly keepsAlive?: boolean;
}

/** A far end whose methods are called by name. @param isSource see `RemoteOptions`. */
export function openFar(options: RemoteFarOptions, isSource = false): Remote<FarEnd> {
  return new Remote<FarEnd>(new URL("process.ts", import.meta.url), { args: [JSON.stringify(options)], isSource });
}
