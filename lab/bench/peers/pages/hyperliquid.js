// A book of Hyperliquid's, by a client without hooks.
import { SubscriptionClient, WebSocketTransport } from "@nktkas/hyperliquid";
import { useEffect, useState } from "react";

const client = new SubscriptionClient({ transport: new WebSocketTransport() });

export function Page() {
  const [book, setBook] = useState();
  useEffect(() => {
    const subscription = client.l2Book({ coin: "ETH" }, setBook);
    return () => void subscription.then((one) => one.unsubscribe());
  }, []);
  return book?.levels[0].map(({ px }) => `${px} `);
}
