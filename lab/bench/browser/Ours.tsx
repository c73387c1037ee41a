// The screen of o2-react: the provider, a ladder on the storming market, and a component that follows only the quiet one.
import { O2Provider, type O2ProviderProps, useDepth } from "o2-react";
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { counts } from "./counts.ts";
import { ladderShown, root, socketUrl, startHarness } from "./harness.ts";
import { Ladder } from "./Ladder.tsx";
import { LEVELS, QUIET, STORM } from "./wire.ts";

function Storm(): ReactElement | null {
  const { data } = useDepth({ market: STORM, levels: LEVELS });
  return data ? <Ladder bids={data.bids} asks={data.asks} /> : null;
}

function Quiet(): ReactElement {
  counts.otherRenders += 1;
  const { data, status } = useDepth({ market: QUIET });
  return <p>{`${status} ${data?.bestBid}`}</p>;
}

type MakeWorker = Extract<O2ProviderProps, { worker?: unknown }>["worker"];

/**
 * Shows it.
 * @param worker makes the worker with the engine, if the engine is not in the page.
 */
export function showOurs(worker?: MakeWorker): void {
  const config = { wsUrl: socketUrl() };
  createRoot(root()).render(
    <O2Provider config={config} worker={worker}>
      <Storm />
      <Quiet />
    </O2Provider>,
  );
  startHarness(ladderShown);
}
