import {
  DEFAULT_LINES,
  DEFAULT_POINTS,
  KILL_OPTIONS,
  MEMORY_OPTIONS,
  MOST_LINES,
  MOST_POINTS,
  TRIAL_FORMATS,
} from '../option-table.ts';
import { readWords } from './words.ts';

type TrialFormat = (typeof TRIAL_FORMATS)[number];

export interface KillOptions {
  readonly only: readonly string[];
  /** Of each variant. */
  readonly points: number;
  /** null: drawn at random. */
  readonly seed: number | null;
  readonly format: TrialFormat;
}

export interface MemoryOptions {
  readonly only: readonly string[];
  /** Of the long list. */
  readonly lines: number;
  readonly format: TrialFormat;
}

export type TrialInvocation =
  | { readonly state: 'kill'; readonly options: KillOptions }
  | { readonly state: 'memory'; readonly options: MemoryOptions }
  | { readonly state: 'help'; readonly command: 'kill' | 'memory' }
  | { readonly state: 'version' };

export function readKill(args: readonly string[]): TrialInvocation {
  const words = readWords('kill', args, KILL_OPTIONS);
  if (words.has('help')) return { state: 'help', command: 'kill' };
  if (words.has('version')) return { state: 'version' };
  return {
    state: 'kill',
    options: {
      only: words.texts('only'),
      points: words.number('points', 1, MOST_POINTS) ?? DEFAULT_POINTS,
      seed: words.number('seed', 0, Number.MAX_SAFE_INTEGER),
      format: words.choice('format', TRIAL_FORMATS) ?? 'table',
    },
  };
}

export function readMemory(args: readonly string[]): TrialInvocation {
  const words = readWords('memory', args, MEMORY_OPTIONS);
  if (words.has('help')) return { state: 'help', command: 'memory' };
  if (words.has('version')) return { state: 'version' };
  return {
    state: 'memory',
    options: {
      only: words.texts('only'),
      lines: words.number('lines', 2_000, MOST_LINES) ?? DEFAULT_LINES,
      format: words.choice('format', TRIAL_FORMATS) ?? 'table',
    },
  };
}
