// The exchange of the browser benchmark, a process of its own: speaks the O2 wire protocol on loopback and plays a
// stream made in advance, paced by elapsed time. Commanded over the process channel; see exchange.ts.
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { clock } from "./clock.ts";
import { createStream, type Stream } from "./stream.ts";
import { QUIET, STORM } from "./wire.ts";

/** What the parent asks; each is answered by one {@link Answer}. */
export type Command =
  | { readonly kind: "prepare"; readonly seed: number; readonly counts: readonly number[] }
  /** Sends the updates from one number to another to whoever subscribed to the storming market last. */
  | { readonly kind: "play"; readonly from: number; readonly to: number; readonly rate: number };

/** `played` has the time at which each update was sent, in order. */
export type Answer =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "prepared"; readonly ladders: Stream["ladders"] }
  | { readonly kind: "played"; readonly sentAt: Float64Array };

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

function answer(message: Answer): void {
  process.send?.(message);
}

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

/** Sends what is due every millisecond or so; the frames of one turn leave in one write. */
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

async function carryOut(command: Command): Promise<Answer> {
  if (command.kind === "prepare") {
    stream = createStream(command.seed, command.counts);
    return { kind: "prepared", ladders: stream.ladders };
  }
  if (!follower) throw new Error("Nobody has subscribed to the storming market.");
  return { kind: "played", sentAt: await play(follower, command.from, command.to, command.rate) };
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
server.listen(0, "127.0.0.1", () => answer({ kind: "listening", port: (server.address() as AddressInfo).port }));
process.on("message", (command: Command) => void carryOut(command).then(answer));
process.on("disconnect", () => process.exit());
