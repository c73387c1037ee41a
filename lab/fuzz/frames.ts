// Hostile frames against the codec, and what it lets through against a book and a model of it.
import { decode } from "../../src/client/codec.ts";
import { O2FrameError } from "../../src/client/errors.ts";
import { OrderBook } from "../../src/client/OrderBook.ts";
import type { DepthUpdate } from "../../src/client/protocol.ts";
import type { Bases } from "./corpus.ts";
import { type Finding, Findings, isPlain } from "./findings.ts";
import { levelsOf, Model, type Sides } from "./model.ts";
import { type Chance, mutate, pick } from "./mutate.ts";

const SNAPSHOT = {
  bids: [{ price: 100n, quantity: 5n }],
  asks: [{ price: 110n, quantity: 5n }],
};

/** A book that has grown larger, or older, makes each look at it slow, or refuses all that comes: then another begins. */
const LARGEST = { levels: 200, updates: 200 };

/** So many markets have their books at a time. */
const MARKETS = 16;

/** Decodes mutated frames, as many of each action; whatever is an update of a book is applied to that of its market. */
export function fuzzFrames(bases: Bases, count: number, chance: Chance): Finding {
  const findings = new Findings("frames");
  const actions = [...bases.keys()];
  const books: Books = new Map();
  for (let tried = 0; tried < count; tried += 1) {
    const action = pick(chance, actions);
    tryFrame(findings, mutate(bases, action, chance), action, books);
  }
  return findings.all;
}

type Books = Map<string, Proved>;

/** A book beside its model. */
class Proved {
  readonly #book = new OrderBook();
  readonly #model = new Model();
  #asked = 1e6;
  #updates = 0;
  #levels = 0;

  constructor() {
    this.apply({ action: "subscribe_depth", market_id: "", view: SNAPSHOT }, SNAPSHOT);
  }

  get isOld(): boolean {
    return this.#updates > LARGEST.updates || this.#levels > LARGEST.levels;
  }

  /** @returns why the book refuses it. */
  apply(update: DepthUpdate, levels: Sides): string | undefined {
    const fault = this.#book.apply(update);
    const isTaken = update.changes ? this.#model.change(levels) : this.#model.begin(levels);
    if (isTaken !== (fault === undefined)) throw new Error(`the book says ${fault ?? "nothing"}, the model does not`);
    const { sides } = this.#model;
    // A view is kept until the version rises: the same number of levels asks for that, another for what is held.
    const same = this.#book.top(this.#asked);
    this.#asked = this.#asked === 1e6 ? 1e7 : 1e6;
    if (!isSame(same, sides)) throw new Error("the book does not show what the model holds");
    if (!isSame(this.#book.top(this.#asked), sides)) throw new Error("the book does not hold what the model holds");
    this.#updates += 1;
    this.#levels = sides.bids.length + sides.asks.length;
    return fault;
  }
}

function isSame(one: Sides, other: Sides): boolean {
  return (["bids", "asks"] as const).every(
    (side) =>
      one[side].length === other[side].length &&
      one[side].every(({ price, quantity }, index) => {
        const level = other[side][index];
        return price === level?.price && quantity === level.quantity;
      }),
  );
}

/** Decodes one frame, and applies it to the book of its market if it is an update of one. */
export function tryFrame(findings: Findings, text: string, action: string, books: Books = new Map()): void {
  findings.try(action, text, () => {
    const frame = decode(text);
    if (frame.kind === "refused" && new O2FrameError(frame.reason, text).message.length > 400)
      throw new Error("a long error");
    if (frame.kind !== "update") return frame.kind === "refused" ? `refused ${frame.reason}` : frame.kind;
    const { update } = frame;
    if (!isPlain(update)) throw new Error("a prototype of its own");
    if (update.action !== "subscribe_depth" && update.action !== "subscribe_depth_update") return update.action;
    if (books.size > MARKETS) books.clear();
    const book = books.get(update.market_id) ?? new Proved();
    // One that is wrong is not looked at again.
    books.delete(update.market_id);
    const fault = book.apply(update, levelsOf(text) ?? update.changes ?? update.view);
    if (!book.isOld) books.set(update.market_id, book);
    return fault === undefined ? `${update.action} applied` : `refused ${fault.replace(":", "")}`;
  });
}
