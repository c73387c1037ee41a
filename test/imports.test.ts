// The permitted imports: react → shell → port → store → client → reconnecting-websocket. testing takes only types from
// client. Nothing in the library imports harness, where the two meet, or devtools, which may import everything.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { VERSION } from "../src/client/brand.ts";

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => file.replaceAll("\\", "/"));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join("src", from), "utf8");
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"/gm)].map(([, type, to = ""]) => ({
    from,
    to: to.startsWith(".") ? normalize(join(dirname(from), to)) : to,
    isType: type !== undefined,
  }));
});

/** The room a file is in; a file directly in src/ is an entry point. */
function room(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "entry";
}

function show({ from, to }: Import): string {
  return `${from} → ${to}`;
}

const allowed: Record<string, readonly string[]> = {
  entry: ["entry", "client", "store", "port", "shell", "react", "trading", "charts", "testing", "harness", "devtools"],
  client: ["client", "reconnecting-websocket", "p-limit", "p-retry"],
  store: ["store", "client", "zustand/vanilla"],
  // The part that a page has before the engine is loaded. It knows the engine by its types, and by one import().
  shell: ["shell", "port", "store", "client"],
  // Both ends of an engine in another thread, and the feed's interface for code that does not know where its engine is.
  port: ["port", "store", "client"],
  // Pure functions. They import the types of markets, orders and balances, and the error for bad input.
  trading: ["trading", "client"],
  // What a chart is given. Of a chart library they know types.
  charts: ["charts", "port", "store", "client", "lightweight-charts"],
  react: ["react", "trading", "shell", "port", "store", "client", "zustand/react"],
  devtools: ["devtools", "port", "store", "client", "testing", "o2-react", "react", "react-dom"],
  // The exchange imports nothing of the library. A recording taps a feed.
  testing: ["testing", "client", "port", "ws", "node:fs", "node:http", "node:net", "node:stream"],
  // The provider meets the simulated exchange here, for tests and stories of users.
  harness: ["harness", "o2-react", "o2-react/feed", "o2-react/testing", "@testing-library/react"],
};

describe("imports", () => {
  it("are found", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it("run one way between rooms", () => {
    const wrong = imports.filter(
      ({ from, to }) => !(allowed[room(from)] ?? []).includes(files.includes(to) ? room(to) : to),
    );
    expect(wrong.filter(({ to }) => to !== "react").map(show)).toEqual([]);
    expect(wrong.filter(({ from }) => !["react", "harness"].includes(room(from))).map(show)).toEqual([]);
  });

  it("of devtools: by one entry alone, and they take the provider by its public name", () => {
    const to = (name: string) => imports.filter((each) => files.includes(each.to) && room(each.to) === name);
    const users = to("devtools").filter(({ from }) => room(from) !== "devtools");
    expect([...new Set(users.map(({ from }) => from))]).toEqual(["devtools.ts"]);
    // They are built separately. Otherwise they would have their own context without a feed.
    expect(to("react").filter(({ from }) => room(from) === "devtools")).toEqual([]);
    const far = to("testing").filter(({ from }) => room(from) === "devtools");
    expect([...new Set(far.map((each) => basename(each.to)))].sort()).toEqual([
      "fixture.ts",
      "wire.ts",
      "wireOrders.ts",
    ]);
  });

  it("of testing from client are types only", () => {
    const values = imports.filter(
      ({ from, to, isType }) => room(from) === "testing" && room(to) === "client" && !isType,
    );
    expect(values.map(show)).toEqual([]);
  });

  it("of testing from port are the tap of a recording alone", () => {
    const values = imports.filter(({ from, to, isType }) => room(from) === "testing" && room(to) === "port" && !isType);
    expect(values.map(show)).toEqual(["testing/recordTap.ts → port/openTap.ts"]);
  });

  it("of the simulated client: by its entry alone, because the exchange does not know its clients", () => {
    const users = imports.filter(({ from, to }) => to.startsWith("testing/sdk/") && !from.startsWith("testing/sdk/"));
    expect([...new Set(users.map(({ from }) => from))]).toEqual(["testing.ts"]);
  });

  it("of packages are in one file each, of node and ws in two files of testing", () => {
    const users = (name: RegExp) => [...new Set(imports.filter(({ to }) => name.test(to)).map(({ from }) => from))];
    expect(users(/^reconnecting-websocket$/)).toEqual(["client/transport.ts"]);
    expect(users(/^p-limit$/)).toEqual(["client/pace.ts"]);
    expect(users(/^p-retry$/)).toEqual(["client/retry.ts"]);
    expect(users(/^(node:|ws$)/).sort()).toEqual(["testing/saveFixture.ts", "testing/server.ts"]);
  });

  it("of chart libraries are types only", () => {
    const values = imports.filter(({ to, isType }) => to === "lightweight-charts" && !isType);
    expect(values.map(show)).toEqual([]);
    expect(imports.filter(({ to }) => to === "lightweight-charts").length).toBeGreaterThan(0);
  });

  it("of store and react do not include the live book: they get plain data", () => {
    const live = ["OrderBook.ts", "Ladder.ts", "books.ts", "Inbox.ts", "Scanner.ts", "codec.ts"];
    const wrong = imports.filter(
      ({ from, to }) => ["store", "react"].includes(room(from)) && live.includes(basename(to)),
    );
    expect(wrong.map(show)).toEqual([]);
    for (const file of files.filter((each) => ["store", "react"].includes(room(each)))) {
      expect(readFileSync(join("src", file), "utf8"), file).not.toMatch(/\.books\b|\.book\(/);
    }
  });

  it("of a channel take no REST: its reads are in a file beside it", () => {
    const wrong = imports.filter(
      ({ from, to, isType }) =>
        dirname(from) === "store/channels" &&
        !/(?:\.read|reads?)\.ts$/.test(from) &&
        !isType &&
        /(?:\.read|reads?|rest|request)\.ts$/.test(to),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it("inside client: every room may use the vocabulary, and only the joining rooms import their siblings", () => {
    const vocabulary = [
      "excerpt.ts",
      "maxTrades.ts",
      "timer.ts",
      "seconds.ts",
      "networks.ts",
      "entities.ts",
      "orderNews.ts",
      "frequencies.ts",
      "protocol.ts",
      "venues.ts",
      "venueKeys.ts",
      "brand.ts",
      "errors.ts",
      "feedErrors.ts",
      "copies.ts",
      "ids.ts",
      "identities.ts",
      "owners.ts",
      "topicKeys.ts",
      "addresses.ts",
      "wirePrecision.ts",
      "values.ts",
      "wire.ts",
      "route.ts",
      "connection.ts",
      "numbers.ts",
      "wholes.ts",
      "restSettings.ts",
    ];
    const joins: Record<string, readonly string[]> = {
      "codec.ts": ["parseSides.ts"],
      "records.ts": ["parse.ts", "parseOrder.ts"],
      "frameReaders.ts": ["records.ts", "Scanner.ts"],
      "marketReads.ts": ["parseMarket.ts"],
      "accountReads.ts": ["parseAccount.ts"],
      "tradeReads.ts": ["accountReads.ts", "marketReads.ts", "parse.ts", "restQueries.ts"],
      "activeOrders.ts": ["parseOrder.ts", "restQueries.ts"],
      "marginReads.ts": ["accountReads.ts", "marketReads.ts", "parseMargin.ts"],
      "dayReads.ts": ["marketReads.ts", "parse.ts", "parseSummary.ts"],
      "rest.ts": [
        "request.ts",
        "accountReads.ts",
        "activeOrders.ts",
        "dayReads.ts",
        "marginReads.ts",
        "marketReads.ts",
        "restQueries.ts",
        "tradeReads.ts",
        "parse.ts",
        "parseOrder.ts",
        "parseSides.ts",
      ],
      "request.ts": ["abort.ts", "answer.ts", "pace.ts", "retry.ts"],
      "retry.ts": ["abort.ts"],
      "pace.ts": ["abort.ts"],
      "formatOptions.ts": ["rounding.ts"],
      "amountWriter.ts": ["formatOptions.ts", "numerals.ts", "rounding.ts"],
      "amountReader.ts": ["amountWriter.ts", "formatOptions.ts", "numerals.ts"],
      "compactFormat.ts": ["amountWriter.ts", "assets.ts", "formatOptions.ts", "numerals.ts", "rounding.ts"],
      "percentFormat.ts": ["amountReader.ts", "amountWriter.ts", "formatOptions.ts"],
      "format.ts": ["amountReader.ts", "amountWriter.ts", "assets.ts", "formatOptions.ts", "numerals.ts"],
      "public.ts": [
        "amountWriter.ts",
        "assets.ts",
        "compactFormat.ts",
        "format.ts",
        "formatOptions.ts",
        "pairs.ts",
        "percentFormat.ts",
        "rounding.ts",
      ],
      "link.ts": ["heartbeat.ts", "transport.ts"],
      "transport.ts": ["attempt.ts"],
      "OrderBook.ts": ["Ladder.ts", "levels.ts"],
      "books.ts": ["OrderBook.ts"],
      "bookComparison.ts": ["Difference.ts"],
      "viewComparison.ts": ["Difference.ts", "bookComparison.ts"],
      "DepthViews.ts": ["OrderBook.ts"],
      "beginnings.ts": ["Cadence.ts", "readers.ts"],
      "openIdentities.ts": ["beginnings.ts"],
      "readers.ts": ["OrderBook.ts", "stream.ts"],
      "FillStream.ts": ["fills.ts"],
      "O2WebSocket.ts": [
        "session.ts",
        "readers.ts",
        "beginnings.ts",
        "frameReaders.ts",
        "page.ts",
        "lifecycle.ts",
        "Lifecycles.ts",
        "placeOf.ts",
        "FillStream.ts",
        "openIdentities.ts",
      ],
      "Lifecycles.ts": ["lifecycle.ts", "stream.ts"],
      "Receiver.ts": ["codec.ts", "Inbox.ts", "Texts.ts"],
      "conversation.ts": [
        ...["codec.ts", "subscriptions.ts", "books.ts", "Receiver.ts"],
        ...["ServerClock.ts", "DepthViews.ts", "doubts.ts", "steady.ts"],
      ],
      "steps.ts": ["subscription.ts"],
      "subscriptions.ts": ["subscription.ts", "steps.ts", "unanswered.ts", "Wanted.ts", "Backoff.ts"],
      "session.ts": ["link.ts", "codec.ts", "conversation.ts", "listeners.ts", "page.ts", "wake.ts"],
    };
    const wrong = imports.filter(({ from, to, isType }) => {
      if (room(from) !== "client" || room(to) !== "client" || isType) return false;
      return (
        !vocabulary.includes(basename(to)) &&
        !(joins[basename(from)] ?? []).includes(basename(to)) &&
        basename(to) !== "options.ts"
      );
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it("inside client go upwards in the order that CONTRIBUTING.md gives, which has each room once", () => {
    const rows = [...readFileSync("CONTRIBUTING.md", "utf8").matchAll(/^\| [\w ]+ \| ((?:`\w+` ?)+) \|$/gm)];
    const order = rows.flatMap(([, rooms = ""]) => [...rooms.matchAll(/`(\w+)`/g)].map(([, name]) => `${name}.ts`));
    const inClient = files.filter((file) => room(file) === "client").map((file) => basename(file));
    expect([...order].sort()).toEqual(inClient.sort());
    const wrong = imports.filter(
      ({ from, to, isType }) =>
        room(from) === "client" &&
        room(to) === "client" &&
        !isType &&
        order.indexOf(basename(to)) >= order.indexOf(basename(from)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it("make no circle", () => {
    const next = new Map(
      files.map((file) => [file, imports.filter(({ from, isType }) => from === file && !isType).map(({ to }) => to)]),
    );
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      (next.get(from) ?? []).some((to) => to === goal || (!seen.has(to) && reaches(to, goal, seen.add(to))));
    expect(files.filter((file) => reaches(file, file))).toEqual([]);
  });
});

describe("a file", () => {
  /** The files that are still too long. */
  const TOO_LONG: readonly string[] = [];

  it("begins its comments with their subject", () => {
    const riddles = /^\s*(?:\/\/|\/?\*\*?) *(?:What|Of|Where|Who|How|That)\b.*$/gm;
    const found = files.flatMap((file) => readFileSync(join("src", file), "utf8").match(riddles) ?? []);
    expect(found).toEqual([]);
  });

  it("has at most 250 lines", () => {
    const lines = (file: string) => readFileSync(join("src", file), "utf8").trimEnd().split("\n").length;
    expect(files.filter((file) => lines(file) > 250).sort()).toEqual(TOO_LONG);
  });
});

describe("two copies of the library in one page", () => {
  it("do not use instanceof, which is false for objects of another copy", () => {
    const wrong = files.flatMap((file) =>
      readFileSync(join("src", file), "utf8")
        .split("\n")
        .filter((line) => /\binstanceof (?:O2\w+|Session)\b/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(wrong).toEqual([]);
  });

  it("name their version, which scripts/version.ts writes", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
    expect(VERSION).toBe(version);
  });
});
