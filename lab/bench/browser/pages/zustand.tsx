// A zustand store, written with every message of a plain socket.
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { create } from "zustand";
import { ladderShown, root, socketUrl, startHarness } from "../harness.ts";
import { Ladder } from "../Ladder.tsx";
import { createPeerBook, EMPTY, follow, type Top } from "../peers.ts";

const useBook = create<Top>()(() => EMPTY);
const apply = createPeerBook();
follow(socketUrl(), (frame) => useBook.setState(apply(frame)));

function Storm(): ReactElement {
  const { bids, asks } = useBook();
  return <Ladder bids={bids} asks={asks} />;
}

createRoot(root()).render(<Storm />);
startHarness(ladderShown);
