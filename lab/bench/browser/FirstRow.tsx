// The screen of the pages that measure the first row: one book, and the time when React committed its first live row.
// It knows nothing of when the engine is loaded.
import { O2Provider, useDepth } from "o2-react";
import type { O2Feed } from "o2-react/feed";
import { type ReactElement, useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import { root } from "./harness.ts";
import { Ladder } from "./Ladder.tsx";

/** Times in milliseconds since the navigation began. */
export interface FirstRow {
  /** The browser's first-contentful-paint. */
  readonly paint: number;
  /** The time when the first row of the book was committed as live. */
  readonly row: number;
  /** The requests until then, in order. */
  readonly requests: readonly Request[];
}

/** A request over HTTP. */
interface Request {
  /** The path of its address. */
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Bytes of the body as they came. 0 for a response that another origin keeps to itself. */
  readonly bytes: number;
}

declare global {
  interface Window {
    /** Resolves after a live row and a paint. */
    firstRow: Promise<FirstRow>;
  }
}

const parameter = (name: string): string => new URLSearchParams(location.search).get(name) ?? "";

/** The address of the exchange for this page. */
export const exchangeConfig = (): { readonly wsUrl: string; readonly apiBase: string } => ({
  wsUrl: parameter("ws"),
  apiBase: parameter("api"),
});

function Book({ onLive }: { readonly onLive: () => void }): ReactElement {
  const { data, status } = useDepth({ market: parameter("market") });
  const isLive = status === "live" && data.bids.length > 0;
  useLayoutEffect(() => {
    if (isLive) onLive();
  }, [isLive, onLive]);
  return data ? <Ladder bids={data.bids} asks={data.asks} /> : <p>{status}</p>;
}

/**
 * Shows the book.
 * @param feed the page's own feed. Without one the provider makes its own, and loads its engine later.
 */
export function showFirstRow(feed?: O2Feed): void {
  let onLive = (): void => undefined;
  window.firstRow = measure(
    new Promise((resolve) => {
      onLive = () => resolve(performance.now());
    }),
  );
  const book = <Book onLive={onLive} />;
  createRoot(root()).render(
    feed ? <O2Provider feed={feed}>{book}</O2Provider> : <O2Provider config={exchangeConfig()}>{book}</O2Provider>,
  );
}

async function measure(live: Promise<number>): Promise<FirstRow> {
  const [paint, row] = await Promise.all([firstPaint(), live]);
  const entries = [
    ...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource"),
  ] as PerformanceResourceTiming[];
  const requests = entries
    .filter(({ startTime, name }) => startTime < row && name.startsWith("http"))
    .map(({ name, startTime, responseEnd, encodedBodySize }) => ({
      path: new URL(name).pathname,
      from: startTime,
      to: responseEnd,
      bytes: encodedBodySize,
    }));
  return { paint, row, requests };
}

function firstPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [entry] = list.getEntriesByName("first-contentful-paint");
      if (entry) resolve(entry.startTime);
    }).observe({ type: "paint", buffered: true });
  });
}
