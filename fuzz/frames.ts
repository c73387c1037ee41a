// Hostile frames against the codec, and what it lets through against a book.
import { decode } from "../src/client/codec.ts";
import { O2FrameError } from "../src/client/errors.ts";
import { OrderBook } from "../src/client/OrderBook.ts";
import { type Finding, Findings } from "./findings.ts";
import { type Chance, mutate } from "./mutate.ts";

const SNAPSHOT = {
  bids: [{ price: 100n, quantity: 5n }],
  asks: [{ price: 110n, quantity: 5n }],
};

/** Decodes mutated frames; whatever is an update of a book is applied to one. */
export function fuzzFrames(corpus: readonly string[], count: number, chance: Chance): Finding {
  const findings = new Findings("frames");
  let book = fresh();
  for (let tried = 0; tried < count; tried += 1) {
    const text = mutate(corpus, chance);
    // One that has grown large makes each look at it slow.
    if (tried % 64 === 0) book = fresh();
    tryFrame(findings, text, book);
    if (text.length > 10_000) book = fresh();
  }
  return findings.all;
}

function fresh(): OrderBook {
  const book = new OrderBook();
  book.apply({ action: "subscribe_depth", market_id: "", view: SNAPSHOT });
  return book;
}

/** Decodes one frame, and applies it to the book if it is an update of one. */
export function tryFrame(findings: Findings, text: string, book = fresh()): void {
  findings.try(text, () => {
    const frame = decode(text);
    if (frame.kind === "refused" && new O2FrameError(frame.reason, text).message.length > 400)
      throw new Error("a long error");
    if (frame.kind !== "update") return frame.kind === "refused" ? `refused ${frame.reason}` : frame.kind;
    const { update } = frame;
    if (update.action !== "subscribe_depth" && update.action !== "subscribe_depth_update") return update.action;
    const before = JSON.stringify(book.view, text64);
    const fault = book.apply(update);
    if (fault !== undefined && JSON.stringify(book.view, text64) !== before) throw new Error("half of it was applied");
    const { bids, asks } = book.view;
    if (bids[0] && asks[0] && bids[0].price > asks[0].price) throw new Error("the book is crossed");
    if ([...bids, ...asks].some(({ quantity }) => quantity <= 0n)) throw new Error("a level is empty or below zero");
    return `${update.action} ${fault ?? "applied"}`;
  });
}

function text64(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
