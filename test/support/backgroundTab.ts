// A tab that can be hidden and frozen. Playwright keeps its own pages always visible, and a visible page is never
// frozen. So this tab is not one of them, and is commanded over the browser's DevTools session.
import type { Browser } from "playwright";

export interface BackgroundTab {
  evaluate(expression: string): Promise<unknown>;
  /** Hides the page behind another tab. */
  hide(): Promise<void>;
  /** Hides the page behind another tab, and stops it. */
  freeze(): Promise<void>;
  /** Lets it run on, still hidden. */
  resume(): Promise<void>;
  /** Brings it to the front. */
  show(): Promise<void>;
  close(): Promise<void>;
}

interface Reply {
  readonly id: number;
  readonly result?: { readonly result?: { readonly value?: unknown } };
  readonly error?: { readonly message: string };
}

/** Opens an address in a new window. */
export async function openBackgroundTab(browser: Browser, url: string): Promise<BackgroundTab> {
  const root = await browser.newBrowserCDPSession();
  const { browserContextId } = await root.send("Target.createBrowserContext");
  const { targetId } = await root.send("Target.createTarget", { url, browserContextId });
  const { sessionId } = await root.send("Target.attachToTarget", { targetId, flatten: false });
  const waiting = new Map<number, (reply: Reply) => void>();
  let sent = 0;
  root.on("Target.receivedMessageFromTarget", ({ message }) => {
    const reply = JSON.parse(message) as Reply;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  const send = async (method: string, params: object): Promise<Reply["result"]> => {
    sent += 1;
    const id = sent;
    const answer = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    await root.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  const evaluate = async (expression: string): Promise<unknown> =>
    (await send("Runtime.evaluate", { expression, returnByValue: true, userGesture: true }))?.result?.value;
  const hide = async (): Promise<void> => {
    const front = await root.send("Target.createTarget", { url: "about:blank", browserContextId });
    await root.send("Target.activateTarget", { targetId: front.targetId });
    while ((await evaluate("document.visibilityState")) !== "hidden");
  };
  return {
    evaluate,
    hide,
    freeze: async () => {
      await hide();
      await send("Page.setWebLifecycleState", { state: "frozen" });
    },
    resume: async () => {
      await send("Page.setWebLifecycleState", { state: "active" });
    },
    show: async () => {
      await root.send("Target.activateTarget", { targetId });
    },
    close: async () => {
      await root.send("Target.disposeBrowserContext", { browserContextId });
    },
  };
}
