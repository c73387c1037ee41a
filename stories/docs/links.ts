// Links between documents as links between pages. What has no page keeps its path, as code.
const PAGES: Readonly<Record<string, string>> = {
  "README.md": "read-me--docs",
  "docs/amounts.md": "guides-amounts--docs",
  "docs/api/README.md": "api-reference--docs",
  "docs/charts.md": "guides-charts--docs",
  "docs/devtools.md": "guides-devtools--docs",
  "docs/freshness.md": "guides-how-freshness-works--docs",
  "docs/migrating.md": "guides-migrating--docs",
  "docs/nextjs.md": "guides-next-js-and-other-servers--docs",
  "docs/optimistic-orders.md": "guides-optimistic-orders--docs",
  "docs/options.md": "guides-the-provider--docs",
  "docs/performance.md": "guides-performance--docs",
  "docs/placing-orders.md": "guides-placing-orders--docs",
  "docs/reliability.md": "guides-reliability--docs",
  "docs/security.md": "guides-security--docs",
  "docs/testing.md": "guides-testing-your-app--docs",
  "docs/trading.md": "guides-trading--docs",
  "docs/wire-facts.md": "guides-how-sure-we-are-of-the-wire--docs",
  "docs/without-react.md": "guides-without-react--docs",
  "docs/hooks/useMarket.md": "hooks-usemarkets-and-usemarket--docs",
  "docs/hooks/useO2Store.md": "hooks-useo2store-and-useo2feed--docs",
};

/** Where a document's page is, if it has one. */
function pageOf(path: string): string | undefined {
  const [, hook] = /^docs\/hooks\/(\w+)\.md$/.exec(path) ?? [];
  return PAGES[path] ?? (hook && `hooks-${hook.toLowerCase()}--docs`);
}

/** A document's text with its links made fit. */
export function withLinks(text: string, from: string): string {
  return text.replace(/\[([^\]]+)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)/g, (_, words: string, to: string) => {
    const path = new URL(to, `file:///${from}`).pathname.slice(1);
    const page = pageOf(path);
    if (page) return `[${words}](?path=/docs/${page})`;
    return isNameOf(path, words) ? `\`${path}\`` : `${words} (\`${path}\`)`;
  });
}

/** Whether words are the file's own name, with or without its ending: said once is enough. */
function isNameOf(path: string, words: string): boolean {
  const [, stem] = /([^/.]+)[^/]*$/.exec(path) ?? [];
  return path.endsWith(words) || stem === words;
}
