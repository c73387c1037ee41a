// Serves the app, and tells it the address at which each test serves the exchange.
import { defineConfig } from "@playwright/test";

const { O2_PORT = "8787", APP_PORT = "5173", CHROMIUM_PATH } = process.env;
const app = `http://127.0.0.1:${APP_PORT}`;

export default defineConfig({
  // All tests share the one address that the app knows.
  workers: 1,
  // Only a hang takes this long. The first page is compiled while the test waits for it.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  use: { baseURL: app, launchOptions: CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {} },
  webServer: {
    cwd: "../vite-react",
    command: `npm run dev -- --host 127.0.0.1 --port ${APP_PORT}`,
    env: { VITE_O2_WS_URL: `ws://127.0.0.1:${O2_PORT}/v1/ws`, VITE_O2_API_BASE: `http://127.0.0.1:${O2_PORT}` },
    url: app,
  },
});
