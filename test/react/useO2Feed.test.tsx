// @vitest-environment happy-dom
import { render } from "@testing-library/react";
import { type DepthUpdate, useDepth, useO2Feed } from "o2-react";
import { O2WebSocket } from "o2-react/client";
import { useEffect } from "react";
import { expect, test } from "vitest";
import { isElsewhere, LINGER, marketsOf, openPage, pass, record, settle } from "../support/react.tsx";

test("is the same feed in every component and every render", async () => {
  const { Provider } = openPage();
  const [one, two] = [record(() => useO2Feed()), record(() => useO2Feed())];
  const tree = () => (
    <Provider>
      <one.Probe params={undefined} />
      <two.Probe params={undefined} />
    </Provider>
  );
  const { rerender } = render(tree());
  await settle();
  rerender(tree());
  expect(new Set([...one.renders, ...two.renders].map(({ result }) => result)).size).toBe(1);
});

test("a topic that is retained stays followed while no hook follows it", async () => {
  const { exchange, Provider, sent } = openPage();
  const [market] = marketsOf(exchange);
  function Holder() {
    const feed = useO2Feed();
    useEffect(() => feed.retain([{ channel: "depth", market, precision: 1 }]), [feed]);
    return null;
  }
  const book = record(() => useDepth({ market }));
  const tree = (isShown: boolean) => (
    <Provider>
      <Holder />
      {isShown && <book.Probe params={null} />}
    </Provider>
  );
  const { rerender } = render(tree(false));
  await pass(3 * LINGER);
  rerender(tree(true));
  expect(book.last.status).toBe("live");
  rerender(tree(false));
  await pass(3 * LINGER);
  expect(sent()).toHaveLength(1);
});

test.skipIf(isElsewhere)(
  "its client's iterators share the hooks' subscriptions, and start from the current book",
  async () => {
    const { exchange, Provider, sent } = openPage();
    const [market] = marketsOf(exchange);
    const feed = record(() => useO2Feed());
    const book = record(() => useDepth({ market }));
    const tree = (isShown: boolean) => (
      <Provider>
        <feed.Probe params={undefined} />
        {isShown && <book.Probe params={null} />}
      </Provider>
    );
    const { rerender } = render(tree(true));
    await settle();
    const stream = new O2WebSocket(feed.last.feed!.session).streamDepth(market);
    const first = (await stream.next()).value as DepthUpdate;
    const { bids, asks } = exchange.depth(market);
    expect(first.view).toEqual({ bids, asks });
    expect(sent()).toHaveLength(1);
    // The iterator keeps it held, without the hook and beyond the linger.
    rerender(tree(false));
    await pass(2 * LINGER);
    expect(sent()).toEqual([]);
    rerender(tree(true));
    await pass();
    expect(book.last.status).toBe("live");
    await stream.return();
    rerender(tree(false));
    await pass(2 * LINGER);
    expect(sent()).toEqual([{ action: "unsubscribe_depth", market_id: market }]);
  },
);
