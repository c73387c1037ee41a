// The styles of the panel. The colours are the button's.

export const PANEL_CSS: string = `
.panel {
  position: fixed; z-index: 2147483000; inset: auto 0 0 0; max-height: calc(100vh - 8px); min-height: 160px;
  display: flex; flex-direction: column; background: var(--bg); color: var(--text);
  border-top: 1px solid var(--edge); box-shadow: var(--shadow); container: panel / inline-size;
}
.panel :is(h3, p, dl, dd, ol, ul, figure, table) { margin: 0; padding: 0; }
.panel :is(ol, ul) { list-style: none; }
.grip { position: absolute; inset: -5px 0 auto 0; height: 10px; cursor: ns-resize; touch-action: none; }
.grip::before {
  content: ""; position: absolute; left: 50%; top: 6px; width: 44px; height: 3px; margin-left: -22px;
  border-radius: 2px; background: var(--edge); opacity: 0.7;
}
.grip:focus-visible { outline-offset: -3px; }

.panel header { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 14px; padding: 8px 10px 0 14px; border-bottom: 1px solid var(--line); }
.state { display: flex; align-items: center; gap: 7px; padding-bottom: 6px !important; min-width: 112px; }
.state strong { font-size: 13px; letter-spacing: 0.02em; }
.tabs { display: flex; gap: 2px; align-self: flex-end; }
.tabs button {
  height: 31px; padding: 0 11px; border: 0; border-bottom: 2px solid transparent; background: none; color: var(--muted);
  font: inherit; cursor: pointer;
}
.tabs button:hover { color: var(--text); }
.tabs button[aria-selected="true"] { color: var(--text); border-color: var(--accent); font-weight: 600; }
.tabs button:focus-visible { outline-offset: -3px; }
.actions { display: flex; align-items: center; gap: 6px; margin-left: auto; padding-bottom: 6px; }
.said { color: var(--good); }
.panel :is(.actions, h3, section) > button, .panel select, .panel input {
  height: 24px; padding: 0 10px; border: 1px solid var(--edge); border-radius: 5px; background: var(--bg);
  color: var(--text); font: inherit; font-weight: 400; cursor: pointer;
}
.panel :is(select, input) { padding: 0 6px; }
.panel input { cursor: text; width: 180px; }
.panel input::placeholder { color: var(--muted); opacity: 1; }
.panel :is(.actions, h3, section) > button:hover { background: var(--raised); }
.panel .actions > .pause { min-width: 68px; }
.panel .actions > .paused { border-color: var(--warn); color: var(--warn); }
.panel button:disabled { color: var(--muted); border-color: var(--line); cursor: default; }
.panel .actions > .close { border-color: transparent; padding: 0 7px; }
.held:not(:empty) { padding: 4px 14px !important; background: var(--raised); color: var(--warn); font-weight: 600; }

.body { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; padding: 0 14px 10px; }
.body:focus-visible { outline-offset: -2px; }
.columns { display: grid; gap: 0 32px; align-items: start; }
.columns > section { min-width: 0; }
@container panel (min-width: 900px) {
  .columns { grid-template-columns: minmax(300px, 2fr) minmax(0, 5fr); }
  .columns.wide-first { grid-template-columns: minmax(0, 5fr) minmax(300px, 3fr); }
}
.panel h3 {
  display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; min-height: 24px; margin: 12px 0 4px;
  font: inherit; font-weight: 600;
}
.panel h3 label { display: flex; align-items: center; gap: 6px; font-weight: 400; }
.muted { color: var(--muted); font-weight: 400; }
.bad { color: var(--bad); }
.warn { color: var(--warn); }
.footnote { padding-top: 14px !important; }

.panel table { border-collapse: collapse; width: 100%; }
.panel :is(th, td) { padding: 3px 14px 3px 0; text-align: left; font-weight: 400; white-space: nowrap; vertical-align: top; }
.panel :is(th, td):last-child { padding-right: 0; }
.panel thead th { color: var(--muted); }
.panel tbody tr { border-top: 1px solid var(--line); }
.panel tbody th { font-weight: 600; }
.panel :is(th, td).number { text-align: right; }
.panel td.text { width: 100%; white-space: normal; overflow-wrap: anywhere; min-width: 120px; }
.panel tbody tr:is(.because, .way) { border: 0; }
.because td { padding-top: 0; }
.facts > div { display: flex; gap: 12px; padding: 3px 0; border-top: 1px solid var(--line); }
.facts dt { flex: 0 0 104px; color: var(--muted); }
.facts dd { min-width: 0; overflow-wrap: anywhere; }

.id { padding: 0; border: 0; background: none; color: inherit; font: inherit; cursor: copy; text-decoration: underline dotted var(--edge); text-underline-offset: 3px; }
.id + .id { margin-left: 10px; }
.id:hover { color: var(--accent); }
.copied { color: var(--good); }
.tag { display: inline-flex; align-items: center; gap: 5px; }
.tag::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: var(--idle); }
.tag[data-status="live"]::before { background: var(--up); }
.tag[data-status="stale"] { color: var(--warn); }
.tag[data-status="stale"]::before { background: var(--down); }
.tag[data-status="error"] { color: var(--bad); }
.tag[data-status="error"]::before { background: var(--bad); }

.bar { display: flex; height: 10px; border-radius: 3px; overflow: hidden; background: var(--raised); }
.bar span { flex: 0 0 auto; min-width: 1px; background: var(--idle); }
.uptime .bar { height: 16px; margin-bottom: 3px; }
.uptime .bar span { flex: 0 1 0; min-width: 2px; }
.uptime { margin-bottom: 8px; }
.bar [data-status="connected"] { background: var(--up); }
.bar :is([data-status="connecting"], [data-status="reconnecting"]) { background: var(--down); }
.bar [data-status="closed"] { background: var(--bad); }
.bar span[data-leg] { min-width: 0; }
.bar [data-leg="seen"], .swatch[data-leg="seen"] { background: var(--idle); }
.bar [data-leg="received"], .swatch[data-leg="received"] { background: var(--accent); }
.bar [data-leg="committed"], .swatch[data-leg="committed"] { background: var(--up); }
.swatch { display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 2px; }
.way td { padding: 0 0 8px !important; }
.way .bar { height: 6px; }
.panel table.lag { max-width: 900px; }
.lag td > .muted { display: inline-block; min-width: 52px; }

.spark { padding: 3px 0 !important; border-top: 1px solid var(--line); }
.spark figcaption { display: flex; gap: 8px; align-items: baseline; }
.spark figcaption > :first-child { flex: 0 0 64px; color: var(--muted); }
.spark figcaption strong { flex: 1; }
.spark svg { display: block; width: 100%; height: 30px; }
.spark polyline { fill: none; stroke: var(--accent); stroke-width: 1.4; }
.spark polygon { fill: var(--accent); opacity: 0.14; }

.panel code { font: 11px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.notices li { padding: 4px 0; border-top: 1px solid var(--line); }
.notices p { overflow-wrap: anywhere; }
.notices code { display: block; padding: 4px 8px; margin-top: 2px; border-radius: 4px; background: var(--raised); max-height: 66px; overflow: hidden; }
.frames li { border-top: 1px solid var(--line); padding: 2px 0; }
.frames summary { display: flex; gap: 8px; cursor: pointer; list-style: none; }
.frames summary::-webkit-details-marker { display: none; }
.frames summary > span { flex: none; }
.frames summary .number { width: 54px; text-align: right; }
.frames summary code { flex: 1; min-width: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.frames details > code { display: block; padding: 6px 8px; margin: 2px 0 4px; border-radius: 4px; background: var(--raised); }
.sent { color: var(--accent); }
.arrow { color: var(--muted); }

.tree { font: 11.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.tree > div { padding: 0 8px; border-radius: 3px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; cursor: default; }
.tree > div:hover { background: var(--raised); }
.tree > div[aria-selected="true"] { background: var(--raised); }
.tree > div:focus-visible { outline-offset: -2px; }
.fold { display: inline-block; width: 14px; color: var(--muted); }
.key { color: var(--text); }
.value { color: var(--muted); }
.value.bigint { color: var(--accent); }
.value.number { color: var(--good); }
.value.string { color: var(--warn); }

@container panel (max-width: 640px) {
  .tabs { order: 3; width: 100%; justify-content: space-between; }
  .tabs button { padding: 0 6px; }
  .panel header { padding: 8px 10px 0; }
  .state { min-width: 0; }
  .actions .said { position: absolute; right: 10px; top: -26px; padding: 3px 8px; border-radius: 5px; background: var(--bg); border: 1px solid var(--edge); }
  .actions .said:empty { display: none; }
  .body { padding: 0 10px 10px; }
  .panel :is(th, td) { padding-right: 9px; }
  .panel .lag thead th { white-space: normal; }
  .lag td > .muted { display: block; }
}
`;
