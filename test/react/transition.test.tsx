// @vitest-environment happy-dom
// A transition that waits for another market costs the market still shown nothing.
import { act, render } from "@testing-library/react";
import { useBestPrices } from "o2-react";
import { Suspense, startTransition, useState } from "react";
import { expect, test } from "vitest";
import { marketsOf, openPage, pass, settle } from "../support/react.tsx";

test("a pending transition to another market does not render the present one with every commit", async () => {
  const { exchange, Provider } = openPage();
  const [market, other] = marketsOf(exchange);
  const never = new Promise<void>(() => undefined);
  let renders = 0;
  let waits = 0;
  let choose: (id: string) => void = () => undefined;
  function Wait({ isOn }: { isOn: boolean }) {
    if (isOn) {
      waits += 1;
      throw never; // What suspends in React 18 too.
    }
    return null;
  }
  function Prices({ id }: { id: string }) {
    const { data } = useBestPrices({ market: id });
    if (id === market) renders += 1;
    return (
      <>
        {String(data?.bid)}
        <Wait isOn={id === other} />
      </>
    );
  }
  function Page() {
    const [id, setId] = useState<string>(market);
    choose = (next) => startTransition(() => setId(next));
    return (
      <Suspense>
        <Prices id={id} />
      </Suspense>
    );
  }
  render(
    <Provider>
      <Page />
    </Provider>,
  );
  await act(() => settle());
  /** How often the present market renders while only its deepest level changes. */
  const rendersOfTenChanges = async (): Promise<number> => {
    renders = 0;
    for (let change = 0; change < 10; change += 1) {
      exchange.faults.garbage(
        JSON.stringify({
          action: "subscribe_depth_update",
          market_id: market,
          changes: { buys: [{ price: "10", quantity: "5" }], sells: [] },
        }),
      );
      await act(() => pass(50));
    }
    return renders;
  };
  expect(await rendersOfTenChanges()).toBe(0);
  await act(async () => {
    choose(other);
    await pass(50);
  });
  expect(waits).toBeGreaterThan(0);
  expect(await rendersOfTenChanges()).toBe(0);
});
