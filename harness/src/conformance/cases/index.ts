export { loadCases } from './load.ts';
export type { FileSpecs, SuiteCase } from './suite-case.ts';
export {
  fillInAll,
  mapTexts,
  placeholdersIn,
  readPlaceholder,
  textsOf,
  type Placeholder,
} from './placeholders.ts';
