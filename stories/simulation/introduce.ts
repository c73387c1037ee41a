// The feed promises no first state of orders, balances and nonces: they are said when they change. So each account that
// is newly followed acts once here (a deposit, its orders placed anew), and all there is to know of it is said.
import type { Identity } from "o2-react";
import type { Action, SimulatedExchange } from "o2-react/testing";

const INTERVAL = 50;

/** Watches who is followed, until the returned function is called. */
export function introduce(exchange: SimulatedExchange): () => void {
  const known = new Set<string>();
  const timer = setInterval(() => {
    const strangers = new Map<string, Identity>();
    for (const { connection, orders, balances, nonce } of exchange.subscriptions) {
      for (const [channel, identities] of Object.entries({ orders, balances, nonce })) {
        for (const identity of identities) {
          const name = JSON.stringify(identity);
          const key = `${connection} ${channel} ${name}`;
          if (!known.has(key)) strangers.set(name, identity);
          known.add(key);
        }
      }
    }
    for (const identity of strangers.values()) act(exchange, identity);
  }, INTERVAL);
  return () => clearInterval(timer);
}

function act(exchange: SimulatedExchange, identity: Identity): void {
  for (const { asset_id } of exchange.balances(identity)) exchange.deposit(identity, asset_id, 1_000n);
  const orders = exchange.orders(identity, { open: true });
  const actions = orders.flatMap(
    ({ order_id, market_id = "", side, price, quantity, quantity_fill = 0n }): Action[] => [
      { cancel: order_id },
      { place: { marketId: market_id, side, price, quantity: quantity - quantity_fill } },
    ],
  );
  if (actions.length > 0) exchange.batch(identity, actions);
}
