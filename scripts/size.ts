// What a page pays for o2-react: prints a table and fails when something outgrew its budget.
import { sizes } from "./sizes.ts";

const BUDGETS = {
  "one hook and the provider": 29_000,
  "all of o2-react": 33_500,
  "o2-react/server": 12_000,
  "o2-react/client": 15_000,
  "devtools, until opened": 9_000,
  "devtools, their panel": 15_000,
} as const;

let isOver = false;
for (const [name, bytes] of Object.entries(await sizes())) {
  const budget = BUDGETS[name as keyof typeof BUDGETS];
  isOver ||= bytes > budget;
  console.log(
    `${name.padEnd(28)} ${(bytes / 1_000).toFixed(1).padStart(6)} kB gzipped, budget ${(budget / 1_000).toFixed(1)} kB${bytes > budget ? "  OVER" : ""}`,
  );
}
if (isOver) {
  console.error(
    "Something outgrew its budget. Make it smaller, or raise the budget in scripts/size.ts and say why in the commit.",
  );
  process.exit(1);
}
