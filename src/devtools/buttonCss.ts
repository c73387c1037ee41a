// The styles that are there before the panel is: colours, and the button.

const LIGHT = `
  color-scheme: light;
  --bg: #ffffff; --raised: #f2f5f8; --line: #dfe5ec; --edge: #8492a3; --text: #18212b; --muted: #566273;
  --accent: #0b5fc4; --good: #0a7547; --warn: #8a5600; --bad: #b3261e; --idle: #6b7787;
  --up: #14935c; --down: #c17f0a; --shadow: 0 -6px 24px #1b26331f;`;

const DARK = `
  color-scheme: dark;
  --bg: #0f141b; --raised: #18202a; --line: #26303c; --edge: #5f6f83; --text: #dde4ec; --muted: #9aa6b5;
  --accent: #7cb7ff; --good: #3fcf97; --warn: #f2b94b; --bad: #ff8f8f; --idle: #8592a3;
  --up: #3fcf97; --down: #f2b94b; --shadow: 0 -6px 28px #00000080;`;

export const BUTTON_CSS: string = `
:host { all: initial; }
.o2 {${LIGHT}
  font: 12px/1.4 Inter, "SF Pro Text", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
  color: var(--text);
  -webkit-font-smoothing: antialiased;
}
@media (prefers-color-scheme: dark) { .o2:not([data-theme="light"]) {${DARK} } }
.o2[data-theme="dark"] {${DARK} }
.o2, .o2 *, .o2 *::before { box-sizing: border-box; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.dot { flex: none; display: inline-block; width: 8px; height: 8px; border-radius: 50%; background: var(--idle); }
.dot[data-status="connected"] { background: var(--up); }
.dot[data-status="connecting"], .dot[data-status="reconnecting"] { background: var(--down); }
.dot[data-status="closed"] { background: var(--bad); }
.opener, .loading {
  position: fixed; z-index: 2147483000; right: 12px; bottom: 12px; margin: 0; height: 30px; padding: 0 12px;
  display: flex; align-items: center; gap: 7px;
  border: 1px solid var(--edge); border-radius: 15px; background: var(--bg); color: var(--text);
  font: inherit; font-weight: 600; box-shadow: 0 2px 10px #0003;
}
.opener { cursor: pointer; }
.opener:hover { background: var(--raised); }
.opener[data-position^="top"] { top: 12px; bottom: auto; }
.opener[data-position$="left"] { left: 12px; right: auto; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
`;
