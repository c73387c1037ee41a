// Warns that the prices on screen are old. It lies over the screen, so that nothing moves.
import { useConnection } from "o2-react";
import { formatTime } from "./format.ts";

export function LostNotice() {
  const { isLost, lastMessageAt, reconnect } = useConnection();
  return (
    <div className="lost" role="alert">
      {isLost && (
        <p>
          <strong>Prices are not current.</strong>
          {lastMessageAt !== undefined && <span>Last heard from the exchange at {formatTime(lastMessageAt)}.</span>}
          <button type="button" onClick={reconnect}>
            Try now
          </button>
        </p>
      )}
    </div>
  );
}
