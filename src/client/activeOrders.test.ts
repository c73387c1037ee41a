// The active orders as the protocol's sheet spells them, as literal text, and their pages.
import { expect, it } from "vitest";
import { O2RestError } from "./errors.ts";
import { O2Rest } from "./rest.ts";

const MARKET = `0x${"ab".repeat(32)}`;
const ACCOUNT = `0x${"cc".repeat(32)}`;
const asked = { market: MARKET, identity: { ContractId: ACCOUNT } } as const;
const PATH = `/v1/orders/active?market_id=${MARKET}&contract=${ACCOUNT}&direction=desc&count=50`;

/** A REST API that answers every read with these texts in turn, and the addresses it was asked. */
function answering(...texts: readonly string[]) {
  const paths: string[] = [];
  const rest = new O2Rest("https://o2.test", {
    retries: 0,
    fetch: async (input) => {
      const url = new URL(String(input));
      paths.push(url.pathname + url.search);
      return new Response(texts[Math.min(paths.length, texts.length) - 1]);
    },
  });
  return { rest, paths };
}

const terms = `"side":"Buy","order_type":"Spot","price":"100","quantity":"5000","timestamp":"1750000000123","close":false`;
const leg = (id: string) =>
  `"order_id":"${id}","side":"Sell","order_type":{"Spot":{"price":90}},"trigger_price":95,"timestamp":1750000000,"status":"Active","later":1`;

it.each([
  ["order", "null", ""],
  ["spot", "null", `"next_timestamp":null,"next_id":null,"next_kind":null`],
  ["spot", "1", `"turbo":false`],
])("have orders (%s) with the trigger orders on them, and trigger orders alone", async (kind, later, end) => {
  const entries = `[{"kind":"${kind}","order_id":"01",${terms},"triggers":[{${leg("05")}}],"cancel":null,"later":${later}},{"kind":"trigger",${leg("06")}}]`;
  const { rest, paths } = answering(`{"identity":{"ContractId":"${ACCOUNT}"},"entries":${entries}${end && `,${end}`}}`);
  const { orders, triggers } = await rest.activeOrders(asked);
  expect(paths).toEqual([PATH]);
  expect(orders).toMatchObject([
    {
      order_id: "0x01",
      market_id: MARKET,
      account: { ContractId: ACCOUNT },
      price: 100n,
      active_trigger_orders: [{ order_id: "0x05", trigger_price: 95n, later: 1 }],
    },
  ]);
  expect(triggers).toMatchObject([
    {
      order_id: "0x06",
      market_id: MARKET,
      owner: { ContractId: ACCOUNT },
      side: "sell",
      order_type: { Spot: { price: "90" } },
      trigger_price: 95n,
      status: "Active",
    },
  ]);
  for (const each of [...orders, ...triggers]) expect(each).not.toHaveProperty("kind");
});

it.each([`"1750000000123"`, "1750000000"])(
  "go on where the page before ended, as the server said it: %s",
  async (at) => {
    const next = `"next_timestamp":${at},"next_id":"AB","next_kind":"trigger"`;
    const first = `{"entries":[{"kind":"order","order_id":"01",${terms}},{"kind":"trigger",${leg("06")}}],${next}}`;
    // The cursor's own entry may come again.
    const second = `{"entries":[{"kind":"trigger",${leg("06")}},{"kind":"trigger",${leg("07")}}],"next_timestamp":null}`;
    const { rest, paths } = answering(first, second);
    const { orders, triggers } = await rest.activeOrders(asked);
    expect(paths).toEqual([PATH, `${PATH}&start_timestamp=${at.replaceAll('"', "")}&start_id=AB&start_kind=trigger`]);
    expect(orders.map(({ order_id }) => order_id)).toEqual(["0x01"]);
    expect(triggers.map(({ order_id }) => order_id)).toEqual(["0x06", "0x07"]);
    expect(orders[0]).not.toHaveProperty("active_trigger_orders");
  },
);

it.each([
  [
    "comes again",
    `{"entries":[{"kind":"trigger",${leg("06")}}],"next_timestamp":1,"next_id":"06","next_kind":"trigger"}`,
  ],
  ["has an entry of another form", `{"entries":[{"kind":"order","order_id":"0x01","triggers":[]}]}`],
  ["has no entries", `{"orders":[]}`],
  ["is of the other venue", `{"entries":[],"turbo":true}`],
])("cannot be read for good where a page %s", async (_, text) => {
  const error = await answering(text)
    .rest.activeOrders(asked)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(O2RestError);
  expect(error).toMatchObject({ isTransient: false });
});
