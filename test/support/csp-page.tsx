// A page as users build it: a book, trades and the opened devtools, for the exchange in its address. The address also
// says where the engine runs: in the page, or in a worker made by one of `workers`.
import { O2Provider, useDepth, useMarket, useO2Feed, useTrades } from "o2-react";
import { O2Devtools } from "o2-react/devtools";
import { createWorker } from "o2-react/worker";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

declare const trustedTypes: {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
};

/** A policy that lets scripts of this site pass. */
function createPolicy(name: string) {
  return trustedTypes.createPolicy(name, {
    createScriptURL(url) {
      if (new URL(url, location.href).origin !== location.origin) throw new TypeError(`${url} is not of this site.`);
      return url;
    },
  });
}

const workers = {
  /** The library's own function, which gives the browser a plain address. */
  plain: () => createWorker,
  /** The same, in a page whose default policy checks plain addresses. */
  default: () => {
    createPolicy("default");
    return createWorker;
  },
  /** The page's own function, which gives the browser an address of the page's policy. */
  named: () => {
    const policy = createPolicy("engine");
    return () => new Worker(policy.createScriptURL("/engine.worker.js"), { type: "module" });
  },
};

function Screen() {
  const { data: market } = useMarket({ market: "FUEL/USDC" });
  const { data: book, status } = useDepth({ market, levels: 10 });
  const { data: trades } = useTrades({ market, limit: 5 });
  const { feed } = useO2Feed();
  if (!book) return <p>{status}</p>;
  return (
    <main className={feed ? "page" : "worker"}>
      <h1>{status}</h1>
      <ol>
        {[...book.asks]
          .reverse()
          .concat(book.bids)
          .map(({ price, quantity }) => (
            <li key={`${price}`}>{`${price} ${quantity}`}</li>
          ))}
      </ol>
      <p>{trades?.map(({ trade_id }) => trade_id).join()}</p>
    </main>
  );
}

const address = new URLSearchParams(location.search);
const config = { wsUrl: address.get("ws") ?? "", apiBase: address.get("rest") ?? "" };
const kind = address.get("worker") as keyof typeof workers | null;
const worker = kind ? workers[kind]() : undefined;

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <O2Provider config={config} worker={worker}>
      <Screen />
      <O2Devtools />
    </O2Provider>
  </StrictMode>,
);
