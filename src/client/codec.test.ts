// Each frame of the server, whole and with everything that may be in it; and why one that is malformed is refused.
import { describe, expect, it } from "vitest";
import { decode, encode, isDepthUpdate, PING, PONG } from "./codec.ts";
import { readRecords } from "./records.ts";
import { LARGEST } from "./values.ts";

const ID = `0x${"ab".repeat(32)}`;
const ODD = "AB".repeat(32);
const read = (frame: unknown) => decode(typeof frame === "string" ? frame : JSON.stringify(frame), readRecords);
const update = (frame: unknown) => {
  const said = read(frame);
  return said.kind === "update" ? said.update : said;
};

const TRADE = { trade_id: 7, side: "BUY", price: "5", quantity: 6, total: "30", timestamp: "1700000000000" };
const ORDER = {
  order_id: ODD,
  side: "sell",
  order_type: "Spot",
  price: "5",
  quantity: "6",
  timestamp: "1",
  close: false,
};
const BALANCE = {
  identity: { Address: ODD },
  asset_id: ODD,
  total_locked: "1",
  total_unlocked: 2,
  trading_account_balance: "3",
};
const READ_ORDER = {
  order_id: ID,
  side: "sell",
  order_type: "Spot",
  price: 5n,
  quantity: 6n,
  timestamp: "1",
  close: false,
};

describe("what the server says", () => {
  it("PONG, and what we send", () => {
    expect([PING, decode(PONG, readRecords)]).toEqual(["PING", { kind: "pong" }]);
    expect(encode({ action: "unsubscribe_orders" })).toBe('{"action":"unsubscribe_orders"}');
  });

  it.each(["orders", "view"])("a book under %s, best level first, with its stamps and precision", (key) => {
    const buys = [
      { price: "1", quantity: "9" },
      { price: "2", quantity: 3 },
      { price: 2, quantity: "1" },
    ];
    const sells = [
      { price: "4", quantity: "0" },
      { price: "3", quantity: "7" },
    ];
    const frame = {
      action: "subscribe_depth",
      market_id: ODD,
      [key]: { buys, sells, precision: 10 },
      seen_timestamp: 5,
    };
    expect(update(frame)).toEqual({
      action: "subscribe_depth",
      market_id: ID,
      view: {
        bids: [
          { price: 2n, quantity: 3n },
          { price: 2n, quantity: 1n },
          { price: 1n, quantity: 9n },
        ],
        asks: [
          { price: 3n, quantity: 7n },
          { price: 4n, quantity: 0n },
        ],
        precision: 10,
      },
      seen_timestamp: "5",
    });
  });

  it("signed changes of one side alone, whatever the action", () => {
    const changes = { sells: [{ price: "4", quantity: "-7" }] };
    for (const action of ["subscribe_depth", "subscribe_depth_update"])
      expect(update({ action, market_id: ID, changes, onchain_timestamp: "9" })).toEqual({
        action: "subscribe_depth_update",
        market_id: ID,
        changes: { bids: [], asks: [{ price: 4n, quantity: -7n }] },
        onchain_timestamp: "9",
      });
  });

  it.each(["subscribe_trades", "trades"])("trades as %s, with what may be missing", (action) => {
    const whole = { ...TRADE, trader_side: "taker", maker: { ContractId: ODD }, taker: { Address: ODD } };
    const plain = { trade_id: "7", side: "buy", price: 5n, quantity: 6n, total: 30n, timestamp: 1_700_000_000_000 };
    expect(
      update({ action, market_id: ID, trades: [whole, { ...TRADE, trader_side: "nobody", maker: null }] }),
    ).toEqual({
      action: "subscribe_trades",
      market_id: ID,
      trades: [{ ...plain, trader_side: "taker", maker: { ContractId: ID }, taker: { Address: ID } }, plain],
    });
    for (const trader_side of ["maker", "both"])
      expect(update({ action, market_id: ID, trades: [{ ...TRADE, trader_side }] })).toMatchObject({
        trades: [{ trader_side }],
      });
  });

  it("orders, with every field that they may have and those that nobody knows", () => {
    const whole = {
      ...ORDER,
      market_id: ODD,
      timestamp: 3,
      order_type: { Limit: [5, "6"] },
      quantity_fill: "1",
      price_fill: "2",
      partially_filled: true,
      cancel: false,
      account: { ContractId: ODD },
      owner: { Address: ODD },
      desired_quantity: { Base: { remaining_quantity: "4" } },
      base_decimals: 9,
      novelty: "kept",
    };
    const bounded = {
      ...ORDER,
      order_type: { BoundedMarket: { max_price: 9, min_price: "8" } },
      desired_quantity: { Quote: { desired_base_quantity: "Infinite", remaining_quote_token: "5" } },
    };
    const quantity = {
      ...ORDER,
      desired_quantity: { Quote: { desired_base_quantity: { Quantity: "3" }, remaining_quote_token: 5 } },
      account: null,
    };
    expect(update({ action: "subscribe_orders", orders: [whole, bounded, quantity] })).toEqual({
      action: "subscribe_orders",
      orders: [
        {
          ...READ_ORDER,
          market_id: ID,
          timestamp: 3,
          order_type: { Limit: ["5", "6"] },
          quantity_fill: 1n,
          price_fill: 2n,
          partially_filled: true,
          cancel: false,
          account: { ContractId: ID },
          owner: { Address: ID },
          desired_quantity: { Base: { remaining_quantity: 4n } },
          base_decimals: 9,
          novelty: "kept",
        },
        {
          ...READ_ORDER,
          order_type: { BoundedMarket: { max_price: "9", min_price: "8" } },
          desired_quantity: { Quote: { desired_base_quantity: "Infinite", remaining_quote_token: 5n } },
        },
        {
          ...READ_ORDER,
          desired_quantity: { Quote: { desired_base_quantity: { Quantity: 3n }, remaining_quote_token: 5n } },
        },
      ],
    });
  });

  it("balances, with and without books", () => {
    const held = {
      ...BALANCE,
      order_books: { [ODD]: { locked: "1", unlocked: "2" }, cd: { locked: 3, unlocked: 4, fee: "5" } },
    };
    const plain = {
      identity: { Address: ID },
      asset_id: ID,
      total_locked: 1n,
      total_unlocked: 2n,
      trading_account_balance: 3n,
    };
    expect(update({ action: "subscribe_balances", balance: [held, BALANCE] })).toEqual({
      action: "subscribe_balances",
      balance: [
        {
          ...plain,
          order_books: { [ID]: { locked: 1n, unlocked: 2n, fee: 0n }, "0xcd": { locked: 3n, unlocked: 4n, fee: 5n } },
        },
        { ...plain, order_books: {} },
      ],
    });
  });

  it.each([
    ["subscribe_nonce", "0x2a", 42n],
    ["nonce", "42", 42n],
    ["nonce", 42, 42n],
  ])("a nonce as %s, %s", (action, nonce, value) => {
    expect(update({ action, contract_id: ODD, nonce })).toEqual({
      action: "subscribe_nonce",
      contract_id: ID,
      nonce: value,
    });
  });

  it("what another venue says, and the echo of an unsubscribe, is nothing to us", () => {
    expect(read({ turbo: true, action: "subscribe_trades", market_id: "?" })).toEqual({ kind: "ignored" });
    expect(read({ action: "unsubscribe_depth" })).toEqual({ kind: "ignored" });
    expect(read({ turbo: false, action: "unsubscribe_depth" })).toEqual({ kind: "ignored" });
  });

  it.each([
    [
      { action: "error", code: 6001, message: "full", market_id: ODD },
      `The server says error 6001 for market ${ID}: full`,
      6001,
      ID,
      false,
    ],
    [
      { code: 1, message: "x".repeat(300), market_id: ID, resync_required: true },
      `The server says error 1 for market ${ID}: ${"x".repeat(200)}`,
      1,
      ID,
      true,
    ],
    [{ message: "odd", code: "6001", market_id: "?" }, "The server says error 6001: odd", 6001, undefined, false],
    [{ error: "too many" }, "The server says error: too many", undefined, undefined, false],
    [
      { action: "subscribe_trades", code: 6000 },
      "The server says error 6000: the server gave no message",
      6000,
      undefined,
      false,
    ],
    [
      { action: "error", message: "" },
      "The server says error: the server gave no message",
      undefined,
      undefined,
      false,
    ],
    [{ code: 7 }, "The server says error 7: the server gave no message", 7, undefined, false],
  ])("an error, whatever is missing of it: %j", (frame, message, code, marketId, resync) => {
    expect(read(frame)).toMatchObject({ kind: "error", error: { message, code, marketId }, resync });
  });
});

describe("numbers", () => {
  it("of any length come out exact, bare or quoted, and texts that look like them stay as they are", () => {
    const bare = `{"action":"trades","market_id":"${ID}","trades":[{"trade_id":"1, 12345678901234567890","side":"buy","price":12345678901234567890,"quantity":-0,"total":"98765432109876543210","timestamp":1}]}`;
    expect(update(bare)).toMatchObject({
      trades: [
        {
          trade_id: "1, 12345678901234567890",
          price: 12345678901234567890n,
          quantity: 0n,
          total: 98765432109876543210n,
        },
      ],
    });
    expect(
      update({
        action: "subscribe_depth_update",
        market_id: ID,
        changes: { buys: [{ price: "123456789012345", quantity: "-123456789012345678" }] },
      }),
    ).toMatchObject({
      changes: { bids: [{ price: 123456789012345n, quantity: -123456789012345678n }] },
    });
  });

  it("that are bare and long are read exactly in a book as well", () => {
    expect(
      update(
        `{"action":"subscribe_depth","market_id":"${ID}","view":{"buys":[{"price":9007199254740993,"quantity":1}]}}`,
      ),
    ).toMatchObject({
      view: { bids: [{ price: 9007199254740993n, quantity: 1n }] },
    });
    expect(
      update(
        `{"action":"subscribe_depth","market_id":"${ID}","view":{"buys":[]},"onchain_timestamp":9007199254740993}`,
      ),
    ).toMatchObject({
      onchain_timestamp: "9007199254740993",
    });
  });

  it("that are long and not spelled out in digits are refused", () => {
    expect(read(`{"action":"nonce","contract_id":"${ID}","nonce":1e30}`)).toMatchObject({
      kind: "malformed",
      reason: "a number of it is not spelled out in digits",
    });
  });
});

const depth = (buys: unknown) => ({ action: "subscribe_depth", market_id: ID, view: { buys } });
const trade = (more: object) => ({ action: "trades", market_id: ID, trades: [TRADE, { ...TRADE, ...more }] });
const order = (more: object) => ({ action: "subscribe_orders", orders: [{ ...ORDER, ...more }] });
const balance = (more: object) => ({ action: "subscribe_balances", balance: [{ ...BALANCE, ...more }] });

it.each([
  ["nonsense", "it is not JSON"],
  ["[]", "the frame is not an object"],
  ["null", "the frame is not an object"],
  ["{}", "it has no action"],
  [{ action: "dance", trades: [] }, 'its action "dance" is unknown'],
  [{ action: 5 }, "its action 5 is unknown"],
  [{ action: "x".repeat(300), nonce: 1 }, `its action "${"x".repeat(188)}`],
  [{ action: "subscribe_depth", market_id: ID, buys: [] }, "it has neither a snapshot (orders, view) nor changes"],
  [{ action: "subscribe_depth_update", market_id: ID, orders: { buys: [] } }, "it says update and carries a snapshot"],
  [{ action: "subscribe_depth", market_id: "xyz", view: {} }, "market_id is not a hex id"],
  [{ action: "subscribe_depth", market_id: ID, view: {} }, "view has neither buys nor sells"],
  [{ action: "subscribe_depth", market_id: ID, orders: [] }, "orders is not an object"],
  [{ action: "subscribe_depth_update", market_id: ID, changes: "x" }, "changes is not an object"],
  [depth("x"), "view.buys is not a list"],
  [depth([{ price: "1", quantity: "1" }, null]), "view.buys[1] is not an object"],
  [depth([{ price: "1.5", quantity: "1" }]), "view.buys[0].price is not a whole number: 1.5"],
  [depth([{ price: "-1", quantity: "1" }]), "view.buys[0].price is negative: -1"],
  [depth([{ price: "1", quantity: "-1" }]), "view.buys[0].quantity is negative: -1"],
  [depth([{ price: "1", quantity: "" }]), "view.buys[0].quantity is not a whole number: "],
  [depth([{ price: "1", quantity: "-" }]), "view.buys[0].quantity is not a whole number: -"],
  [
    depth([{ price: "1", quantity: `${"9".repeat(79)}` }]),
    `view.buys[0].quantity is not a whole number: ${"9".repeat(40)}`,
  ],
  [
    { action: "subscribe_depth", market_id: ID, view: { sells: [{ price: "1" }] } },
    "view.sells[0].quantity is not a whole number: undefined",
  ],
  [
    { action: "subscribe_depth_update", market_id: ID, changes: { buys: [{ quantity: 1 }] } },
    "changes.buys[0].price is not a whole number: undefined",
  ],
  [{ action: "trades", market_id: ID, trades: {} }, "trades is not a list"],
  [{ action: "trades", market_id: ID, trades: [5] }, "trades[0] is not an object"],
  [trade({ trade_id: "" }), "trades[1].trade_id is missing"],
  [trade({ side: "long" }), "trades[1].side is neither buy nor sell"],
  [trade({ price: "1:" }), "trades[1].price is not a whole number: 1:"],
  [trade({ quantity: "/1" }), "trades[1].quantity is not a whole number: /1"],
  [trade({ total: true }), "trades[1].total is not a whole number: true"],
  [trade({ timestamp: null }), "trades[1].timestamp is not a whole number: null"],
  [trade({ maker: "0x1" }), "trades[1].maker is not an object"],
  [trade({ taker: {} }), "trades[1].taker is not a hex id"],
  [order({ order_id: null }), "orders[0].order_id is not a hex id"],
  [order({ close: "false" }), "orders[0].close is neither true nor false"],
  [order({ side: 1 }), "orders[0].side is neither buy nor sell"],
  [order({ price: "x" }), "orders[0].price is not a whole number: x"],
  [order({ quantity: -1 }), "orders[0].quantity is negative: -1"],
  [order({ timestamp: undefined }), "orders[0].timestamp is missing"],
  [order({ quantity_fill: "x" }), "orders[0].quantity_fill is not a whole number: x"],
  [order({ price_fill: "x" }), "orders[0].price_fill is not a whole number: x"],
  [order({ partially_filled: 1 }), "orders[0].partially_filled is neither true nor false"],
  [order({ cancel: 1 }), "orders[0].cancel is neither true nor false"],
  [order({ market_id: "?" }), "orders[0].market_id is not a hex id"],
  [order({ account: 1 }), "orders[0].account is not an object"],
  [order({ owner: 1 }), "orders[0].owner is not an object"],
  [
    order({ desired_quantity: { Base: {} } }),
    "orders[0].desired_quantity.Base.remaining_quantity is not a whole number: undefined",
  ],
  [order({ desired_quantity: { Quote: 1 } }), "orders[0].desired_quantity.Quote is not an object"],
  [
    order({ desired_quantity: { Quote: { desired_base_quantity: { Quantity: "x" } } } }),
    "orders[0].desired_quantity.Quote.desired_base_quantity is not a whole number: x",
  ],
  [
    order({ desired_quantity: { Quote: { desired_base_quantity: "Infinite" } } }),
    "orders[0].desired_quantity.Quote.remaining_quote_token is not a whole number: undefined",
  ],
  [balance({ identity: undefined }), "balance[0].identity is not an object"],
  [balance({ asset_id: 5 }), "balance[0].asset_id is not a hex id"],
  [balance({ total_locked: undefined }), "balance[0].total_locked is not a whole number: undefined"],
  [balance({ total_unlocked: "-2" }), "balance[0].total_unlocked is negative: -2"],
  [balance({ trading_account_balance: "x" }), "balance[0].trading_account_balance is not a whole number: x"],
  [balance({ order_books: [] }), "balance[0].order_books is not an object"],
  [balance({ order_books: { zz: {} } }), "balance[0].order_books is not a hex id"],
  [balance({ order_books: { ab: { locked: 1 } } }), "balance[0].order_books.unlocked is not a whole number: undefined"],
  [balance({ order_books: { ab: { unlocked: 1 } } }), "balance[0].order_books.locked is not a whole number: undefined"],
  [
    balance({ order_books: { ab: { locked: 1, unlocked: 1, fee: "x" } } }),
    "balance[0].order_books.fee is not a whole number: x",
  ],
  [{ action: "nonce", contract_id: ID, nonce: "0x" }, "nonce is not a whole number: 0x"],
  [{ action: "nonce", contract_id: ID, nonce: -1 }, "nonce is negative: -1"],
  [{ action: "nonce", nonce: 1 }, "contract_id is not a hex id"],
])("%j is refused whole: %s", (frame, reason) => {
  expect(read(frame)).toMatchObject({ kind: "malformed", reason });
});

it("what is not text is refused", () => {
  expect(decode(new ArrayBuffer(2), readRecords)).toEqual({
    kind: "malformed",
    reason: "it is not text",
    isLoss: false,
    channel: undefined,
    market: undefined,
  });
});

it.each([
  [`{"action":"subscribe_trades","market_id":"${ODD}","tra`, true, "trades", ID],
  [`{"action" : "subscribe_depth_update", "market_id":"0x${ODD}","changes":{`, true, "depth", ID],
  ['{"action":"nonce","contr', true, "nonce", undefined],
  ['  {"act', true, undefined, undefined],
  ["hello", false, undefined, undefined],
  ["hello {", false, undefined, undefined],
  [`{"action":"trades","market_id"  :  "${ODD}","tra`, true, "trades", ID],
  ['{"action":"dance","balance":[]}', true, "balances", undefined],
  [`{"action":"orders_v2","market_id":"${ODD}","orders":[]}`, true, "orders", ID],
  [`{"action":"book","market_id":"${ODD}","orders":{}}`, true, "depth", ID],
  [`{"market_id":"${ODD}","trade":{}}`, true, "trades", ID],
  ['{"action":5}', false, undefined, undefined],
  ['{"action":"subscribe_orders","orders":5}', true, "orders", undefined],
  ['{"action":"subscribe_balances","balance":5,"market_id":"ab"}', true, "balances", undefined],
])("of a frame that cannot be read the text still tells what it was about: %s", (text, isLoss, channel, market) => {
  expect(decode(text, readRecords)).toMatchObject({ kind: "malformed", isLoss, channel, market });
});

it("a frame that changes a book says so at its beginning", () => {
  expect(isDepthUpdate('{"action":"subscribe_depth_update","market_id":')).toBe(true);
  expect(isDepthUpdate('{ "action" : "subscribe_depth_update"}')).toBe(true);
  for (const other of ['{"action":"subscribe_depth"}', ' x{"action":"subscribe_depth_update"}', 5, undefined])
    expect(isDepthUpdate(other)).toBe(false);
});

it("a number that nobody knows comes out exact, too", () => {
  const frame = JSON.stringify({ action: "subscribe_orders", orders: [{ ...ORDER, fee: "#" }] });
  expect(update(frame.replace('"#"', "12345678901234567890"))).toMatchObject({
    orders: [{ fee: "12345678901234567890" }],
  });
});

it("a precision that is no number is none of the book's", () => {
  const frame = { action: "subscribe_depth", market_id: ID, orders: { buys: [], precision: "10" } };
  expect(update(frame)).toMatchObject({ view: { bids: [], asks: [] } });
  expect(update(frame)).not.toHaveProperty("view.precision");
});

it("a frame is read up to 16 MiB; of a larger one only the beginning is looked at", () => {
  const frame = JSON.stringify({ action: "trades", market_id: ID, trades: [] });
  expect(decode(frame.padEnd(LARGEST), readRecords)).toMatchObject({ kind: "update" });
  expect(decode(frame.padEnd(LARGEST + 1), readRecords)).toEqual({
    kind: "malformed",
    reason: "it is too large",
    isLoss: true,
    channel: "trades",
    market: ID,
    venue: "spot",
  });
  const late = `{${" ".repeat(300)}"action":"dance"}`;
  expect(decode(late.padEnd(LARGEST + 1), readRecords)).toMatchObject({
    reason: "it is too large",
    isLoss: true,
    channel: undefined,
  });
});
