// react-use-websocket as its README begins: lastJsonMessage, and an effect that applies it and sets the state. When
// more than 50 messages come in a burst, React takes them for an endless loop and rejects one ("Maximum update depth
// exceeded"). The hook loses that message, the book then contradicts itself, and the results show it.
import { type ReactElement, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { ladderShown, root, socketUrl, startHarness } from "../harness.ts";
import { Ladder } from "../Ladder.tsx";
import { createPeerBook, EMPTY } from "../peers.ts";
import { useWebSocket } from "../useWebSocket.ts";
import { STORM, subscribeDepth, type WireFrame } from "../wire.ts";

function Storm(): ReactElement {
  const [apply] = useState(createPeerBook);
  const [top, setTop] = useState(EMPTY);
  const { lastJsonMessage, sendMessage } = useWebSocket<WireFrame | null>(socketUrl(), {
    onOpen: () => sendMessage(subscribeDepth(STORM)),
  });
  useEffect(() => {
    if (lastJsonMessage) setTop(apply(lastJsonMessage));
  }, [lastJsonMessage, apply]);
  return <Ladder bids={top.bids} asks={top.asks} />;
}

createRoot(root()).render(<Storm />);
startHarness(ladderShown);
