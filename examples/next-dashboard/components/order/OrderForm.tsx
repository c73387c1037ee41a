"use client";

// The form for an order. It checks and estimates with each key; the exchange has the last word.
import { formatPrice, formatQuantity, type Market, type OrderDraft, useBalances, useDepth } from "o2-react";
import { largestQuantity, spendableOf } from "o2-react/trading";
import { type ReactNode, useState } from "react";
import { ifAccepted, type Trader } from "@/lib/wallet";
import { NextStep } from "../NextStep";
import { Panel } from "../Panel";
import { useTrading } from "../TradingProvider";
import { useAction } from "../useAction";
import { draftOf, type Fields, KINDS, type Kind } from "./draft";
import { OrderFacts, useCheck } from "./OrderFacts";

/** A price that was chosen in the book. A new object for each click. */
export interface Picked {
  readonly price: bigint;
}

interface OrderFormProps {
  readonly market: Market;
  readonly picked: Picked | undefined;
  /** Shown below the form. */
  readonly children: ReactNode;
}

/** The spelling of amounts in fields. */
const PLAIN = { locale: "en-US", useGrouping: false };

export function OrderForm({ market, picked, children }: OrderFormProps) {
  const { stage, account, trade } = useTrading();
  const { isBusy, problem, run } = useAction();
  const [fields, setFields] = useState<Fields>({ side: "buy", kind: "Spot", price: "", quantity: "" });
  const [answer, setAnswer] = useState("");
  const change = (part: Partial<Fields>) => {
    setFields({ ...fields, ...part });
    setAnswer("");
  };
  const [seen, setSeen] = useState(picked);
  if (picked !== seen) {
    setSeen(picked);
    if (picked) change({ price: formatPrice(market, picked.price, PLAIN) });
  }
  const book = useDepth({ market, levels: 1 });
  const { data: balances } = useBalances({ identities: account });
  const draft = draftOf(market, fields, book.data);
  const check = useCheck(market, draft.order, balances);

  const place = () =>
    run(async () => {
      if (!draft.order) return;
      const { side, price, quantity } = draft.order;
      const orderType = orderTypeOf(draft.order);
      const answer = await trade((trader) => trader.createOrder(market, side, price, quantity, { orderType }));
      setAnswer(outcomeOf(ifAccepted(answer)));
    });
  /** Fills in the largest quantity that a part of the money pays for. */
  const take = (percent: bigint) => {
    const price = draft.order?.price ?? draftOf(market, { ...fields, quantity: "1" }, book.data).order?.price;
    if (price === undefined || !balances) return;
    const spendable = (spendableOf(market, balances, fields.side) * percent) / 100n;
    const quantity = largestQuantity(market, { side: fields.side, price, spendable });
    change({ quantity: formatQuantity(market, quantity, PLAIN) });
  };

  const verb = fields.side === "buy" ? "Buy" : "Sell";
  return (
    <Panel title="Order" name="order" result={book}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void place();
        }}
      >
        <fieldset className="sides">
          <legend className="unseen">Side</legend>
          {(["buy", "sell"] as const).map((side) => (
            <button key={side} type="button" aria-pressed={side === fields.side} onClick={() => change({ side })}>
              {side === "buy" ? "Buy" : "Sell"}
            </button>
          ))}
        </fieldset>
        <label>
          Type
          <select value={fields.kind} onChange={(event) => change({ kind: event.target.value as Kind })}>
            {Object.entries(KINDS).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {fields.kind !== "Market" && (
          <Amount
            name="Price"
            unit={market.quote.symbol}
            value={fields.price}
            onChange={(price) => change({ price })}
          />
        )}
        <Amount
          name="Quantity"
          unit={market.base.symbol}
          value={fields.quantity}
          onChange={(quantity) => change({ quantity })}
        />
        <fieldset className="parts" disabled={!balances}>
          <legend className="unseen">Part of the balance</legend>
          {[25n, 50n, 75n, 100n].map((percent) => (
            <button key={String(percent)} type="button" onClick={() => take(percent)}>
              {`${percent}%`}
            </button>
          ))}
        </fieldset>
        <OrderFacts market={market} draft={draft} check={check} />
        {stage === "ready" ? (
          <button
            type="submit"
            className={`primary ${fields.side}`}
            disabled={isBusy || !draft.order || check?.status === "refused"}
          >
            {isBusy ? "Sending…" : `${verb} ${market.base.symbol}`}
          </button>
        ) : (
          <NextStep />
        )}
        <output className={problem ? "problem" : "label"}>{problem ?? answer}</output>
      </form>
      {children}
    </Panel>
  );
}

interface AmountProps {
  readonly name: string;
  readonly unit: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Amount({ name, unit, value, onChange }: AmountProps) {
  return (
    <label>
      {name}
      <span className="amount">
        <input
          inputMode="decimal"
          autoComplete="off"
          aria-label={name}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="label">{unit}</span>
      </span>
    </label>
  );
}

/** The state of the order when the exchange answered. What follows comes over the feed. */
function outcomeOf({ orders }: Awaited<ReturnType<Trader["createOrder"]>>): string {
  const [order] = orders ?? [];
  if (!order?.close) return "Accepted.";
  if (!order.cancel) return "Filled.";
  return order.quantity_fill ? "A part filled, the rest was cancelled." : "Nothing filled.";
}

type OrderType = NonNullable<Parameters<Trader["createOrder"]>[4]>["orderType"];

/** The client takes bounds as bigint: as text they would be decimals of whole units. */
function orderTypeOf({ type }: OrderDraft): OrderType {
  if (type === "Spot" || type === "PostOnly" || type === "FillOrKill") return type;
  if (typeof type !== "object" || !("BoundedMarket" in type)) throw new Error("This form has no orders of this type.");
  const { min_price, max_price } = type.BoundedMarket;
  return { BoundedMarket: { min_price: BigInt(min_price), max_price: BigInt(max_price) } };
}
