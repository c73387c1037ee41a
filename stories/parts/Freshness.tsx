// How current a panel's data is, in one word; how old, once it is stale.
import type { Result } from "o2-react";
import { useNow } from "./useNow.ts";

/** The part of a hook's result that says how current it is. */
export type Fresh = Pick<Result<unknown>, "status" | "updatedAt" | "error">;

export function Freshness({ status, updatedAt, error }: Fresh) {
  const now = useNow(1_000, status === "stale");
  const age = updatedAt === undefined ? undefined : Math.max(0, Math.floor((now - updatedAt) / 1_000));
  return (
    <span className="freshness" data-status={status} title={error?.message}>
      {status}
      {status === "stale" && age !== undefined && <span className="age"> {age} s</span>}
    </span>
  );
}
