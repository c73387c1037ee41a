// Every TCP socket of this process, both ends: whose port it is at, and whether it is still there.
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

const open = new Map<Socket, "client" | "server">();

for (const side of ["client", "server"] as const) {
  subscribe(`net.${side}.socket`, (message) => {
    const { socket } = message as { readonly socket: Socket };
    open.set(socket, side);
    socket.once("close", () => open.delete(socket));
  });
}

/** The sockets that are open at these ports, in words. */
export function socketsAt(ports: ReadonlySet<number>): string[] {
  return [...open].flatMap(([socket, side]) => {
    const port = side === "client" ? socket.remotePort : socket.localPort;
    if (port === undefined || !ports.has(port)) return [];
    const { bytesRead, bytesWritten, readyState, readableFlowing, readableEnded, writableEnded } = socket;
    return [
      `the ${side}'s end of a socket at ${port}: ${JSON.stringify({ bytesRead, bytesWritten, readyState, readableFlowing, readableEnded, writableEnded })}`,
    ];
  });
}
