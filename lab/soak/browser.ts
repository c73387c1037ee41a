// What Chromium loads: a page that is opened by whoever measures it, as `window.soak`.
import "./counted.ts";
import { createPage, type SoakPage } from "./page.ts";

declare global {
  interface Window {
    soak: SoakPage;
  }
}

window.soak = createPage();
