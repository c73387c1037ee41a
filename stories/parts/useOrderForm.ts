// The state of an order form, and all that follows from it: the order, its check, and the amounts that keys fill in. Only
// data that is live counts. Sends nothing.
import {
  createFormat,
  type IdentityRef,
  type Market,
  type OrderDraft,
  type Result,
  type Side,
  useBalances,
  useDepth,
  useOrders,
  useTicker,
} from "o2-react";
import {
  checkOrder,
  largestQuantity,
  type Readings,
  roundPrice,
  roundQuantity,
  spendableOf,
  tickOf,
  worstPrice,
} from "o2-react/trading";
import { useMemo, useState } from "react";
import type { PickedLevel } from "./LadderRow.tsx";
import { draftOf, isImmediate, type OrderKind } from "./orderKinds.ts";
import { type FieldProblem, readTyped } from "./orderProblems.ts";

export interface OrderFormOptions {
  readonly market: Market;
  readonly account: IdentityRef;
  readonly locale: string;
  /** A level of the book that was clicked. Each new object fills the form. */
  readonly picked?: PickedLevel | undefined;
  readonly readings?: Readings | undefined;
}

interface Fields {
  readonly side: Side;
  readonly kind: OrderKind;
  readonly price: string;
  readonly quantity: string;
  /** The part of the balance that was asked for in vain, in per cent. */
  readonly tooSmall?: bigint | undefined;
}

/** The data of a result that is true now. */
function current<T>({ status, data }: Result<T>): T | undefined {
  return status === "live" ? data : undefined;
}

/** The data that an order is checked with, as far as it is live. */
function useSurroundings(market: Market, account: IdentityRef) {
  const depth = useDepth({ market, levels: 100 });
  const balances = useBalances({ identities: account });
  const orders = useOrders({ identities: account, market });
  const day = useTicker({ market });
  return {
    depth,
    book: current(depth),
    // An asset that is not listed is zero only in a complete list.
    balances: balances.complete ? current(balances) : undefined,
    ownOrders: current(orders),
    last: day.status === "live" ? (day.data.last ?? null) : undefined,
  };
}

export function useOrderForm({ market, account, locale, picked, readings }: OrderFormOptions) {
  const [fields, setFields] = useState<Fields>({ side: "buy", kind: "limit", price: "", quantity: "" });
  const { side, kind } = fields;
  const { depth, ...around } = useSurroundings(market, account);
  const { book, balances } = around;
  const format = useMemo(() => {
    const options = { locale, useGrouping: false } as const;
    const prices = createFormat(market, options);
    const { quantity, parseQuantity } = createFormat(market, { ...options, minimumFractionDigits: 0 });
    return { price: prices.price, parsePrice: prices.parsePrice, quantity, parseQuantity };
  }, [market, locale]);

  const edit = (change: Partial<Fields>): void => setFields((now) => ({ ...now, tooSmall: undefined, ...change }));
  const setPrice = (value: bigint): void => edit({ price: format.price(value) });
  const setQuantity = (value: bigint): void => edit({ quantity: format.quantity(value) });

  const [seen, setSeen] = useState(picked);
  if (picked && picked !== seen) {
    setSeen(picked);
    // The size up to a level is what it takes to reach it: it is filled in where the order would take that side.
    const isTaken = (side === "buy") === (picked.side === "sell");
    const size = roundQuantity(market, picked.total, { price: picked.price });
    edit({ price: format.price(picked.price), ...(isTaken && { quantity: format.quantity(size) }) });
  }

  const price = readTyped(format.parsePrice, fields.price);
  const quantity = readTyped(format.parseQuantity, fields.quantity);
  const draft: OrderDraft | undefined =
    price.value === undefined || quantity.value === undefined
      ? undefined
      : draftOf(market, kind, { side, price: price.value, quantity: quantity.value });
  const check = draft && checkOrder(market, draft, { ...around, readings });

  const spendable = balances && spendableOf(market, balances, side);
  const best = side === "buy" ? book?.bestAsk : book?.bestBid;
  // Without a valid price there is no largest quantity.
  const canShare = spendable !== undefined && price.value !== undefined && price.value > 0n;

  const share = (percent: bigint): void => {
    if (!canShare) return;
    const part = (spendable * percent) / 100n;
    const largest = largestQuantity(market, {
      side,
      price: price.value,
      spendable: part,
      book: isImmediate(kind) ? book : undefined,
      allowsFractions: readings?.allowsFractions,
    });
    if (largest > 0n) setQuantity(largest);
    else edit({ quantity: "", tooSmall: percent });
  };

  const limitAt = (basisPoints: bigint): void => {
    if (best !== undefined) setPrice(worstPrice(market, { side, best, basisPoints }));
  };

  const stepPrice = (steps: bigint): void => {
    if (price.problem) return;
    // An empty box starts at the best price.
    if (price.value === undefined) {
      if (best !== undefined) setPrice(best);
      return;
    }
    const tick = tickOf(market);
    const next = roundPrice(market, price.value, steps > 0n ? "down" : "up") + steps * tick;
    setPrice(next > 0n ? next : tick);
  };

  const stepQuantity = (steps: bigint): void => {
    if (quantity.problem) return;
    const rules = { price: price.value || undefined, allowsFractions: readings?.allowsFractions };
    const unit = roundQuantity(market, 1n, { ...rules, mode: "up" });
    const mode = steps > 0n ? "down" : "up";
    const next = roundQuantity(market, quantity.value ?? 0n, { ...rules, mode }) + steps * unit;
    setQuantity(next > 0n ? next : unit);
  };

  const tooSmall: readonly FieldProblem[] =
    fields.tooSmall === undefined
      ? []
      : [
          {
            code: "too-small",
            text: `${fields.tooSmall} % of the balance is below the least order, or none of it can be filled.`,
            isDoubt: false,
            suggestion: undefined,
          },
        ];
  const typed = (field: FieldProblem | undefined): readonly FieldProblem[] => (field ? [field] : []);

  return {
    ...{ fields, edit, format, depth, book, draft, check, spendable, best },
    price: { ...price, problems: typed(price.problem), set: setPrice, step: stepPrice },
    quantity: {
      ...quantity,
      problems: [...typed(quantity.problem), ...tooSmall],
      set: setQuantity,
      step: stepQuantity,
    },
    ...{ canShare, share, limitAt },
  };
}
