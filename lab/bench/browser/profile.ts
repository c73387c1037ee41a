// Shows where our own page spends its time: a CPU profile while the stream plays, as self time per module and function.
// Work of the JavaScript engine for a function (JSON.parse, BigInt) counts as that function's.
import type { CDPSession, Protocol } from "puppeteer-core";
import { aligned } from "../tables.ts";

const BROWSER = "(browser)";

/** The name of a module's part; the first match counts. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^\(garbage collector\)$/, "garbage collection"],
  [/^\(idle\)$/, "idle"],
  [/^\(/, "browser: receiving, dispatch, style, layout, paint"],
  [/reconnecting-websocket/, "reconnecting-websocket"],
  [/\/src\/client\/(?:codec|values|entities)\./, "decode"],
  [/\/src\/client\/(?:OrderBook|Ladder)\./, "book"],
  [/\/src\/client\//, "client: transport, link, session, books"],
  [/\/src\/store\/depth\./, "store: rows of the book"],
  [/\/src\/store\/|\/zustand\//, "store: the rest"],
  [/\/src\//, "hooks"],
  [/\/node_modules\/(?:react|react-dom|scheduler)\//, "React"],
  [/\/bench\/browser\/Ladder\.|\/ours\./, "ladder"],
  [/\/bench\//, "harness"],
];

/** Starts profiling. The returned function stops and gives the tables. */
export async function startProfile(page: CDPSession): Promise<(updates: number) => Promise<string>> {
  await page.send("Profiler.enable");
  await page.send("Profiler.setSamplingInterval", { interval: 100 });
  await page.send("Profiler.start");
  return async (updates) => {
    const { profile } = await page.send("Profiler.stop");
    return tables(profile, updates);
  };
}

function tables(profile: Protocol.Profiler.Profile, updates: number): string {
  const places = placesOf(profile);
  const byPart = new Map<string, number>();
  const byModule = new Map<string, number>();
  const byFunction = new Map<string, number>();
  const add = (sums: Map<string, number>, key: string, time: number): void => {
    sums.set(key, (sums.get(key) ?? 0) + time);
  };
  profile.samples?.forEach((id, index) => {
    const place = places.get(id);
    const time = profile.timeDeltas?.[index] ?? 0;
    if (!place) return;
    const key = place.module === BROWSER ? place.name : place.module;
    add(byPart, PARTS.find(([pattern]) => pattern.test(key))?.[1] ?? "other", time);
    add(byModule, place.module, time);
    add(byFunction, `${place.module}  ${place.name}`, time);
  });
  const lines = (sums: Map<string, number>, most: number): string =>
    aligned([
      ["", "ms", "µs/update"],
      ...[...sums]
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, most)
        .map(([key, time]) => [key, (time / 1_000).toFixed(1), (time / updates).toFixed(2)]),
    ]);
  return `Self time per part\n${lines(byPart, 20)}\n\nSelf time per module\n${lines(byModule, 40)}\n\nSelf time per function\n${lines(byFunction, 60)}`;
}

interface Place {
  readonly module: string;
  readonly name: string;
}

/** The module and function of each node. A native one belongs to its caller, and its own name is appended. */
function placesOf({ nodes }: Protocol.Profiler.Profile): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (id: number, caller: Place | undefined): void => {
    const node = byId.get(id);
    if (!node) return;
    const { functionName, url, lineNumber } = node.callFrame;
    const name = functionName || `(anonymous:${lineNumber + 1})`;
    const isNative = url === "" && caller !== undefined && caller.module !== BROWSER && !name.startsWith("(");
    const place = isNative
      ? { module: caller.module, name: `${caller.name} → ${name}` }
      : { module: url === "" ? BROWSER : new URL(url).pathname, name };
    places.set(id, place);
    for (const child of node.children ?? []) visit(child, place);
  };
  const first = nodes[0];
  if (first) visit(first.id, undefined);
  return places;
}
