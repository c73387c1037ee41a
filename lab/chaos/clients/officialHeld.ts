// Keeps by hand the data that a component of the official client shows: from the stream, and from the REST reads it
// needs. Knows nothing of connections.
import type { Identity, O2Rest } from "o2-react/client";
import type { Places } from "../../far/FarEnd.ts";
import { write } from "../../write.ts";
import type { Reader } from "../Reader.ts";
import { venueOf } from "../venues.ts";
import { isRaw, type MarketFrame, RawBook, type RawReader } from "./RawBook.ts";

/** An order as the wire says it, or as REST gives it. */
interface AnyOrder extends Readonly<Record<"price" | "quantity", string | bigint>> {
  readonly order_id: string;
  readonly side: string;
  readonly quantity_fill?: string | bigint;
  readonly close: boolean;
}

interface WireOrder extends AnyOrder {
  readonly account: Identity;
}

interface WireBalance {
  readonly identity: Identity;
  readonly asset_id: string;
  readonly total_locked: string;
  readonly total_unlocked: string;
}

/** A frame as it may come. */
export interface Frame extends Omit<MarketFrame, "orders"> {
  readonly action: string;
  readonly orders?: MarketFrame["orders"] | readonly WireOrder[];
  readonly balance?: readonly WireBalance[];
  readonly nonce?: string;
}

/** The part of the stream that a component keeps, and the REST reads for data that the stream does not tell. */
export interface Held {
  readonly request: object;
  apply(frame: Frame): void;
  read(): Promise<void>;
  /** `undefined` until a value is known. */
  text(): string | undefined;
}

const idOf = (identity: Identity): string => String(Object.values(identity)[0]);

/** It follows accounts by their ids only: its documents do not say whose a wallet's nonce is. */
type AccountReader =
  | { readonly kind: "orders" | "balances"; readonly accounts: readonly number[] }
  | { readonly kind: "nonce"; readonly account: number };

/** A reader that the official client can serve. It has no live candles and no older orders. */
export type Followed = RawReader | AccountReader;

/** True if the official client can serve a reader. */
export function isFollowed(reader: Reader): reader is Reader & Followed {
  if (reader.kind === "nonce") return typeof reader.account === "number";
  if (reader.kind === "orders" || reader.kind === "balances")
    return venueOf(reader) === undefined && reader.accounts.every((account) => typeof account === "number");
  return isRaw(reader);
}

/** Begins to keep what a reader shows. */
export function holding(reader: Followed, places: Places, rest: O2Rest): Held {
  return isRaw(reader) ? ofMarket(reader, places, rest) : ofAccounts(reader, places, rest);
}

function ofMarket(reader: RawReader, { markets }: Places, rest: O2Rest): Held {
  const market = markets[reader.market] ?? "";
  const book = new RawBook();
  const precision = reader.kind === "depth" ? `1${"0".repeat(reader.precision)}` : "10";
  const isTrades = reader.kind === "trades";
  return {
    request: isTrades
      ? { action: "subscribe_trades", market_id: market }
      : { action: "subscribe_depth", market_id: market, precision },
    apply: (frame) => book.apply(frame as MarketFrame),
    read: async () => {
      if (!isTrades) return;
      book.trades = await rest.trades({ market });
      book.hasData = true;
    },
    text: () => (book.hasData ? book.text(reader) : undefined),
  };
}

function ofAccounts(reader: AccountReader, places: Places, rest: O2Rest): Held {
  const { kind } = reader;
  const ids = (kind === "nonce" ? [reader.account] : reader.accounts).map((place) => places.accounts[place] ?? "");
  const identities = ids.map((id) => ({ ContractId: id }));
  const parts = new Map<string, Map<string, string>>();
  const part = (id: string): Map<string, string> => parts.get(id) ?? new Map();
  const put = (id: string, key: string, text: string | undefined): void => {
    if (text === undefined) part(id).delete(key);
    else parts.set(id, part(id).set(key, text));
  };
  const putOrder = (id: string, order: AnyOrder) =>
    put(id, order.order_id, order.close ? undefined : write.orders([order]));
  const putBalance = (
    id: string,
    {
      asset_id,
      total_locked,
      total_unlocked,
    }: { readonly asset_id: string } & Record<"total_locked" | "total_unlocked", string | bigint>,
  ) =>
    put(
      id,
      asset_id,
      write.balances([{ asset_id, total_locked: BigInt(total_locked), total_unlocked: BigInt(total_unlocked) }]) ||
        undefined,
    );
  return {
    request: { action: `subscribe_${kind}`, identities },
    apply: (frame) => {
      if (kind === "orders" && Array.isArray(frame.orders))
        for (const order of frame.orders as WireOrder[]) putOrder(idOf(order.account), order);
      for (const balance of frame.balance ?? []) putBalance(idOf(balance.identity), balance);
      if (frame.nonce !== undefined) put(ids[0] ?? "", "nonce", String(frame.nonce));
    },
    read: async () => {
      for (const [place, identity] of identities.entries()) {
        const id = ids[place] ?? "";
        if (kind === "nonce") {
          put(id, "nonce", String((await rest.account({ identity }))?.nonce));
          continue;
        }
        const markets = await rest.markets();
        const found = new Map<string, string>();
        if (kind === "orders") {
          const orders = (
            await Promise.all(places.markets.map((market) => rest.orders({ market, identity, isOpen: true })))
          ).flat();
          parts.set(id, found);
          for (const order of orders) putOrder(id, order);
        } else {
          const assets = new Set(markets.flatMap(({ base, quote }) => [base.asset, quote.asset]));
          const balances = await Promise.all([...assets].map((asset) => rest.balance({ asset, identity })));
          parts.set(id, found);
          for (const balance of balances) putBalance(id, balance);
        }
      }
    },
    text: () =>
      ids.every((id) => parts.has(id))
        ? write.parts(ids.map((id) => [...part(id).values()].sort().join(" ")))
        : undefined,
  };
}
