import { NETWORKS, O2Provider } from "o2-react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./index.css";

const { VITE_O2_WS_URL: wsUrl, VITE_O2_API_BASE: apiBase } = import.meta.env;

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <O2Provider config={wsUrl ? { wsUrl, apiBase } : NETWORKS.testnet}>
      <App />
    </O2Provider>
  </StrictMode>,
);
