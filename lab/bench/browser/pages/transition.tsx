// Our ladder on the storming market, beside a part that React renders in a transition or after loading it.
import { O2Provider, useDepth } from "o2-react";
import { lazy, memo, type ReactElement, type ReactNode, Suspense, startTransition, useState } from "react";
import { createRoot } from "react-dom/client";
import { clock } from "../clock.ts";
import { ladderShown, root, socketUrl } from "../harness.ts";
import { Ladder } from "../Ladder.tsx";
import { LEVELS, STORM } from "../wire.ts";

/** The part that is rendered in slices. */
export type Sliced = "transition" | "lazy";

/** The functions that the Node side may call. */
export interface Transitions {
  isReady(): boolean;
  /** The number of the newest update shown. */
  newest(): number;
  /** Renders for so many milliseconds; resolves with the time until it was in the document. */
  run(what: Sliced, milliseconds: number): Promise<number>;
}

declare global {
  interface Window {
    transitions: Transitions;
  }
}

const STEP = 0.5;

const Row = memo(({ run }: { readonly run: number }) => {
  const end = clock() + STEP;
  while (clock() < end);
  return <i>{run}</i>;
});

function Rows({ run, milliseconds }: { readonly run: number; readonly milliseconds: number }): ReactElement {
  const places = Array.from({ length: milliseconds / STEP }, (_, place) => place);
  return (
    <p id="rows" data-run={run}>
      {places.map((place) => (
        <Row key={place} run={run} />
      ))}
    </p>
  );
}

function Storm(): ReactElement | null {
  const { data } = useDepth({ market: STORM, levels: LEVELS });
  return data ? <Ladder bids={data.bids} asks={data.asks} /> : null;
}

let show: (element: ReactNode) => void;

function Beside(): ReactNode {
  const [shown, setShown] = useState<ReactNode>();
  show = setShown;
  return shown;
}

/** A component that loads when the returned function is called. */
function createLazy(): { readonly Loaded: typeof Rows; readonly load: () => void } {
  let load = (): void => undefined;
  const module = new Promise<{ readonly default: typeof Rows }>((resolve) => {
    load = () => resolve({ default: Rows });
  });
  return { Loaded: lazy(() => module) as unknown as typeof Rows, load };
}

let runs = 0;
const config = { wsUrl: socketUrl() };

createRoot(root()).render(
  <O2Provider config={config}>
    <Storm />
    <Beside />
  </O2Provider>,
);

window.transitions = {
  isReady: ladderShown.isReady,
  newest: ladderShown.newest,
  async run(what, milliseconds) {
    runs += 1;
    const run = runs;
    const { Loaded, load } = createLazy();
    if (what === "lazy") {
      show(
        <Suspense key={run} fallback="loading">
          <Loaded run={run} milliseconds={milliseconds} />
        </Suspense>,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const start = clock();
    if (what === "lazy") load();
    else startTransition(() => show(<Rows run={run} milliseconds={milliseconds} />));
    while (document.getElementById("rows")?.dataset.run !== `${run}`) {
      if (clock() - start > 20_000) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return clock() - start;
  },
};
