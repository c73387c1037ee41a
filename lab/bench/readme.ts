// npm run bench:readme: puts the figures of the last runs, kept in lab/bench/results, into the README.
import { readFileSync, writeFileSync } from "node:fs";
import { readmeTable, withTable } from "./tables.ts";

writeFileSync("README.md", withTable(readFileSync("README.md", "utf8"), readmeTable("lab/bench/results")));
