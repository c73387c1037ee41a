// The server of the browser benchmark, in its own process: plays a stream of frames made in advance, paced by elapsed
// time. It is not the simulated exchange, which makes each frame when it sends it. Here every page must receive the
// same bytes, at known times, from a sender that does almost nothing else. Commanded through Remote; see exchange.ts.
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { serve } from "../../far/Remote.ts";
import { clock } from "./clock.ts";
import { createStream, type Stream } from "./stream.ts";
import { QUIET, STORM } from "./wire.ts";

interface Follower {
  readonly client: WebSocket;
  readonly socket: Socket;
}

const quietSnapshot = JSON.stringify({
  action: "subscribe_depth",
  market_id: QUIET,
  orders: { buys: [{ price: "90", quantity: "5" }], sells: [{ price: "110", quantity: "5" }] },
});

let stream: Stream = { snapshot: "", frames: [], ladders: [] };
let follower: Follower | undefined;

function hear(from: Follower, text: string): void {
  if (text === "PING") {
    from.client.send("PONG");
    return;
  }
  const { action, market_id } = JSON.parse(text) as { action: string; market_id?: string };
  if (action !== "subscribe_depth") return;
  if (market_id === QUIET) from.client.send(quietSnapshot);
  if (market_id !== STORM) return;
  from.client.send(stream.snapshot);
  follower = from;
}

/** Sends all due updates about every millisecond. The frames of one turn leave in one write. */
function play({ client, socket }: Follower, from: number, to: number, rate: number): Promise<Float64Array> {
  const sentAt = new Float64Array(to - from);
  const start = clock();
  let sent = 0;
  return new Promise((resolve) => {
    const turn = (): void => {
      const at = clock();
      const due = Math.min(sentAt.length, Math.floor(((at - start) * rate) / 1_000));
      socket.cork();
      for (; sent < due; sent += 1) {
        const frame = stream.frames[from + sent];
        if (frame) client.send(frame, { binary: false });
        sentAt[sent] = at;
      }
      socket.uncork();
      if (sent < sentAt.length && client.readyState === client.OPEN) setTimeout(turn, 1);
      else resolve(sentAt);
    };
    turn();
  });
}

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer();
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    const here: Follower = { client, socket: request.socket };
    client.on("message", (data) => hear(here, data.toString()));
    client.on("close", () => {
      if (follower === here) follower = undefined;
    });
  });
});

const commands = {
  /** @returns the port. */
  listen: async (): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  },
  prepare(seed: number, counts: readonly number[]): Stream["ladders"] {
    stream = createStream(seed, counts);
    return stream.ladders;
  },
  /**
   * Sends a range of updates to the last subscriber of the storming market.
   * @returns the time when each was sent.
   */
  play(from: number, to: number, rate: number): Promise<Float64Array> {
    if (!follower) throw new Error("Nobody has subscribed to the storming market.");
    return play(follower, from, to, rate);
  },
};

/** The commands of the server's process. */
export type StreamCommands = typeof commands;

serve(commands);
