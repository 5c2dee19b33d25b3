export { type HeaderLine } from './headers.ts';
export { UsageError, type DownloadRules, type ExistingMode, type RunOptions } from './options.ts';
