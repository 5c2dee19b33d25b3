import {
  COLUMN_GROUPS,
  FORMATS,
  MERGE_OPTIONS,
  REPORT_OPTIONS,
  type ColumnGroup,
  type Format,
} from '../option-table.ts';
import { readWords, type Words } from './words.ts';

export interface ReportOptions {
  readonly folder: string;
  readonly format: Format;
  /** null: none beside those that are always shown. */
  readonly columns: ColumnGroup | null;
}

export interface MergeOptions extends Omit<ReportOptions, 'folder'> {
  /** Of the shards. */
  readonly folders: readonly string[];
  readonly out: string;
}

export type ResultsInvocation =
  | { readonly state: 'report'; readonly options: ReportOptions }
  | { readonly state: 'merge'; readonly options: MergeOptions }
  | { readonly state: 'help'; readonly command: 'report' | 'merge' }
  | { readonly state: 'version' };

export function readReport(args: readonly string[]): ResultsInvocation {
  const words = readWords('report', args, REPORT_OPTIONS, 'allowed');
  if (words.has('help')) return { state: 'help', command: 'report' };
  if (words.has('version')) return { state: 'version' };
  const [folder, ...more] = words.positionals;
  if (folder === undefined || folder === '' || more.length > 0) {
    throw words.bad('report takes one results folder');
  }
  return { state: 'report', options: { folder, ...readShown(words) } };
}

export function readMerge(args: readonly string[]): ResultsInvocation {
  const words = readWords('merge', args, MERGE_OPTIONS, 'allowed');
  if (words.has('help')) return { state: 'help', command: 'merge' };
  if (words.has('version')) return { state: 'version' };
  const folders = words.positionals;
  if (folders.length === 0 || folders.includes('')) throw words.bad('merge takes the folders of shards');
  const out = words.text('out');
  if (out === null) throw words.bad('merge needs --out DIR, where the joined results go');
  return { state: 'merge', options: { folders, out, ...readShown(words) } };
}

function readShown(words: Words): Pick<ReportOptions, 'format' | 'columns'> {
  return {
    format: words.choice('format', FORMATS) ?? 'table',
    columns: words.choice('columns', COLUMN_GROUPS),
  };
}
