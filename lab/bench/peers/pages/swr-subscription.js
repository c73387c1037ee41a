// A book that a socket of its own hands to SWR.
import useSWRSubscription from "swr/subscription";

function subscribe(url, { next }) {
  const socket = new WebSocket(url);
  socket.onmessage = ({ data }) => next(null, JSON.parse(data));
  return () => socket.close();
}

export function Page() {
  const { data } = useSWRSubscription("wss://host/depth", subscribe);
  return data?.bids.map(({ price }) => `${price} `);
}
