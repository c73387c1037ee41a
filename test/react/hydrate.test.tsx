// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { O2Provider, useConnection, useDepth, useOrders, useTrades } from "o2-react";
import { createO2Feed } from "o2-react/feed";
import { renderToString } from "react-dom/server";
import { expect, onTestFinished, test, vi } from "vitest";
import { firstMarket, marketsOf, newcomer, openPage, record, settle, trueDepth } from "../support/react.tsx";

function Page({ market, account }: { market: string; account: string }) {
  const book = useDepth({ market, levels: 3 });
  const orders = useOrders({ identities: account });
  const { status } = useConnection();
  return (
    <section>
      <p>{`${status} ${book.status} ${orders.status}`}</p>
      <ol>
        {book.data?.bids.map(({ price }) => (
          <li key={String(price)}>{String(price)}</li>
        ))}
      </ol>
    </section>
  );
}

test("hydrates without a mismatch, then shows the market", async () => {
  const { exchange, Provider, options } = openPage();
  const { market_id: market } = firstMarket(exchange);
  const account = newcomer(exchange).id;
  const page = <Page market={market} account={account} />;
  const container = document.createElement("div");
  document.body.append(container);
  container.innerHTML = renderToString(<O2Provider {...options}>{page}</O2Provider>);
  expect(container.textContent).toBe("idle pending pending");
  const before = container.querySelector("p");
  const recovered = vi.fn();
  render(<Provider>{page}</Provider>, { container, hydrate: true, onRecoverableError: recovered });
  expect(container.querySelector("p")).toBe(before);
  await settle();
  expect(container.querySelector("p")?.textContent).toBe("connected live live");
  const prices = [...container.querySelectorAll("li")].map(({ textContent }) => textContent);
  expect(prices).toEqual(trueDepth(exchange, market, 1, 3).bids.map(({ price }) => String(price)));
  expect(recovered).not.toHaveBeenCalled();
});

test("hydrates without a mismatch under a feed that is live already, and shows its data at once after", async () => {
  const { exchange, options } = openPage();
  const [market] = marketsOf(exchange);
  const feed = createO2Feed(options);
  onTestFinished(() => feed.close());
  feed.connect();
  feed.retain([{ channel: "depth", market, precision: 1 }]);
  await settle();
  const book = record(() => useDepth({ market }));
  const tape = record(() => useTrades({ market }));
  const tree = (
    <O2Provider feed={feed}>
      <Status market={market} />
      <book.Probe params={null} />
      <tape.Probe params={null} />
    </O2Provider>
  );
  const container = document.createElement("div");
  document.body.append(container);
  container.innerHTML = renderToString(tree);
  expect(container.textContent).toBe("pending");
  const recovered = vi.fn();
  render(tree, { container, hydrate: true, onRecoverableError: recovered });
  expect(recovered).not.toHaveBeenCalled();
  expect(container.textContent).toBe("live");
  expect(book.last).toMatchObject({ status: "live", data: trueDepth(exchange, market) });
});

function Status({ market }: { market: string }) {
  return <p>{useDepth({ market }).status}</p>;
}
