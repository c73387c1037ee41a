import { NETWORKS, O2Provider } from "o2-react";
import { createWorker } from "o2-react/worker";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./index.css";

const { VITE_O2_WS_URL: wsUrl, VITE_O2_API_BASE: apiBase, VITE_O2_WORKER: isInWorker } = import.meta.env;

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <O2Provider config={wsUrl ? { wsUrl, apiBase } : NETWORKS.testnet} worker={isInWorker ? createWorker : undefined}>
      <App />
    </O2Provider>
  </StrictMode>,
);
