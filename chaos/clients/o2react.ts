// o2-react under chaos: two providers, one of them in StrictMode, with a component for each reader.
import {
  type Identity,
  type O2Error,
  type O2FeedOptions,
  O2Provider,
  type Order,
  type Result,
  useBalances,
  useBestPrices,
  useDepth,
  useNonce,
  useOrders,
  useTrades,
} from "o2-react";
import { createElement, type ReactElement, StrictMode, useLayoutEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { type Reader, write } from "../Truth.ts";
import type { Address, ChaosClient, ChaosClientKind, Shown } from "./ChaosClient.ts";

/** Short, so that a run takes seconds: what is tried is the order of things, not their length. */
export const TIMINGS = {
  pingInterval: 50,
  deadAfter: 250,
  probeTimeout: 100,
  connectTimeout: 250,
  minReconnectDelay: 10,
  maxReconnectDelay: 100,
  minUptime: 50,
  snapshotTimeout: 250,
  minResyncDelay: 20,
  maxResyncDelay: 200,
  linger: 50,
  lostAfter: 50,
  auditInterval: 1_000,
  requestTimeout: 300,
  retries: 1,
} as const satisfies O2FeedOptions;

/** What a component needs to follow its reader. */
export interface World {
  readonly markets: readonly string[];
  readonly accounts: readonly string[];
}

type Tell = (id: number, reader: Reader, shown: Shown) => void;

interface ProbeProps {
  readonly id: number;
  readonly reader: Reader;
  readonly world: World;
  readonly tell: Tell;
}

/** Calls the reader's hook. Which one stays the same for as long as the component is mounted: its key says the kind. */
function useReader(reader: Reader, { markets, accounts }: World): Shown {
  switch (reader.kind) {
    case "depth": {
      const { precision, levels } = reader;
      return shownOf(useDepth({ market: markets[reader.market], precision, levels }), write.book);
    }
    case "best":
      return shownOf(useBestPrices({ market: markets[reader.market] }), ({ bid, ask }) => write.best(bid, ask));
    case "trades":
      return shownOf(useTrades({ market: markets[reader.market], limit: reader.limit }), (trades) =>
        write.trades(trades.map((trade) => trade.trade_id)),
      );
    case "orders": {
      const ids = reader.accounts.map((place) => accounts[place] ?? "");
      const open: Result<readonly Order[]> = useOrders({ identities: ids });
      return shownOf(open, (orders) =>
        write.parts(ids.map((id) => write.orders(orders.filter(({ account }) => idOf(account) === id)))),
      );
    }
    case "balances": {
      const ids = reader.accounts.map((place) => accounts[place] ?? "");
      return shownOf(useBalances({ identities: ids }), (balances) =>
        write.parts(ids.map((id) => write.balances(balances.filter(({ identity }) => idOf(identity) === id)))),
      );
    }
    case "nonce":
      return shownOf(useNonce({ identity: accounts[reader.account] }), String);
  }
}

function idOf(identity: Identity | undefined): string | undefined {
  return identity && "ContractId" in identity ? identity.ContractId : undefined;
}

function shownOf<T>(result: Result<T>, text: (data: T) => string): Shown {
  const { status, data } = result;
  return { status, text: data === undefined ? undefined : text(data) };
}

function Probe({ id, reader, world, tell }: ProbeProps): null {
  const shown = useReader(reader, world);
  useLayoutEffect(() => tell(id, reader, shown));
  return null;
}

class O2ReactClient implements ChaosClient {
  readonly #address: Address;
  readonly #world: World;
  readonly #tell: Tell;
  readonly #shown = new Map<number, Shown & { readonly reader: Reader }>();
  readonly #readers = new Map<number, Reader>();
  readonly #roots: readonly Root[];
  #skew = 0;

  constructor(address: Address, world: World, onShown: Tell) {
    this.#address = address;
    this.#world = world;
    this.#tell = (id, reader, shown) => {
      this.#shown.set(id, { reader, ...shown });
      onShown(id, reader, shown);
    };
    this.#roots = [0, 1].map(() => createRoot(document.createElement("div")));
  }

  show(id: number, reader: Reader): void {
    this.#readers.set(id, reader);
    this.#render();
  }

  unmount(id: number): void {
    this.#readers.delete(id);
    this.#shown.delete(id);
    this.#render();
  }

  shown(id: number): (Shown & { readonly reader: Reader }) | undefined {
    return this.#shown.get(id);
  }

  skew(milliseconds: number): void {
    this.#skew += milliseconds;
  }

  async close(): Promise<void> {
    for (const root of this.#roots) root.unmount();
    this.#readers.clear();
  }

  readonly #now = (): number => Date.now() + this.#skew;
  readonly #ignore = (_: O2Error): void => undefined;

  #render(): void {
    for (const [place, root] of this.#roots.entries()) {
      // By their ids components are spread over the two.
      const probes = [...this.#readers]
        .filter(([id]) => id % 2 === place)
        .map(([id, reader]) =>
          createElement(Probe, { key: `${id} ${reader.kind}`, id, reader, world: this.#world, tell: this.#tell }),
        );
      const provider: ReactElement = createElement(
        O2Provider,
        { config: this.#address, ...TIMINGS, now: this.#now, onError: this.#ignore },
        ...probes,
      );
      root.render(place === 0 ? createElement(StrictMode, null, provider) : provider);
    }
  }
}

/** o2-react itself. */
export const o2react = (world: World): ChaosClientKind => ({
  name: "o2-react",
  can: () => true,
  open: (address, onShown) => new O2ReactClient(address, world, onShown),
});
