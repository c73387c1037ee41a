"use client";

// A notice while the connection is down: then nothing on the page is current.
import { useConnection } from "o2-react";
import { Time } from "./Time";

export function LostNotice() {
  const { isLost, lastMessageAt, reconnect } = useConnection();
  return (
    <div role="alert">
      {isLost && (
        <p className="lost">
          <strong>Prices are not current.</strong>
          {lastMessageAt !== undefined && (
            <span>
              Last heard from the exchange at <Time at={lastMessageAt} />.
            </span>
          )}
          <button type="button" onClick={reconnect}>
            Try now
          </button>
        </p>
      )}
    </div>
  );
}
