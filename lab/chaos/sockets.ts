// Every TCP socket of this process, both ends: its port, the time it was opened, and whether it is still open.
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

interface End {
  readonly side: "client" | "server";
  readonly since: number;
  port: number | undefined;
}

const open = new Map<Socket, End>();

for (const side of ["client", "server"] as const) {
  subscribe(`net.${side}.socket`, (message) => {
    const { socket } = message as { readonly socket: Socket };
    const end: End = { side, since: Date.now(), port: socket.localPort };
    open.set(socket, end);
    // The port is read now, because a socket that was cut off no longer knows it.
    if (side === "client") socket.once("connect", () => (end.port = socket.remotePort));
    socket.once("close", () => open.delete(socket));
  });
}

/**
 * The open sockets, in words: those at these ports, or all. A socket opened after its port was given back does not
 * count, since it may belong to another world.
 */
export function sockets(ports?: ReadonlyMap<number, number>): string[] {
  return [...open].flatMap(([socket, { side, since, port }]) => {
    const until = ports ? ports.get(port ?? 0) : Number.POSITIVE_INFINITY;
    if (until === undefined || since > until) return [];
    const { bytesRead, bytesWritten, readyState, readableFlowing, readableLength } = socket;
    return [
      `the ${side}'s end of a socket at ${port}: ${readyState}, ${bytesRead} bytes read, ${bytesWritten} written, ${readableFlowing === false ? `paused with ${readableLength} to be read` : "flowing"}`,
    ];
  });
}
