// The part of Next that our pages use; the example has the real one.
declare module "next/server" {
  export function connection(): Promise<void>;
}
