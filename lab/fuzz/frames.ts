// Hostile frames against the codec, and its updates against a book and a model of the book.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { decode } from "../../src/client/codec.ts";
import type { BookSides } from "../../src/client/entities.ts";
import { O2FrameError } from "../../src/client/feedErrors.ts";
import { OrderBook } from "../../src/client/OrderBook.ts";
import type { DepthUpdate, Update } from "../../src/client/protocol.ts";
import { readRecords } from "../../src/client/records.ts";
import { edited } from "./edits.ts";
import type { Input, Target } from "./fuzz.ts";
import { honestFrames } from "./honest.ts";
import { levelsOf, Model } from "./model.ts";
import { isPlain } from "./prototypes.ts";

const SNAPSHOT = {
  bids: [{ price: 100n, quantity: 5n }],
  asks: [{ price: 110n, quantity: 5n }],
};

/** An error for this frame once repeated all of it. */
const EXAMPLES = [{ name: "error", text: `{"action":"${"long ".repeat(200)}"}` }];

const BOOK = ["subscribe_depth", "subscribe_depth_update"] as const;

/** Frames of a book with few prices: most changes meet a level, and some take more than it has, or cross. */
function smallBook(action: (typeof BOOK)[number]): fc.Arbitrary<string> {
  const least = action === "subscribe_depth" ? 0 : -3;
  const quantity = fc.oneof(
    { weight: 10, arbitrary: fc.nat({ max: 4 }) },
    { weight: 10, arbitrary: fc.integer({ min: least, max: 4 }) },
    { weight: 1, arbitrary: fc.bigInt(0n, 2n ** 80n) },
  );
  const side = (low: number): fc.Arbitrary<string> =>
    fc
      .array(fc.tuple(fc.integer({ min: low, max: low + 11 }), quantity), { maxLength: 4 })
      .map((levels) => levels.map(([price, quantity]) => `{"price":"${price}","quantity":"${quantity}"}`).join());
  const key = action === "subscribe_depth" ? "orders" : "changes";
  const turbo = fc.constantFrom("", "", ',"turbo":true');
  return fc
    .tuple(side(92), side(102), turbo)
    .map(
      ([buys, sells, turbo]) =>
        `{"action":"${action}","market_id":"0x1","${key}":{"buys":[${buys}],"sells":[${sells}]}${turbo}}`,
    );
}

/**
 * Decodes edited frames, the same number of each action, and applies each update of a book to its market's book.
 * Snapshots and changes share their cases, so that a change meets a book with a past.
 */
export function frames(): Target {
  const honest = honestFrames();
  const all = [...honest.values()].flat();
  const of = (name: string, text: fc.Arbitrary<string>): fc.Arbitrary<Input> =>
    edited(text, all).map((text) => ({ name, text }));
  const recorded = (name: string): fc.Arbitrary<string> => fc.constantFrom(...(honest.get(name) ?? []));
  const book = fc.oneof(
    ...BOOK.map((name) =>
      of(name, fc.oneof({ weight: 1, arbitrary: recorded(name) }, { weight: 3, arbitrary: smallBook(name) })),
    ),
  );
  const others = [...honest.keys()].filter((name) => !BOOK.some((action) => action === name));
  const inputs = [book, book, ...others.map((name) => of(name, recorded(name)))];
  return { name: "frames", inputs, examples: EXAMPLES, begin };
}

function begin(): (input: Input) => string {
  const books = new Map<string, ProvedBook>();
  return ({ text }) => {
    const frame = decode(text, readRecords, () => true);
    if (frame.kind === "malformed" && new O2FrameError(frame.reason, text).message.length > 400)
      throw new Error("a long error");
    if (frame.kind !== "update") return frame.kind === "malformed" ? `refused ${frame.reason}` : frame.kind;
    const { update } = frame;
    if (!isPlain(update)) throw new Error("a prototype of its own");
    for (const id of idsOf(update))
      if (id !== undefined && !/^0x[\da-f]{1,64}$/.test(id)) throw new Error(`the id ${id} is not canonical`);
    if (venueOf(update) !== venueSaid(text)) throw new Error("a frame reaches the other venue");
    if (venueSaid(text) === "turbo" && decode(text, readRecords).kind !== "ignored")
      throw new Error("a frame of the margin venue reaches who holds nothing of it");
    if (update.action !== "subscribe_depth" && update.action !== "subscribe_depth_update") return update.action;
    const name = `${venueOf(update)} ${update.market_id}`;
    const book = books.get(name) ?? new ProvedBook();
    books.set(name, book);
    const fault = book.apply(update, levelsOf(text) ?? update.changes ?? update.view);
    return fault === undefined ? `${update.action} applied` : `refused ${fault.replace(":", "")}`;
  };
}

/** The channels that the margin venue has. */
const OF_VENUES = /depth|trades|orders/;

/** The venue of an update. */
function venueOf(update: Update): string {
  return ("venue" in update && update.venue) || "spot";
}

/** The venue that a frame names, if its action has venues. */
function venueSaid(text: string): string {
  const { action, turbo } = JSON.parse(text) as { readonly action?: unknown; readonly turbo?: unknown };
  return turbo === true && OF_VENUES.test(String(action)) ? "turbo" : "spot";
}

function idsOf(update: Update): readonly (string | undefined)[] {
  switch (update.action) {
    case "subscribe_orders":
      return update.orders.flatMap(({ order_id, market_id }) => [order_id, market_id]);
    case "subscribe_balances":
      return update.balance.flatMap(({ asset_id, order_books }) => [asset_id, ...Object.keys(order_books)]);
    case "subscribe_nonce":
      return [update.contract_id];
    default:
      return [update.market_id];
  }
}

/** A book beside its model. */
class ProvedBook {
  readonly #book = new OrderBook();
  readonly #model = new Model();
  #asked = 1e6;

  constructor() {
    this.apply({ action: "subscribe_depth", market_id: "", view: SNAPSHOT }, SNAPSHOT);
  }

  /** @returns why the book rejects it. */
  apply(update: DepthUpdate, levels: BookSides): string | undefined {
    const fault = this.#book.apply(update);
    const isTaken = this.#model.apply(levels, !update.changes);
    if (isTaken !== (fault === undefined)) throw new Error(`the book says ${fault ?? "nothing"}, the model does not`);
    const { sides } = this.#model;
    // A view is kept until the version rises: the same number of levels asks for a kept view, another number for a new
    // one.
    const same = this.#book.top(this.#asked);
    this.#asked = this.#asked === 1e6 ? 1e7 : 1e6;
    if (!isDeepStrictEqual(same, sides)) throw new Error("the book does not show what the model holds");
    if (!isDeepStrictEqual(this.#book.top(this.#asked), sides))
      throw new Error("the book does not hold what the model holds");
    return fault;
  }
}
