// The proxy does to bytes exactly what it was told.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { reset, TcpProxy } from "../../lab/chaos/TcpProxy.ts";

/** A server that echoes, the proxy in front of it, and a client. */
async function open() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await TcpProxy.open((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const dial = () => {
    const socket = connect(proxy.port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => undefined);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    return { socket, chunks, closed, text: () => Buffer.concat(chunks).toString() };
  };
  return { proxy, dial };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 5 });

test("fair weather passes everything, in order", async () => {
  const { dial } = await open();
  const { socket, text } = dial();
  const all = Array.from({ length: 500 }, (_, index) => `${index} `.repeat(20)).join("");
  socket.write(all);
  await until(() => expect(text()).toBe(all));
});

test.each([
  ["pieces of a byte", { piece: 1 }],
  ["pieces of seven bytes, late", { piece: 7, delay: 5 }],
  ["what comes together joined", { gather: 20 }],
  ["so many bytes a second", { rate: 20_000, piece: 100 }],
])("%s: the same bytes in the same order", async (_, weather) => {
  const { proxy, dial } = await open();
  proxy.weather(weather);
  const { socket, text } = dial();
  for (let index = 0; index < 20; index += 1) socket.write(`${index},`);
  await until(() => expect(text()).toBe(Array.from({ length: 20 }, (_, index) => `${index},`).join("")));
});

test("bytes that are late arrive late, both ways", async () => {
  const { proxy, dial } = await open();
  const { socket, text } = dial();
  await once(socket, "connect");
  proxy.weather({ delay: 60 });
  const began = performance.now();
  socket.write("hello");
  await until(() => expect(text()).toBe("hello"));
  expect(performance.now() - began).toBeGreaterThan(115);
});

test("a drop closes at once; a refusal before anything is said; a hang is open and silent until it is healed", async () => {
  const { proxy, dial } = await open();
  const first = dial();
  first.socket.write("a");
  await until(() => expect(first.text()).toBe("a"));
  proxy.drop();
  await first.closed;
  await until(() => expect(proxy.size).toBe(0));
  proxy.refuse();
  await dial().closed;
  proxy.refuse("hang");
  const hung = dial();
  hung.socket.write("b");
  await once(hung.socket, "connect");
  expect(hung.text()).toBe("");
  proxy.heal();
  await hung.closed;
  const last = dial();
  last.socket.write("c");
  await until(() => expect(last.text()).toBe("c"));
});

test("a stall swallows bytes without a word; a buried connection is closed", async () => {
  const { proxy, dial } = await open();
  const { socket, text, closed } = dial();
  socket.write("a");
  await until(() => expect(text()).toBe("a"));
  proxy.stall();
  socket.write("b");
  const other = dial();
  other.socket.write("c");
  await until(() => expect(other.text()).toBe("c"));
  expect([text(), socket.destroyed]).toEqual(["a", false]);
  proxy.bury();
  await closed;
  expect(other.socket.destroyed).toBe(false);
});

test("held-back bytes arrive in order once their time is over, or the proxy is healed", async () => {
  const { proxy, dial } = await open();
  const { socket, text } = dial();
  socket.write("a");
  await until(() => expect(text()).toBe("a"));
  const began = performance.now();
  proxy.hold(80);
  socket.write("b");
  socket.write("c");
  await until(() => expect(text()).toBe("abc"));
  expect(performance.now() - began).toBeGreaterThan(75);
  // Only a hang takes this long.
  proxy.hold(600_000);
  socket.write("d");
  socket.write("e");
  proxy.heal();
  await until(() => expect(text()).toBe("abcde"));
});

test("a cut lets exactly so many bytes through, and then closes", async () => {
  const { proxy, dial } = await open();
  const { socket, text, closed } = dial();
  socket.write("a");
  await until(() => expect(text()).toBe("a"));
  proxy.cut(3);
  socket.write("bcdefgh");
  await closed;
  expect(text()).toBe("abcd");
});

test("a socket that is cut off while it ends leaves no handle", async () => {
  const handles = () => process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
  const before = handles();
  const server = createServer((socket) => {
    socket.end("x");
    reset(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => undefined).resume();
  await once(client, "close");
  server.close();
  await until(() => expect(handles()).toBe(before));
});
