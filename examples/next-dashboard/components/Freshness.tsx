"use client";

// The status of a result in a word, with its age once it is stale.
import type { Result } from "o2-react";
import { useNow } from "./useNow";

export type Fresh = Pick<Result<unknown>, "status" | "updatedAt" | "error">;

export function Freshness({ status, updatedAt, error }: Fresh) {
  const isStale = status === "stale";
  const now = useNow(isStale);
  const age = isStale && now && updatedAt ? ` ${Math.max(0, Math.floor((now - updatedAt) / 1_000))} s` : "";
  return (
    <span className="freshness" data-status={status} title={error?.message}>
      {status}
      {age}
    </span>
  );
}
