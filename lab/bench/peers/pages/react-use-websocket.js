// The last message of a socket, as JSON.
import useWebSocket from "react-use-websocket";

export function Page() {
  const { lastJsonMessage } = useWebSocket("wss://host/depth", { shouldReconnect: () => true });
  return lastJsonMessage?.bids.map(({ price }) => `${price} `);
}
