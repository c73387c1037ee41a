// Milliseconds since 1970 with fractions, the same in Node and in a page. performance.now() is aligned with an edge of
// Date.now(), because each process's own timeOrigin may be off.

const origin = pin();

function pin(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now - performance.now();
}

/** Now. */
export function clock(): number {
  return origin + performance.now();
}
