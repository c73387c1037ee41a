// The page that restored.test.ts loads into a separate browser: a book and its status, as text.
import { type O2FeedOptions, O2Provider, useConnection, useDepth } from "o2-react";
import { createRoot } from "react-dom/client";

interface Setup {
  readonly market: string;
  readonly options: O2FeedOptions;
}

declare global {
  interface Window {
    setup: Setup;
    /** The page's events so far. */
    life: string[];
  }
}

function Book({ market }: { market: string }) {
  const { data, status } = useDepth({ market, levels: 10 });
  const connection = useConnection();
  const rows = [...(data?.bids ?? []), ...(data?.asks ?? [])].map(({ price, quantity }) => `${price}×${quantity}`);
  return (
    <>
      <output id="status">{status}</output>
      <output id="retryAt">{connection.retryAt}</output>
      <output id="rows">{rows.join(" ")}</output>
    </>
  );
}

const { market, options } = window.setup;
createRoot(document.body).render(
  <O2Provider {...options}>
    <Book market={market} />
  </O2Provider>,
);
