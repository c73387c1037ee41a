"use client";

// A time of day in the reader's time zone. A server does not know it, so the server and the first render write UTC.
import { useSyncExternalStore } from "react";

const never = () => () => undefined;
const clockOf = (timeZone?: string) => new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone });
const UTC = clockOf("UTC");
const HERE = clockOf();

export interface TimeProps {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Without seconds. */
  readonly isShort?: boolean;
}

export function Time({ at, isShort = false }: TimeProps) {
  const isHydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const text = (isHydrated ? HERE : UTC).format(at);
  return <time dateTime={new Date(at).toISOString()}>{isShort ? text.slice(0, 5) : text}</time>;
}
