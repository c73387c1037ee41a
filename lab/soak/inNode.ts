// A page in this process: happy-dom's document and the runtime's own sockets. The driver is in the same process, so it
// keeps next to nothing. It knows nothing of the schedule.
import { listeners } from "../page.ts";
import "./counted.ts";
import { queryObjects, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { callMember, remoted } from "../far/members.ts";
import { handles } from "../waiting.ts";
import type { Hooks } from "./hooks.ts";
import type { Measured } from "./Measured.ts";
import { createPage } from "./page.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** React schedules its work with these. */
const REACTS = ["Immediate", "MessagePort"];

/**
 * A page that is not opened yet.
 * @param hooks replaces o2-react's hooks, to prove that a leak is found.
 */
export function measureInNode(hooks?: Hooks): Measured {
  const page = createPage(hooks);
  return {
    name: "node",
    version: `Node ${process.versions.node}`,
    page: remoted(async (path, args) => callMember(page, path, args)),
    async collect() {
      // The second collection finds objects that the first one's finalisers let go. They run in a turn of their own.
      for (let times = 0; times < 3; times += 1) {
        collect();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const heap = process.memoryUsage().heapUsed;
      // Sockets, signals, ports: every source of events.
      return { heap, objects: { targets: queryObjects(EventTarget, { format: "count" }) } };
    },
    held: () => ({
      listeners: listeners(),
      handles: handles().filter((kind) => !REACTS.includes(kind)).length,
    }),
    close: async () => undefined,
  };
}
