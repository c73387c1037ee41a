// Judges iterators beside components. An iterator must tell a book as the exchange has it, each trade, and the newest
// state of each order. Knows nothing of how a client reads them.
import type { SimulatedExchange, SimulatedVenue } from "o2-react/testing";
import { accountPlace, type OnVenue } from "../far/slots.ts";
import { write } from "../write.ts";
import type { ChaosClient, Reading } from "./clients/ChaosClient.ts";
import type { Excuse } from "./Excused.ts";
import type { Reader } from "./Reader.ts";
import type { Iterated } from "./screenSteps.ts";
import type { Truth } from "./Truth.ts";
import { exchangeOf, venueOf } from "./venues.ts";

/** The moment since which an iterator may miss nothing, and the events since. */
interface Since {
  /** The subscriptions at that moment, by iterator. */
  readonly epochs: ReadonlyMap<number, number | undefined>;
  readonly trades: (OnVenue & { readonly market: number; readonly id: string })[];
  readonly orders: (OnVenue & { readonly account: number; readonly id: string; readonly text: string })[];
}

/** Number of levels of a book that are compared. */
export const LEVELS = 20;

/** The iterators of one run. */
export class Readings {
  readonly #client: ChaosClient;
  readonly #truth: Truth;
  readonly #excuseOf: (reader: Reader) => Excuse | undefined;
  readonly #unlisten: () => void;
  #since: Since | undefined;

  /** @param excuseOf the reason why a reader may be wrong now, whatever its client does. */
  constructor(
    client: ChaosClient,
    truth: Truth,
    exchange: SimulatedExchange,
    excuseOf: (reader: Reader) => Excuse | undefined,
  ) {
    this.#client = client;
    this.#truth = truth;
    this.#excuseOf = excuseOf;
    const ends = [{}, { venue: "turbo" } as const].map((on) => this.#listen(exchangeOf(exchange, on), on));
    this.#unlisten = () => {
      for (const end of ends) end();
    };
  }

  /** The topics of the open iterators, each with its tree. */
  get open(): readonly Reading[] {
    return (this.#client.readings?.() ?? []).filter(({ isOpen }) => isOpen);
  }

  /** Faults that an iterator must never have, in words: it failed, or told a trade more often than the server did. */
  faults(): string[] {
    return (this.#client.readings?.() ?? []).flatMap(({ over, failure, arrived, told }) => {
      const twice = [...told].filter(([id, count]) => count > (arrived.get(id) ?? 0)).map(([id]) => id);
      return [
        ...(failure === undefined ? [] : [`${name(over)} failed: ${failure}`]),
        ...twice.map(
          (id) => `${name(over)} told of ${id} ${told.get(id)} times, it came ${arrived.get(id) ?? 0} times`,
        ),
      ];
    });
  }

  /** From now on the open iterators may miss nothing, as long as their subscriptions last. */
  begin(): void {
    this.#since = {
      epochs: new Map(this.open.map(({ iterator, epoch }) => [iterator, epoch])),
      trades: [],
      orders: [],
    };
  }

  /** From now on iterators may miss something again. */
  end(): void {
    this.#since = undefined;
  }

  /** Missing events, in words. To be called when everything should be right. */
  wrong(): string[] {
    return this.open.flatMap((reading) => {
      const fault = this.#fault(reading);
      return fault === undefined ? [] : [`${name(reading.over)} ${fault}`];
    });
  }

  close(): void {
    this.#unlisten();
  }

  #listen(exchange: SimulatedVenue, on: OnVenue): () => void {
    return exchange.onCommit(({ trades, orders }) => {
      const since = this.#since;
      if (!since) return;
      const place = new Map(exchange.accounts.map(({ id }, index) => [id, index]));
      for (const { marketId, trades: made } of trades) {
        const market = exchange.markets.findIndex(({ market_id }) => market_id === marketId);
        since.trades.push(...made.map(({ trade_id }) => ({ ...on, market, id: trade_id })));
      }
      for (const order of orders) {
        const account = place.get(String(Object.values(order.account ?? {})[0]));
        const [id, text] = [order.order_id, write.orders([order])];
        if (account !== undefined) since.orders.push({ ...on, account, id, text });
      }
    });
  }

  #fault({ iterator, over, epoch, text, told, orders }: Reading): string | undefined {
    if (epoch === undefined) return "is not subscribed to";
    if (over.channel === "depth") {
      const { venue, market, precision } = over;
      const reader = { kind: "depth", venue, market, precision, levels: LEVELS } as const;
      const book = this.#truth.now(reader);
      // A book that no component shows is not audited.
      return text === book || this.#excuseOf(reader) ? undefined : `has ${text}, the exchange has ${book}`;
    }
    const since = this.#since;
    if (since?.epochs.get(iterator) !== epoch) return undefined;
    const isSame = (one: OnVenue): boolean => venueOf(one) === over.venue;
    if (over.channel === "trades") {
      const made = since.trades.filter(isSame);
      const missing = made.find(({ market, id }) => market === over.market && told.get(id) !== 1);
      return missing && `was told ${told.get(missing.id) ?? 0} times of ${missing.id}`;
    }
    const followed = over.accounts.map(accountPlace);
    const newest = new Map(since.orders.filter(isSame).map((order) => [order.id, order]));
    const missing = [...newest.values()].find(
      ({ id, account, text }) => followed.includes(account) && orders.get(id) !== text,
    );
    return missing && `has ${orders.get(missing.id)}, the exchange has ${missing.text}`;
  }
}

function name(over: Iterated): string {
  return `the iterator over ${JSON.stringify(over)}`;
}
