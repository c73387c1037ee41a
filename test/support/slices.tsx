// Everything that React renders in slices, made of rows that take a millisecond each, and a page with a busy book
// beside it.
import { render } from "@testing-library/react";
import { type O2FeedOptions, O2Provider, useBestPrices, useDepth } from "o2-react";
import * as React from "react";
import {
  lazy,
  memo,
  type ReactNode,
  Suspense,
  startTransition,
  useDeferredValue,
  useLayoutEffect,
  useState,
} from "react";
import { expect, vi } from "vitest";

/** Longer than three frames, so that it is never rendered between two commits. */
const ROWS = Array.from({ length: 60 }, (_, index) => index);
const PATIENCE = 60_000;

/** A part that renders `Rows` once it is started. */
interface Sliced {
  readonly Part: () => ReactNode;
  readonly begin: () => void;
}

type RowsComponent = (props: { readonly n: number }) => ReactNode;

/** React 19.2 has it. */
const { Activity } = React as {
  readonly Activity?: (props: { mode: "hidden"; children: ReactNode }) => ReactNode;
};

/** The things that React renders in slices, by name. */
export const SLICED: Readonly<Record<string, (Rows: RowsComponent) => Sliced>> = {
  "a transition": (Rows) => {
    const { Part, set } = counted((n) => <Rows n={n} />);
    return { Part, begin: () => startTransition(() => set(1)) };
  },
  "a deferred value": (Rows) => {
    const Deferred = ({ n }: { n: number }) => <Rows n={useDeferredValue(n)} />;
    const { Part, set } = counted((n) => <Deferred n={n} />);
    return { Part, begin: () => set(1) };
  },
  "a lazy component": (Rows) => {
    let load: (module: { readonly default: RowsComponent }) => void = () => undefined;
    const Lazy = lazy(
      () =>
        new Promise<{ readonly default: RowsComponent }>((resolve) => {
          load = resolve;
        }),
    );
    const Part = () => (
      <Suspense fallback="…">
        <Lazy n={1} />
      </Suspense>
    );
    return { Part, begin: () => load({ default: Rows }) };
  },
  ...(Activity && {
    "a hidden tree": (Rows: RowsComponent) => {
      const { Part, set } = counted((n) => (
        <Activity mode="hidden">
          <Rows n={n} />
        </Activity>
      ));
      return { Part, begin: () => set(1) };
    },
  }),
};

/** A component that shows a number, 0 at first, and the function that sets it. */
function counted(show: (n: number) => ReactNode): {
  readonly Part: () => ReactNode;
  readonly set: (n: number) => void;
} {
  let setNumber: (n: number) => void = () => undefined;
  function Part(): ReactNode {
    const [n, set] = useState(0);
    setNumber = set;
    return show(n);
  }
  return { Part, set: (n) => setNumber(n) };
}

/** Rows that count how often React begins to render them. */
function createRows(): { readonly Rows: RowsComponent; readonly begun: () => number } {
  let begun = 0;
  const Row = memo(({ n, index }: { readonly n: number; readonly index: number }) => {
    if (index === 0) begun += 1;
    const end = performance.now() + 1;
    while (performance.now() < end);
    return <i>{n}</i>;
  });
  return {
    Rows: ({ n }) => <div data-shown={n}>{n > 0 && ROWS.map((index) => <Row key={index} n={n} index={index} />)}</div>,
    begun: () => begun,
  };
}

/** The result of a run. */
interface Beside {
  /** The number of times that React began it until it was shown. */
  readonly begun: number;
  /**
   * The most times that may be: three, plus one for each commit that did not wait any longer on a slow machine, plus
   * one for each throttled component, which shows its last change once after the last commit.
   */
  readonly most: number;
  /** Number of commits in which two components showed two states. */
  readonly torn: readonly string[];
}

/** Renders one of {@link SLICED} beside components that show one busy book, some of them throttled. */
export async function besideABook(
  name: string,
  options: O2FeedOptions,
  market: string,
  throttles: readonly number[] = [],
): Promise<Beside> {
  const { Rows, begun } = createRows();
  const sliced = SLICED[name]?.(Rows);
  if (!sliced) throw new Error(`There is no ${name}.`);
  let commits = 0;
  const torn: string[] = [];
  function Prices({ name }: { readonly name: string }): ReactNode {
    const { data } = useBestPrices({ market });
    return <b data-price={name}>{String(data?.bid)}</b>;
  }
  function Book({ levels }: { readonly levels: number }): ReactNode {
    const { data } = useDepth({ market, levels });
    useLayoutEffect(() => {
      commits += 1;
      const shown = new Set([...container.querySelectorAll("[data-price]")].map(({ textContent }) => textContent));
      if (shown.size > 1) torn.push([...shown].join(" and "));
    });
    return <b data-price={levels}>{String(data?.bestBid)}</b>;
  }
  function Slow({ throttle }: { readonly throttle: number }): ReactNode {
    const { data } = useDepth({ market, throttle });
    return <i>{String(data?.bestBid)}</i>;
  }
  const { Part, begin } = sliced;
  const container = document.body.appendChild(document.createElement("main"));
  render(
    <O2Provider {...options}>
      <Prices name="before" />
      <Book levels={10} />
      <Part />
      <Prices name="after" />
      <Book levels={5} />
      {throttles.map((throttle) => (
        <Slow key={throttle} throttle={throttle} />
      ))}
    </O2Provider>,
    { container },
  );
  const untilCommits = (more: number): Promise<void> => {
    const wanted = commits + more;
    return vi.waitFor(() => expect(commits).toBeGreaterThan(wanted), PATIENCE);
  };
  await untilCommits(20);
  const before = begun();
  const start = performance.now();
  begin();
  await vi.waitFor(() => expect(container.querySelector('[data-shown="1"]')).not.toBeNull(), PATIENCE);
  // After one second, after two more, and after four more.
  const forced = Math.floor(Math.log2(1 + (performance.now() - start) / 1_000));
  const result = { begun: begun() - before, most: 3 + (1 + throttles.length) * forced + throttles.length, torn };
  // The book goes on.
  await untilCommits(20);
  return result;
}
