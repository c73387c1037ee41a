// react-use-websocket at its best: its onMessage callback sets the state, and `filter` keeps the hook itself from
// rendering with each message as well.
import { type ReactElement, useState } from "react";
import { createRoot } from "react-dom/client";
import { ladderShown, root, socketUrl, startHarness } from "../harness.ts";
import { Ladder } from "../Ladder.tsx";
import { createPeerBook, EMPTY } from "../peers.ts";
import { useWebSocket } from "../useWebSocket.ts";
import { STORM, subscribeDepth, type WireFrame } from "../wire.ts";

const never = (): boolean => false;

function Storm(): ReactElement {
  const [apply] = useState(createPeerBook);
  const [top, setTop] = useState(EMPTY);
  const { sendMessage } = useWebSocket(socketUrl(), {
    onOpen: () => sendMessage(subscribeDepth(STORM)),
    onMessage: ({ data }: MessageEvent<string>) => setTop(apply(JSON.parse(data) as WireFrame)),
    filter: never,
  });
  return <Ladder bids={top.bids} asks={top.asks} />;
}

createRoot(root()).render(<Storm />);
startHarness(ladderShown);
