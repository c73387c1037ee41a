// Opens a far end in a process of its own.
import type { FarEnd, FarOptions } from "./FarEnd.ts";
import { Remote } from "./Remote.ts";

/** The options of a far end and of its server's connections. */
export interface RemoteFarOptions extends FarOptions {
  /** True lets a client reuse the connection of a REST read for the next one. Default true. */
  readonly keepsAlive?: boolean;
}

/** A far end whose methods are called by name. @param isSource see `RemoteOptions`. */
export function openFar(options: RemoteFarOptions, isSource = false): Remote<FarEnd> {
  return new Remote<FarEnd>(new URL("process.ts", import.meta.url), { args: [JSON.stringify(options)], isSource });
}
