// Reads the options of a command from the command line. Knows nothing of their meaning.
import { parseArgs } from "node:util";

/**
 * Options and their defaults. The default's type makes an option a number, a text or a switch. `undefined` is a text
 * that may be missing.
 */
type Defaults = Readonly<Record<string, number | string | boolean | undefined>>;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Prints why a command cannot run, and its usage. Ends this process with 2. */
export function stopWith(message: string, usage: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

/**
 * The given options, or their defaults. `--help`, or an unknown option, prints the usage and ends this process.
 * @param most the numbers that must be whole, and the largest value of each.
 */
export function readOptions<T extends Defaults>(
  usage: string,
  defaults: T,
  most: { readonly [K in keyof T]?: number } = {},
): T {
  const known = Object.entries<Defaults[string]>({ ...defaults, help: false }).map(([name, value]) => {
    const type = typeof value === "boolean" ? ("boolean" as const) : ("string" as const);
    return [name, name === "help" ? { type, short: "h" } : { type }] as const;
  });
  const read = (): Readonly<Record<string, unknown>> => {
    try {
      return parseArgs({ options: Object.fromEntries(known) }).values;
    } catch (error) {
      return stopWith(messageOf(error), usage);
    }
  };
  const { help, ...given } = read();
  if (help) {
    console.log(usage);
    process.exit(0);
  }
  const values = Object.entries(given).map(([name, value]) => {
    if (typeof defaults[name] !== "number") return [name, value];
    const number = value === "" ? Number.NaN : Number(value);
    const limit = most[name];
    const isPossible = limit === undefined ? Number.isFinite(number) : Number.isInteger(number) && number <= limit;
    if (isPossible && number >= 0) return [name, number];
    const kind = limit === undefined ? "number from 0" : `whole number from 0 to ${limit}`;
    return stopWith(`--${name} must be a ${kind}, not "${value}"`, usage);
  });
  return { ...defaults, ...Object.fromEntries(values) };
}
