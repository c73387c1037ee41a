// What the official TypeScript SDK's WebSocket client does by its documents, in our own words, and a reader of it as they
// advise: raw deltas folded by hand, what cannot be read passed over, ten attempts, a read over REST after each reconnect.
// The package itself could not be installed where this was written; an adapter of it would look like this file.
import { type Identity, O2Rest } from "o2-react/client";
import type { Places } from "../../far/FarEnd.ts";
import { write } from "../../write.ts";
import type { Reader } from "../Reader.ts";
import type { ChaosClientKind, Shown } from "./ChaosClient.ts";
import { isRaw, type MarketFrame, RawBook, type RawReader } from "./RawBook.ts";

/** As short as o2-react's under chaos. How often it tries is its own. */
const TIMINGS = { reconnectDelay: 10, pingInterval: 50, pongTimeout: 250, readAgain: 100 } as const;
const ATTEMPTS = 10;

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

interface Frame extends Omit<MarketFrame, "orders"> {
  readonly action: string;
  readonly orders?: MarketFrame["orders"] | readonly WireOrder[];
  readonly balance?: readonly WireBalance[];
  readonly nonce?: string;
}

/** What a component keeps of the stream, and where it reads what the stream does not say. */
interface Held {
  readonly request: object;
  apply(frame: Frame): void;
  read(): Promise<void>;
  /** `undefined` as long as nothing is known. */
  text(): string | undefined;
}

const idOf = (identity: Identity): string => String(Object.values(identity)[0]);

/** It follows accounts by their ids only: nothing in its documents says whose a wallet's nonce is. */
type AccountReader =
  | { readonly kind: "orders" | "balances"; readonly accounts: readonly number[] }
  | { readonly kind: "nonce"; readonly account: number };

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

/** A component with a connection of its own: a second reader of a book on one connection is refused. */
class Screen {
  readonly reader: Reader;
  readonly #url: string;
  readonly #held: Held;
  readonly #pongTimeout: number;
  readonly #onChange: (screen: Screen) => void;
  #socket: WebSocket | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #isRead = false;
  #isOver = false;

  constructor(reader: Reader, url: string, held: Held, pongTimeout: number, onChange: (screen: Screen) => void) {
    this.reader = reader;
    this.#pongTimeout = pongTimeout;
    this.#url = url;
    this.#held = held;
    this.#onChange = onChange;
    this.#connect();
  }

  get shown(): Shown {
    const text = this.#held.text();
    if (text === undefined) return { status: "pending", text };
    return { status: this.#socket?.readyState === 1 && this.#isRead ? "live" : "stale", text };
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#retry);
    clearInterval(this.#ping);
    this.#socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let heardAt = Date.now();
    socket.onopen = () => {
      if (this.#isOver) return socket.close();
      this.#attempts = 0;
      heardAt = Date.now();
      this.#ping = setInterval(() => {
        if (socket.readyState === 1) socket.send("PING");
        if (Date.now() - heardAt > this.#pongTimeout) socket.close();
      }, TIMINGS.pingInterval);
      socket.send(JSON.stringify(this.#held.request));
      void this.#read(socket);
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      heardAt = Date.now();
      try {
        this.#held.apply(JSON.parse(data) as Frame);
      } catch {
        // A frame that cannot be read is passed over.
        return;
      }
      this.#changed();
    };
    socket.onclose = () => {
      clearInterval(this.#ping);
      this.#isRead = false;
      this.#changed();
      if (this.#isOver || this.#attempts >= ATTEMPTS) return;
      const delay = TIMINGS.reconnectDelay * 2 ** this.#attempts * (0.5 + Math.random());
      this.#attempts += 1;
      this.#retry = setTimeout(() => this.#connect(), delay);
    };
  }

  /** What the stream does not say, until REST has said it. */
  async #read(socket: WebSocket): Promise<void> {
    const isNeeded = () => !this.#isOver && this.#socket === socket && socket.readyState === 1;
    while (isNeeded() && !this.#isRead) {
      try {
        await this.#held.read();
        this.#isRead = isNeeded();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, TIMINGS.readAgain));
      }
    }
    this.#changed();
  }

  #changed(): void {
    if (!this.#isOver) this.#onChange(this);
  }
}

/** It has no candles that live, and no older orders. */
function isFollowed(reader: Reader): reader is Reader & (RawReader | AccountReader) {
  if (reader.kind === "nonce") return typeof reader.account === "number";
  if (reader.kind === "orders" || reader.kind === "balances")
    return reader.accounts.every((account) => typeof account === "number");
  return isRaw(reader);
}

/** The official client's behaviour. `pongTimeout`: the silence, in milliseconds, after which it connects again. */
export const officialWith = (pongTimeout: number): ChaosClientKind => ({
  name: "official",
  slots: "own",
  can: isFollowed,
  open: ({ wsUrl, apiBase }, places, onShown) => {
    const rest = new O2Rest(apiBase, { requestTimeout: 300, retries: 1 });
    const readers = new Map<number, RawReader | AccountReader>();
    const screens = new Map<number, Screen>();
    const away = new Set<number>();
    const close = (id: number): void => {
      screens.get(id)?.close();
      screens.delete(id);
    };
    const open = (id: number): void => {
      const reader = readers.get(id);
      if (!reader || away.has(id % 2)) return;
      const held = isRaw(reader) ? ofMarket(reader, places, rest) : ofAccounts(reader, places, rest);
      screens.set(
        id,
        new Screen(reader, wsUrl, held, pongTimeout, (screen) => onShown(id, screen.reader, screen.shown)),
      );
    };
    return {
      show: (id, reader) => {
        if (!isFollowed(reader)) return;
        readers.set(id, reader);
        close(id);
        open(id);
      },
      unmount: (id) => {
        readers.delete(id);
        close(id);
      },
      tree: (place, isMounted) => {
        if (isMounted) away.delete(place);
        else away.add(place);
        for (const id of readers.keys()) {
          if (id % 2 !== place) continue;
          close(id);
          open(id);
        }
      },
      shown: (id) => {
        const screen = screens.get(id);
        return screen && { reader: screen.reader, ...screen.shown };
      },
      skew: () => undefined,
      close: async () => {
        for (const id of [...screens.keys()]) close(id);
      },
    };
  },
});

/** The same with times as short as those of o2-react under chaos. */
export const official: ChaosClientKind = officialWith(TIMINGS.pongTimeout);
