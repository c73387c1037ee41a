"use client";

// A time of day in the reader's time zone, which a server does not know: it writes UTC, and so does the first render.
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
