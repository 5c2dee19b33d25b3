export { loadCases } from './load.ts';
export type { FileSpecs, SuiteCase } from './suite-case.ts';
export { fillInAll, placeholdersIn, readPlaceholder, textsOf, type Placeholder } from './placeholders.ts';
