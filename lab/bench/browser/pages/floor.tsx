// The floor: an empty page that receives each frame and parses it, as every participant has to.
import { socketUrl, startHarness } from "../harness.ts";
import { follow } from "../peers.ts";

let hasSnapshot = false;
let newest = 0;

follow(socketUrl(), ({ changes }) => {
  if (changes) newest += 1;
  else hasSnapshot = true;
});

startHarness({ isReady: () => hasSnapshot, newest: () => newest });
