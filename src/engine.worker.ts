// The script of the worker that createWorker() makes.
import type { Port } from "./port/messages.ts";
import { serveEngine } from "./port/serveEngine.ts";

serveEngine(self as unknown as Port);
