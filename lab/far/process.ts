// The far end in a process of its own; see openFar in remoteFar.ts.
import { subscribe } from "node:diagnostics_channel";
import type { OutgoingMessage } from "node:http";
import { FarEnd } from "./FarEnd.ts";
import { serve } from "./Remote.ts";
import type { RemoteFarOptions } from "./remoteFar.ts";

const { keepsAlive, ...options } = JSON.parse(process.argv[2] ?? "{}") as RemoteFarOptions;
if (keepsAlive === false)
  subscribe("http.server.request.start", (message) => {
    (message as { readonly response: OutgoingMessage }).response.setHeader("connection", "close");
  });
serve(await FarEnd.open(options));
