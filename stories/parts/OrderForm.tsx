// An order form: typed in the reader's locale, checked and estimated as one types, sent through the client that it is given.
import { formatAmount, formatPercent, formatQuantity, type IdentityRef, type Market, useOrderEstimate } from "o2-react";
import type { TradingClient } from "o2-react/testing";
import { notional, type Readings } from "o2-react/trading";
import { type FormEvent, useRef } from "react";
import type { Row } from "../recipes/mergeOrders.ts";
import { useOptimisticOrders } from "../recipes/useOptimisticOrders.ts";
import { Choice } from "./Choice.tsx";
import { EstimateFacts } from "./EstimateFacts.tsx";
import { LOCALE } from "./format.ts";
import type { PickedLevel } from "./LadderRow.tsx";
import { OrderField } from "./OrderField.tsx";
import { clientTypeOf, KIND_NAMES, KINDS } from "./orderKinds.ts";
import { type FieldProblem, missingOf, problemsOf } from "./orderProblems.ts";
import { Panel } from "./Panel.tsx";
import { SentOrders } from "./SentOrders.tsx";
import { useNonceWatch } from "./useNonceWatch.ts";
import { useOrderForm } from "./useOrderForm.ts";
import "./orderForm.css";

const SIDES = ["buy", "sell"] as const;
const SHARES = [25n, 50n, 75n, 100n] as const;
/** How far from the best price a market order may trade, in basis points. */
const LIMITS = [10n, 50n, 100n, 500n] as const;

export interface OrderFormProps {
  /** The official client, or a simulated one, with a session. */
  readonly client: TradingClient;
  readonly account: IdentityRef;
  readonly market: Market;
  /** A level of the book that was clicked: each new object fills its price in, and the size up to it. */
  readonly picked?: PickedLevel | undefined;
  /** The language in which amounts are typed. */
  readonly locale?: string;
  /** The rules that you know of your exchange. */
  readonly readings?: Readings | undefined;
}

/** Tells that the book has nothing within a worst price, and suggests the best one. */
function nothingWithin(best: bigint | undefined): FieldProblem {
  const text = "The book has nothing within this price: the order would fill nothing.";
  return { code: "out-of-reach", text, isDoubt: true, suggestion: best };
}

/** The form of one market: another market or account is another form. */
export function OrderForm(props: OrderFormProps) {
  return <Form key={`${props.market.market_id} ${JSON.stringify(props.account)}`} {...props} />;
}

function Form({ client, account, market, picked, locale = LOCALE, readings }: OrderFormProps) {
  const form = useOrderForm({ market, account, locale, picked, readings });
  const { fields, edit, draft, check, price, quantity, depth, book } = form;
  const { base, quote } = market;
  const estimate = useOrderEstimate({ market, order: draft, readings });
  const orders = useOptimisticOrders(client, account, market);
  useNonceWatch(client, account);
  const element = useRef<HTMLFormElement>(null);

  const { side, kind } = fields;
  const beside = (field: "price" | "quantity" | "type") =>
    draft && check ? problemsOf(market, draft, check, field) : [];
  // A market order whose worst price is better than the best one there is.
  const takesNothing = kind === "market" && estimate.status === "live" && estimate.data.filled === 0n;
  const outOfReach = takesNothing && !check?.problems.length ? [nothingWithin(form.best)] : [];
  const isRefused = check?.status === "refused";
  const canSend = draft !== undefined && !isRefused;
  const money = (value: bigint) => `${formatAmount(quote, value, { locale })} ${quote.symbol}`;
  const missing = check && missingOf(check);
  const paid = side === "buy" ? quote : base;
  const verb = side === "buy" ? "Buy" : "Sell";

  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!draft || !canSend) {
      // The first box to change: one with a problem, else an empty one.
      const boxes = [...(element.current?.querySelectorAll<HTMLInputElement>(".order-box input") ?? [])];
      const wrong = boxes.find((box) => box.ariaInvalid === "true") ?? boxes.find((box) => box.value === "");
      wrong?.focus();
      return;
    }
    orders.place({ side, price: draft.price, quantity: draft.quantity, orderType: clientTypeOf(draft) });
    // An empty box keeps a second Enter from sending the same order again.
    edit({ quantity: "" });
  };
  const again = ({ key, side: was, ...terms }: Row): void => {
    edit({ side: was, price: form.format.price(terms.price), quantity: form.format.quantity(terms.quantity) });
    orders.dismiss(key);
  };

  return (
    <Panel title="Place an order" area="order" result={{ ...depth, error: undefined, retryAt: undefined }}>
      <form ref={element} className="order-form" aria-label="Order" data-side={side} onSubmit={send}>
        <div className="order-side">
          <Choice
            label="Side"
            options={SIDES}
            value={side}
            onChange={(chosen) => edit({ side: chosen })}
            nameOf={(each) => (each === "buy" ? "Buy" : "Sell")}
          />
        </div>
        <Choice
          label="Type of order"
          options={KINDS}
          value={kind}
          onChange={(chosen) => edit({ kind: chosen })}
          nameOf={(each) => KIND_NAMES[each]}
        />
        {beside("type").map(({ code, text }) => (
          <p key={code} className="order-note">
            {text}
          </p>
        ))}
        <OrderField
          label={kind === "market" ? "Worst price" : "Price"}
          unit={quote.symbol}
          text={fields.price}
          onText={(text) => edit({ price: text })}
          onStep={price.step}
          problems={[...price.problems, ...beside("price"), ...outOfReach]}
          onSuggestion={price.set}
          format={form.format.price}
        >
          {kind === "market" && (
            <fieldset className="order-keys">
              <legend className="unseen">Distance of the worst price from the best one</legend>
              {LIMITS.map((limit) => (
                <button
                  key={limit}
                  type="button"
                  disabled={form.best === undefined}
                  onClick={() => form.limitAt(limit)}
                >
                  {formatPercent(limit, { locale, minimumFractionDigits: 0 })}
                </button>
              ))}
            </fieldset>
          )}
        </OrderField>
        <OrderField
          label="Quantity"
          unit={base.symbol}
          text={fields.quantity}
          onText={(text) => edit({ quantity: text })}
          onStep={quantity.step}
          problems={[...quantity.problems, ...beside("quantity")]}
          onSuggestion={quantity.set}
          format={form.format.quantity}
        >
          <fieldset
            className="order-keys"
            title={form.canShare ? undefined : "These need a price, and a balance that is current."}
          >
            <legend className="unseen">Part of the balance</legend>
            {SHARES.map((percent) => (
              <button key={percent} type="button" disabled={!form.canShare} onClick={() => form.share(percent)}>
                {formatPercent(percent, { locale, of: 100n, minimumFractionDigits: 0 })}
              </button>
            ))}
          </fieldset>
        </OrderField>
        <dl className="order-sums">
          <dt>Spendable</dt>
          <dd>
            {form.spendable === undefined ? "–" : `${formatAmount(paid, form.spendable, { locale })} ${paid.symbol}`}
          </dd>
          <dt>Value</dt>
          <dd>{draft ? money(notional(market, draft.price, draft.quantity)) : "–"}</dd>
        </dl>
        <button type="submit" className={`order-send ${side}`} aria-disabled={!canSend}>
          <span aria-hidden="true">{side === "buy" ? "▲ " : "▼ "}</span>
          {draft
            ? `${verb} ${formatQuantity(market, draft.quantity, { locale })} ${base.symbol}`
            : `${verb} ${base.symbol}`}
        </button>
        <div role="status" className="order-status">
          {!book && <p className="order-note">The book is not current: nothing is estimated.</p>}
          {missing && <p className="order-note">Not checked against {missing}, which is not current.</p>}
        </div>
        <EstimateFacts
          market={market}
          estimate={estimate.status === "live" ? estimate.data : undefined}
          locale={locale}
        />
      </form>
      <SentOrders market={market} rows={orders.rows} locale={locale} onDismiss={orders.dismiss} onAgain={again} />
    </Panel>
  );
}
