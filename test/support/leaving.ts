// A script with one client, in its own process: it follows a book, reports that, and disconnects on command. After that
// nothing of the library may keep the process alive. Run with the address, the market and the kind of class.
import { O2WebSocket } from "o2-react/client";
import { WebSocket } from "ws";

const [, , wsUrl = "", market = "", kind] = process.argv;
const client = new O2WebSocket({ wsUrl }, kind === "ws" ? { WebSocket } : {});
await client.connect();
await client.streamDepth(market).next();
process.once("message", () => {
  client.disconnect();
  process.disconnect();
});
process.send?.("following");
