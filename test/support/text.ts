// JSON that carries bigints, for messages between a page and its global setup.

/** Text of a value. */
export function toText(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    typeof part === "bigint" ? { $bigint: `${part}` } : part,
  );
}

/** The value of a text. */
export function fromText(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) =>
    typeof part === "object" && part !== null && "$bigint" in part ? BigInt(String(part.$bigint)) : part,
  );
}
