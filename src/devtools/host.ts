// The place of the devtools in the page: an element of their own at the end of the body, whose shadow keeps the page's styles
// out and theirs in. Knows nothing of React.
import { BUTTON_CSS } from "./buttonCss.ts";

/** The colours: as the system has them, or always the same. */
export type Theme = "light" | "dark";

/** The host's inside, and how it goes away. */
export interface Host {
  readonly root: ShadowRoot;
  readonly close: () => void;
}

/** Makes the element. */
export function openHost(): Host {
  const element = document.createElement("o2-devtools");
  const root = element.attachShadow({ mode: "open" });
  addStyles(root, BUTTON_CSS);
  document.body.append(element);
  return { root, close: () => element.remove() };
}

/**
 * Adds styles to a shadow. As sheets, which a Content-Security-Policy without inline styles lets pass, where there are such.
 * @returns what takes them away.
 */
export function addStyles(root: ShadowRoot, css: string): () => void {
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return () => {
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet);
    };
  }
  const style = root.ownerDocument.createElement("style");
  style.textContent = css;
  root.prepend(style);
  return () => style.remove();
}
