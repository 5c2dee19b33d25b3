import type { RunMetric } from '@fairfetch/contract';
import { CHECK_METRICS, LIST_OPTIONS, type OptionTable } from '../option-table.ts';
import { readWords } from './words.ts';

export const TREND_FORMATS = ['table', 'json', 'csv'] as const;
export type TrendFormat = (typeof TREND_FORMATS)[number];
export const DEFAULT_TREND_METRIC = 'time';
export const DEFAULT_HISTORY = 'history';

export const TREND_OPTIONS = {
  metric: {
    type: 'string',
    takes: 'METRIC',
    about: `${CHECK_METRICS.join(', ')} (default: ${DEFAULT_TREND_METRIC})`,
  },
  variant: {
    type: 'string',
    multiple: true,
    takes: 'PATTERN',
    about: 'only variants whose BACKEND/VARIANT holds or (with * and ?) matches it, may be repeated',
  },
  scenario: { type: 'string', takes: 'NAME', about: 'only this scenario (default: all)' },
  out: { type: 'string', takes: 'FILE.svg', about: 'draw a picture as well; one that is there is replaced' },
  format: { type: 'string', takes: 'FORMAT', about: `${TREND_FORMATS.join(', ')} (default: table)` },
  ...LIST_OPTIONS,
} as const satisfies OptionTable;

export interface TrendOptions {
  /** Empty: the history of the workspace. */
  readonly folders: readonly string[];
  readonly metric: RunMetric;
  /** Empty: all. */
  readonly variants: readonly string[];
  /** null: all. */
  readonly scenario: string | null;
  /** null: no picture. */
  readonly out: string | null;
  readonly format: TrendFormat;
}

export type TrendInvocation =
  | { readonly state: 'trend'; readonly options: TrendOptions }
  | { readonly state: 'help'; readonly command: 'trend' }
  | { readonly state: 'version' };

/** @throws HarnessError `bad-option` that names the first word that cannot be understood */
export function readTrend(args: readonly string[]): TrendInvocation {
  const words = readWords('trend', args, TREND_OPTIONS, 'allowed');
  if (words.has('help')) return { state: 'help', command: 'trend' };
  if (words.has('version')) return { state: 'version' };
  const folders = words.positionals;
  if (folders.includes('')) throw words.bad('trend takes folders, not an empty word');
  const out = words.text('out');
  if (out !== null && !out.endsWith('.svg')) throw words.bad(`--out takes FILE.svg, not ${out}`);
  const variants = words.texts('variant');
  if (variants.includes('')) throw words.bad('--variant takes PATTERN, not an empty word');
  return {
    state: 'trend',
    options: {
      folders,
      metric: words.choice('metric', CHECK_METRICS) ?? DEFAULT_TREND_METRIC,
      variants,
      scenario: words.text('scenario'),
      out,
      format: words.choice('format', TREND_FORMATS) ?? 'table',
    },
  };
}
