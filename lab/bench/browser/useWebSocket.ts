// react-use-websocket's hook: its default export, which the bundler and `nodenext` unwrap differently.
import * as module from "react-use-websocket";

type Hook = typeof module.default extends { default: infer Inner } ? Inner : typeof module.default;

const exported: unknown = module.default;
export const useWebSocket: Hook =
  typeof exported === "function" ? (exported as Hook) : (exported as { default: Hook }).default;
