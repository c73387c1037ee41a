// The real app in a real browser. Only the exchange is simulated, in this process, behind a real socket.
import { expect, test } from "@playwright/test";
import { createExchange } from "o2-react/testing";
import { serveExchange } from "o2-react/testing/node";

const port = Number(process.env.O2_PORT ?? 8787);

test("the book is live, stale while the exchange is away, and live again", async ({ page }) => {
  const exchange = createExchange({ seed: 1 });
  exchange.warmUp();
  const served = await serveExchange(exchange, { port });
  await page.goto("/");
  const heading = page.getByRole("heading");
  await expect(heading).toHaveText("fFUEL/fUSDC is live");
  await expect(page.getByRole("listitem")).toHaveCount(20);

  exchange.faults.refuse();
  exchange.faults.drop();
  await expect(heading).toHaveText("fFUEL/fUSDC is stale");
  await expect(page.getByRole("listitem")).toHaveCount(20);

  exchange.faults.accept();
  await expect(heading).toHaveText("fFUEL/fUSDC is live");
  await served.close();
  exchange.close();
});
