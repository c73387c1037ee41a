import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { cached } from "./support/cached.ts";

test("a read that the server cuts off is cut off for its reader, and the next one is answered", async () => {
  let reads = 0;
  const origin = createServer((request, response) => {
    reads += 1;
    if (reads === 1) request.socket.destroy();
    else response.end("[]");
  });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const front = await cached(`http://127.0.0.1:${(origin.address() as AddressInfo).port}`, {
    "cache-control": "max-age=1",
  });

  await expect(fetch(`${front.apiBase}/v1/markets`)).rejects.toThrow();
  const answer = await fetch(`${front.apiBase}/v1/markets`);

  expect(await answer.text()).toBe("[]");
  expect(answer.headers.get("cache-control")).toBe("max-age=1");
  await front.close();
  origin.closeAllConnections();
  await new Promise((resolve) => origin.close(resolve));
});
