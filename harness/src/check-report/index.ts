export { annotationsOf } from './annotations.ts';
export { renderCheckCsv } from './csv.ts';
export { verdictLine } from './headline.ts';
export { renderCheckJson } from './json.ts';
export { renderCheckJunit } from './junit.ts';
export { renderCheckMarkdown } from './markdown.ts';
export { renderCheckTable, type CheckTableOptions } from './table.ts';
