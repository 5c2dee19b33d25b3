export { renderCsv } from './csv.ts';
export { renderJson } from './json.ts';
export { renderMarkdown } from './markdown.ts';
export { renderTable, type TableOptions } from './table.ts';
export { glyphsFor } from './glyphs.ts';
export { createLive, type Live, type LiveOptions } from './live.ts';
export type { LiveRun, LiveScenario } from './live-state.ts';
