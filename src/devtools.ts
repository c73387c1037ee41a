"use client";
// o2-react/devtools: what the feed is doing, in a panel over the page. Nothing of it is in a page that does not import it.
export { O2Devtools, type O2DevtoolsProps } from "./devtools/O2Devtools.tsx";
