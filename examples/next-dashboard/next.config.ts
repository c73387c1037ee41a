import type { NextConfig } from "next";

export default {
  // There is another lockfile above this folder; this app's root is here.
  turbopack: { root: import.meta.dirname },
} satisfies NextConfig;
