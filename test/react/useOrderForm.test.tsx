// @vitest-environment happy-dom
import { act, fireEvent } from "@testing-library/react";
import {
  createFormat,
  type IdentityRef,
  type Market,
  type OrderDraft,
  type OrderFormState,
  useOrderForm,
} from "o2-react";
import { simulatedClient } from "o2-react/testing";
import { createOrderArgs, estimateOrder, orderForm } from "o2-react/trading";
import { expect, test } from "vitest";
import { firstMarket, newcomer, openPage, pass, settle } from "../support/react.tsx";

const format = { locale: "en-US" } as const;

/** A form on a page, and what its hook gave last. */
async function openForm({ isPoor = false }: { readonly isPoor?: boolean } = {}) {
  const page = openPage();
  const market = firstMarket(page.exchange);
  const account = isPoor ? page.exchange.createAccount("Nobody") : newcomer(page.exchange);
  const placed: OrderDraft[] = [];
  let last: OrderFormState | undefined;
  function Form({ identities }: { identities: IdentityRef | null }) {
    const form = useOrderForm({ market, identities, model: orderForm, format: createFormat(market as Market, format) });
    last = form;
    return (
      <form aria-label="form" onSubmit={form.submit((order) => placed.push(order))}>
        <select {...form.bind("side")} aria-label="side">
          <option>buy</option>
          <option>sell</option>
        </select>
        <input {...form.bind("price")} aria-label="price" />
        <input {...form.bind("quantity")} aria-label="quantity" />
      </form>
    );
  }
  const view = await page.show(<Form identities={account.id} />);
  const field = (name: string) => view.getByLabelText(name) as HTMLInputElement;
  const type = async (name: string, value: string) => {
    fireEvent.change(field(name), { target: { value } });
    await pass();
  };
  return { ...page, market, account, field, type, view, Form, placed, form: () => last as OrderFormState };
}

test("is the order that is typed, checked on the exchange's own book, balances and last price, with its estimate", async () => {
  const { exchange, market, type, field, form, trade } = await openForm();
  expect(form()).toMatchObject({ status: "incomplete", order: undefined, isReady: false, errors: {} });
  expect(form().estimate.status).toBe("idle");
  const { asks } = exchange.depth(market.market_id);
  const { price } = createFormat(market, format);
  await type("price", price(asks[1]!.price));
  await type("quantity", "2,000");
  await settle();
  const order = { side: "buy", type: undefined, price: asks[1]!.price, quantity: 2_000n * 10n ** 9n } as const;
  // Valid: all that the rules need is there.
  expect(form()).toMatchObject({ order, status: "valid", isReady: true, errors: {} });
  await trade();
  expect(form().estimate).toMatchObject({ status: "live" });
  expect(form().estimate.data).toEqual(estimateOrder(market, exchange.depth(market.market_id), order));
  await type("side", "sell");
  expect([form().fields.side, form().order?.side, field("side").value]).toEqual(["sell", "sell", "sell"]);
});

test("a field that is wrong says so in a sentence, and its input is marked", async () => {
  const { type, field, form } = await openForm();
  await type("price", "abc");
  expect(form()).toMatchObject({ status: "malformed", isReady: false });
  expect(form().errors.price).toMatch(/^"abc" is not a number/);
  expect([field("price"), field("quantity")].map((each) => each.getAttribute("aria-invalid"))).toEqual([
    "true",
    "false",
  ]);
  await type("price", "0.012");
  await type("quantity", "1");
  expect(form()).toMatchObject({ status: "refused", isReady: false });
  expect(form().errors.quantity).toMatch(/below the least/);
  act(() => form().edit({ quantity: "1000", price: "0.0125" }));
  expect([field("price").value, field("quantity").value]).toEqual(["0.0125", "1000"]);
  expect(form().errors).toEqual({});
});

test("a submit places the order if it is ready, keeps the fields, and does not leave the page", async () => {
  const { type, field, form, view, placed } = await openForm();
  // A handler that prevents the browser's own submit gives false.
  const submit = () => fireEvent.submit(view.getByRole("form"));
  expect([submit(), placed]).toEqual([false, []]);
  await type("side", "sell");
  await type("price", "0.012");
  await type("quantity", "1");
  expect([submit(), placed]).toEqual([false, []]);
  await type("quantity", "1000");
  await settle();
  expect(submit()).toBe(false);
  expect(placed).toEqual([{ side: "sell", type: undefined, price: 12_000_000n, quantity: 10n ** 12n }]);
  expect([form().fields, field("side").value]).toEqual([{ side: "sell", price: "0.012", quantity: "1000" }, "sell"]);
});

test("an account that cannot pay is told so; while its balance is not current, or none is chosen, nobody knows", async () => {
  const { exchange, Provider, Form, type, form, view } = await openForm({ isPoor: true });
  await type("price", "0.012");
  await type("quantity", "1000");
  await settle();
  expect(form().errors.quantity).toMatch(/can be spent/);
  exchange.faults.refuse();
  exchange.faults.drop();
  await pass(100);
  expect(form()).toMatchObject({ status: "unknown", isReady: true, errors: {} });
  expect(form().check?.unknowns.map(({ needs }) => needs)).toEqual(expect.arrayContaining(["balances"]));
  exchange.faults.clear();
  await pass(60_000);
  expect(form().errors.quantity).toMatch(/can be spent/);
  view.rerender(
    <Provider>
      <Form identities={null} />
    </Provider>,
  );
  await settle();
  expect(form().check?.unknowns.map(({ needs }) => needs)).toContain("balances");
});

test("what it makes is accepted by the exchange as it was typed", async () => {
  const { exchange, market, account, type, form } = await openForm();
  await type("price", "0.011");
  await type("quantity", "1,500.5");
  const client = simulatedClient(exchange, { account });
  const answer = client.createOrder(market.pair, ...createOrderArgs(form().order!));
  await pass(1_000);
  const { success, orders } = await answer;
  expect(success).toBe(true);
  expect(orders?.[0]).toMatchObject({ side: "buy", price: 11_000_000n, quantity: 1_500_500_000_000n });
});
