// The page that unseen.test.ts loads into a separate browser: shows its feed's store, how often it was written, and the
// number of frames. `popOut()` makes commits follow the frames of a window that it opens.
import type { O2FeedOptions } from "o2-react";
import { createO2Feed } from "o2-react/feed";

interface Setup {
  readonly market: string;
  readonly options: O2FeedOptions;
}

declare global {
  interface Window {
    look(): { frames: number; writes: number; isLive: boolean; bid: string; status: string };
    popOut(): boolean;
  }
}

const { market, options } = window.setup as Setup;
const feed = createO2Feed(options);
let frames = 0;
let writes = 0;
const count = (): void => {
  frames += 1;
  requestAnimationFrame(count);
};
requestAnimationFrame(count);
feed.store.subscribe(() => {
  writes += 1;
});
feed.connect();
feed.retain([{ channel: "depth", market, precision: 1 }]);

window.look = () => {
  const { depth, connection } = feed.store.getState();
  const { isLive = false, data } = depth[`${market}:1`] ?? {};
  const [best] = data?.bids ?? [];
  return { frames, writes, isLive, bid: `${best?.price}×${best?.quantity}`, status: connection.status };
};
window.popOut = () => {
  const panel = window.open("about:blank", "", "popup,width=300,height=300");
  if (panel) feed.setCommits(panel);
  return panel !== null;
};
