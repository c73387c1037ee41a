// The state of the one connection, and a way to mend it.
import { useStore } from "zustand/react";
import type { ConnectionState } from "../store/state.ts";
import { useO2Feed } from "./O2Provider.tsx";

/** The result of {@link useConnection}. Times in milliseconds since 1970, `latency` in milliseconds. */
export interface UseConnectionResult extends ConnectionState {
  /** Gives the present link up and connects anew at once. Stable. */
  readonly reconnect: () => void;
}

/**
 * The connection that all hooks share: `status`, `attempt`, `retryAt` while waiting to try again, `lastMessageAt` (to the
 * second), `latency` from PING to PONG, and `isLost` once it is down for longer than a blip.
 *
 * @example
 * const { isLost, reconnect } = useConnection();
 */
export function useConnection(): UseConnectionResult {
  const feed = useO2Feed();
  const connection = useStore(feed.store, (state) => state.connection);
  return { ...connection, reconnect: feed.reconnect };
}
