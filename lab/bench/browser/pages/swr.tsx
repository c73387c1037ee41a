// SWR: useSWRSubscription, next() with every message.
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";
import useSWRSubscription from "swr/subscription";
import { ladderShown, root, socketUrl, startHarness } from "../harness.ts";
import { Ladder } from "../Ladder.tsx";
import { createPeerBook, EMPTY, follow, type Top } from "../peers.ts";

function Storm(): ReactElement {
  const { data = EMPTY } = useSWRSubscription<Top, Error, string>(socketUrl(), (url, { next }) => {
    const apply = createPeerBook();
    return follow(url, (frame) => next(null, apply(frame)));
  });
  return <Ladder bids={data.bids} asks={data.asks} />;
}

createRoot(root()).render(<Storm />);
startHarness(ladderShown);
