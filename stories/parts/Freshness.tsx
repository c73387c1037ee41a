// Shows how current a panel's data is: one word, and the age once it is stale.
import type { Result } from "o2-react";
import { useNow } from "./useNow.ts";

/** The part of a hook's result that describes freshness. */
export type Fresh = Pick<Result<unknown>, "status" | "updatedAt" | "error" | "retryAt">;

export function Freshness({ status, updatedAt, error }: Omit<Fresh, "retryAt">) {
  const now = useNow(1_000, status === "stale");
  const isAged = status === "stale" && updatedAt !== undefined && now !== undefined;
  return (
    <span className="freshness" data-status={status} title={error?.message}>
      {status}
      {isAged && <span className="age"> {Math.max(0, Math.floor((now - updatedAt) / 1_000))} s</span>}
    </span>
  );
}
