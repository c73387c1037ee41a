import { O2Provider } from "o2-react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { network } from "./exchange";
import "./index.css";

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <O2Provider {...network}>
      <App />
    </O2Provider>
  </StrictMode>,
);
