// The connection at a glance: its state, its latency, its silence, and the time of the next attempt.
import { type UseConnectionResult, useConnection } from "o2-react";
import { formatDuration } from "./format.ts";
import { useNow } from "./useNow.ts";

/** Milliseconds of silence after which the badge shows it. The feed itself gives the link up later. */
const QUIET = 2_500;

/** Milliseconds until an answer after which the badge warns. */
const SLOW = 1_000;

export function ConnectionBadge() {
  const connection = useConnection();
  const now = useNow(500);
  const { word, tone, detail } = describe(connection, now);
  return (
    <div className="badge" data-tone={tone} title={connection.reason}>
      <span className="dot" aria-hidden="true" />
      <strong role="status">{word}</strong>
      <span className="detail">{detail}</span>
    </div>
  );
}

interface Description {
  readonly word: string;
  readonly tone: "good" | "warn" | "bad" | "none";
  readonly detail: string;
}

function describe(connection: UseConnectionResult, now: number | undefined): Description {
  const { status, attempt, retryAt, latency, lastMessageAt, isLost } = connection;
  switch (status) {
    case "idle":
      return { word: "Not connected", tone: "none", detail: "" };
    case "closed":
      return { word: "Closed", tone: "none", detail: "" };
    case "connected": {
      const silence = (now ?? 0) - (lastMessageAt ?? now ?? 0);
      if (silence > QUIET) return { word: "Silent", tone: "warn", detail: `for ${seconds(silence)}` };
      if (latency === undefined) return { word: "Connected", tone: "good", detail: "" };
      if (latency > SLOW) return { word: "Connected", tone: "warn", detail: `slow, ${formatDuration(latency)}` };
      return { word: "Connected", tone: "good", detail: formatDuration(latency) };
    }
    case "connecting":
    case "reconnecting": {
      const word = isLost ? "Connection lost" : status === "connecting" ? "Connecting" : "Reconnecting";
      const next = retryAt === undefined || now === undefined ? "now" : `in ${seconds(Math.max(0, retryAt - now))}`;
      return { word, tone: isLost ? "bad" : "warn", detail: attempt === 0 ? "" : `try ${attempt} ${next}` };
    }
  }
}

function seconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 1_000)} s`;
}
