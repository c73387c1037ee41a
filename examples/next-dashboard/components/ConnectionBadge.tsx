"use client";

// The state of the connection.
import { useConnection } from "o2-react";
import { useNow } from "./useNow";

export function ConnectionBadge() {
  const { status, latency, retryAt, isLost } = useConnection();
  const now = useNow(retryAt !== undefined);
  const wait = retryAt && now ? Math.max(0, Math.ceil((retryAt - now) / 1_000)) : 0;
  const detail = status === "connected" ? latency && `${Math.round(latency)} ms` : wait > 0 && `again in ${wait} s`;
  return (
    <p className="badge" data-status={isLost ? "lost" : status}>
      <span role="status">{isLost ? "connection lost" : status}</span>
      {detail && <span className="detail">{detail}</span>}
    </p>
  );
}
