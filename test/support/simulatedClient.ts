// A client of an exchange in this process under fake time. Both are closed when the test is over.
import { O2WebSocket, type O2WebSocketOptions } from "o2-react/client";
import type { SimulatedExchange } from "o2-react/testing";
import { onTestFinished, vi } from "vitest";

/** Connects a client to an exchange that was made under fake time. The handshake may take so many milliseconds. */
export async function simulateClient(
  exchange: SimulatedExchange,
  { WebSocket = exchange.WebSocket, ...options }: O2WebSocketOptions = {},
  handshake = 50,
) {
  const ws = new O2WebSocket(exchange.config, { WebSocket, ...options });
  onTestFinished(() => {
    ws.disconnect();
    exchange.close();
    vi.useRealTimers();
  });
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  const opening = ws.connect();
  await pass(handshake);
  await opening;
  return { ws, pass };
}
