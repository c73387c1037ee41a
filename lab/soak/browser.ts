// The module that Chromium loads: a page that the measuring side opens as `window.soak`.
import "./counted.ts";
import { createPage, type SoakPage } from "./page.ts";

declare global {
  interface Window {
    soak: SoakPage;
  }
}

window.soak = createPage();
