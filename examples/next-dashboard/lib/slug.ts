// The name of a market in an address: "fFUEL/fUSDC" is /markets/fFUEL-fUSDC.

export function toSlug(pair: string): string {
  return pair.replace("/", "-");
}

export function toPair(slug: string): string {
  return slug.replace("-", "/");
}
