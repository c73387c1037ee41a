// A live book as a page's author writes it, without JSX, so that webpack needs no loader.
import { O2Provider, useDepth, useO2Feed } from "o2-react";
import { createWorker } from "o2-react/worker";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const query = new URLSearchParams(location.search);
const config = { wsUrl: query.get("wsUrl"), apiBase: query.get("apiBase") };

function Book({ market }) {
  const { data, status } = useDepth({ market, levels: 5 });
  const rows = data ? [...data.asks].reverse().concat(data.bids) : [];
  const items = rows.map(({ price, quantity }) => createElement("li", { key: `${price}` }, `${price} × ${quantity}`));
  const place = useO2Feed().feed ? "page" : "worker";
  return createElement("ol", { className: `${status} ${place}` }, items);
}

const book = createElement(Book, { market: query.get("market") });
createRoot(document.getElementById("root")).render(
  createElement(O2Provider, { config, worker: query.has("worker") ? createWorker : undefined }, book),
);
