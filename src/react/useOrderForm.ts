// The state of an order form, and all that it is checked with. Sends nothing.
import { type ChangeEvent, type SyntheticEvent, useMemo, useState } from "react";
import type { Market } from "../client/entities.ts";
import { createFormat } from "../client/format.ts";
import type { IdentityRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import type { OrderEstimate } from "../trading/estimateOrder.ts";
import type { OrderDraft, Readings } from "../trading/orderDraft.ts";
import type { OrderFields, OrderForm, OrderFormOptions, orderForm } from "../trading/orderForm.ts";
import type { Result } from "./result.ts";
import { useBalances } from "./useBalances.ts";
import { useDepth } from "./useDepth.ts";
import { useOrderEstimate } from "./useOrderEstimate.ts";
import { useOrders } from "./useOrders.ts";
import { useTicker } from "./useTicker.ts";

/** The parameters of {@link useOrderForm}. */
export interface UseOrderFormParams {
  /** The market with its decimals and rules, as `useMarket` gives it. */
  readonly market: Market;
  /** The account that pays; nullish while none is chosen: then it is not known what can be spent. */
  readonly identities: IdentityRef | null | undefined;
  /** `orderForm` of `o2-react/trading`. It is given, so that a page without a form does not load the rules of orders. */
  readonly model: typeof orderForm;
  /** Default `"spot"`. `"turbo"` is the margin venue. */
  readonly venue?: Venue | undefined;
  /** The reader of the texts, made once: by default `createFormat(market)`, in the runtime's own locale. */
  readonly format?: OrderFormOptions["format"] | undefined;
  /** The rules that you know and nobody else does. */
  readonly readings?: Readings | undefined;
}

/** The attributes of an input element for a field. */
export interface FieldProps {
  readonly name: string;
  readonly value: string;
  /** Takes over what was typed or chosen. */
  readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => void;
  readonly "aria-invalid": boolean;
}

/** An order form: its fields, and the order that they make. */
export interface OrderFormState extends OrderForm {
  readonly fields: OrderFields;
  /** Changes some fields. */
  readonly edit: (change: Partial<OrderFields>) => void;
  /** The attributes of an `input` for the price or the quantity, or of a `select` of `buy` and `sell` for the side. */
  readonly bind: (field: "side" | "price" | "quantity") => FieldProps;
  /**
   * Makes the `onSubmit` of a `form`: places the order if it is ready. Not its `action`, after which React resets the fields of the page, and
   * not those that are held here.
   */
  readonly submit: (place: (order: OrderDraft) => unknown) => (event: SyntheticEvent) => void;
  /** The effect of the order on the book as it is now; `idle` until there is one. */
  readonly estimate: Result<OrderEstimate>;
}

/**
 * An order form: the state of its fields, and the order that they make. With it a sentence for each field that is wrong, and what the order would
 * do. It holds what an order is checked with: the book, the account's balances and open orders, the last price. Only what is live counts: while it is not, a
 * rule that needs it is unknown, and refuses nothing.
 *
 * @example
 * ```tsx
 * const form = useOrderForm({ market, identities: account, model: orderForm });
 * return <input {...form.bind("price")} inputMode="decimal" />;
 * ```
 */
export function useOrderForm(params: UseOrderFormParams): OrderFormState {
  const { market, identities, model, venue, readings } = params;
  const [fields, setFields] = useState<OrderFields>({ side: "buy", price: "", quantity: "" });
  const own = useMemo(() => createFormat(market), [market]);
  const book = liveOf(useDepth({ market, venue, levels: 100 }));
  const balances = useBalances({ identities });
  const ownOrders = liveOf(useOrders({ identities, market, venue }));
  const day = liveOf(useTicker({ market, venue }));
  const form = model(market, fields, {
    format: params.format ?? own,
    book,
    // An asset that is not listed is zero only in a complete list.
    balances: balances.complete ? liveOf(balances) : undefined,
    ownOrders,
    last: day && (day.last ?? null),
    readings,
  });
  const estimate = useOrderEstimate({ market, order: form.order, venue, readings });
  const edit = (change: Partial<OrderFields>): void => setFields((now) => ({ ...now, ...change }));
  const bind: OrderFormState["bind"] = (field) => ({
    name: field,
    value: fields[field],
    onChange: ({ target }) => edit({ [field]: target.value }),
    "aria-invalid": field !== "side" && form.errors[field] !== undefined,
  });
  const submit: OrderFormState["submit"] = (place) => (event) => {
    event.preventDefault();
    if (form.order && form.isReady) place(form.order);
  };
  return { ...form, fields, edit, bind, submit, estimate };
}

/** The data of a result that is true now. */
function liveOf<T>({ status, data }: Result<T>): T | undefined {
  return status === "live" ? data : undefined;
}
