import type { WorkKind } from '../download/work.ts';
import type { HeaderLine } from './headers.ts';

export const PROGRESS_MODES = ['auto', 'bar', 'plain', 'none'] as const;
export type ProgressMode = (typeof PROGRESS_MODES)[number];

export const EXISTING_MODES = ['overwrite', 'skip', 'fail'] as const;
export type ExistingMode = (typeof EXISTING_MODES)[number];

/** How each download is to be carried out. Plain data, so that it can be sent to another thread. */
export interface DownloadRules {
  /** Further attempts after the first. */
  readonly retries: number;
  readonly connectTimeoutS: number;
  readonly stallTimeoutS: number;
  /** One download with all its attempts and waits; 0 is no limit. */
  readonly timeoutS: number;
  readonly maxSizeBytes: number | undefined;
  readonly maxRedirects: number;
  readonly existing: ExistingMode;
  /** Whether to go on with what an earlier run left. */
  readonly resume: boolean;
  readonly headers: readonly HeaderLine[];
  readonly fsync: boolean;
  readonly work: WorkKind;
}

/** The command line, resolved: every default is in parse.ts and nowhere else. */
export interface RunOptions extends DownloadRules {
  readonly urls: readonly string[];
  readonly input: string | undefined;
  readonly dir: string;
  readonly concurrency: number;
  readonly cacert: string | undefined;
  readonly json: boolean;
  readonly records: string | undefined;
  readonly progress: ProgressMode;
  readonly quiet: boolean;
  readonly strategy: string;
}

export type OptionShape =
  | { readonly kind: 'value'; readonly short?: string; readonly takes: string }
  | { readonly kind: 'flag'; readonly short?: string };

/** Every option of the contract, in the order of --help. */
export const OPTIONS = {
  input: { kind: 'value', short: 'i', takes: 'FILE' },
  dir: { kind: 'value', short: 'd', takes: 'DIR' },
  concurrency: { kind: 'value', short: 'j', takes: 'N' },
  strategy: { kind: 'value', takes: 'NAME' },
  retries: { kind: 'value', takes: 'N' },
  'connect-timeout': { kind: 'value', takes: 'S' },
  'stall-timeout': { kind: 'value', takes: 'S' },
  timeout: { kind: 'value', takes: 'S' },
  'max-size': { kind: 'value', takes: 'BYTES' },
  'max-redirects': { kind: 'value', takes: 'N' },
  existing: { kind: 'value', takes: 'MODE' },
  'no-resume': { kind: 'flag' },
  header: { kind: 'value', short: 'H', takes: "'NAME: VALUE'" },
  cacert: { kind: 'value', takes: 'FILE' },
  fsync: { kind: 'flag' },
  work: { kind: 'value', takes: 'KIND' },
  json: { kind: 'flag' },
  records: { kind: 'value', takes: 'FILE' },
  progress: { kind: 'value', takes: 'MODE' },
  quiet: { kind: 'flag', short: 'q' },
  help: { kind: 'flag', short: 'h' },
  version: { kind: 'flag' },
} as const satisfies Record<string, OptionShape>;

export type OptionName = keyof typeof OPTIONS;
type NamesOfKind<K extends OptionShape['kind']> = {
  [N in OptionName]: (typeof OPTIONS)[N]['kind'] extends K ? N : never;
}[OptionName];
export type ValueOption = NamesOfKind<'value'>;
export type FlagOption = NamesOfKind<'flag'>;

/** The command line is wrong: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
