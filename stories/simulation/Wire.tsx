// The traffic so far: how often each request was sent, and how many connections are open.
import { useNow } from "../parts/useNow.ts";
import { useSimulation } from "./Simulation.tsx";

export function Wire() {
  const { exchange } = useSimulation();
  useNow(250);
  const counts = new Map<string, number>();
  for (const { frame } of exchange.requests) {
    const action = typeof frame === "object" && frame !== null && "action" in frame ? String(frame.action) : "?";
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return (
    <section className="wire" aria-label="The wire">
      <span className="label">The wire:</span>
      <span>connections × {exchange.connections}</span>
      {[...counts].map(([action, count]) => (
        <span key={action}>
          {action} × {count}
        </span>
      ))}
    </section>
  );
}
