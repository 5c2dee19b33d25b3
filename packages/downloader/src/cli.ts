import { quoted } from './failures.ts';
import { WORK_KINDS, type WorkKind } from './work.ts';

export const PROGRESS_MODES = ['auto', 'bar', 'plain', 'none'] as const;
export type ProgressMode = (typeof PROGRESS_MODES)[number];

/** The command line, resolved: every default is in here and nowhere else. */
export interface RunOptions {
  readonly urls: readonly string[];
  readonly input: string | undefined;
  readonly dir: string;
  readonly concurrency: number;
  readonly cacert: string | undefined;
  readonly work: WorkKind;
  readonly json: boolean;
  readonly records: string | undefined;
  readonly progress: ProgressMode;
  readonly quiet: boolean;
  readonly strategy: string;
}

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly options: RunOptions };

/** The command line is wrong: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type OptionShape =
  | { readonly kind: 'value'; readonly short?: string; readonly takes: string }
  | { readonly kind: 'flag'; readonly short?: string }
  | { readonly kind: 'later'; readonly short?: string; readonly level: 'downloads' | 'trusted' };

/** Every option of the contract, in the order of --help. What is above the level is refused by name, never taken and ignored. */
export const OPTIONS = {
  input: { kind: 'value', short: 'i', takes: 'FILE' },
  dir: { kind: 'value', short: 'd', takes: 'DIR' },
  concurrency: { kind: 'value', short: 'j', takes: 'N' },
  strategy: { kind: 'value', takes: 'NAME' },
  cacert: { kind: 'value', takes: 'FILE' },
  work: { kind: 'value', takes: 'KIND' },
  json: { kind: 'flag' },
  records: { kind: 'value', takes: 'FILE' },
  progress: { kind: 'value', takes: 'MODE' },
  quiet: { kind: 'flag', short: 'q' },
  help: { kind: 'flag', short: 'h' },
  version: { kind: 'flag' },
  retries: { kind: 'later', level: 'downloads' },
  'connect-timeout': { kind: 'later', level: 'downloads' },
  'stall-timeout': { kind: 'later', level: 'downloads' },
  timeout: { kind: 'later', level: 'downloads' },
  'max-size': { kind: 'later', level: 'downloads' },
  'max-redirects': { kind: 'later', level: 'downloads' },
  existing: { kind: 'later', level: 'downloads' },
  header: { kind: 'later', short: 'H', level: 'downloads' },
  'no-resume': { kind: 'later', level: 'trusted' },
  fsync: { kind: 'later', level: 'trusted' },
} as const satisfies Record<string, OptionShape>;

type NamesOfKind<K extends OptionShape['kind']> = {
  [N in keyof typeof OPTIONS]: (typeof OPTIONS)[N]['kind'] extends K ? N : never;
}[keyof typeof OPTIONS];
export type ValueOption = NamesOfKind<'value'>;
export type FlagOption = NamesOfKind<'flag'>;
export type OfferedOption = ValueOption | FlagOption;

const BY_SHORT = new Map(
  Object.entries(OPTIONS).flatMap(([name, shape]) =>
    'short' in shape ? [[shape.short as string, name]] : [],
  ),
);
const MOST_CONCURRENCY = 1024;

interface Given {
  readonly text: string;
  /** The option as it was written: -j or --concurrency. */
  readonly shown: string;
}

interface Words {
  readonly values: Partial<Record<ValueOption, Given>>;
  readonly flags: Set<FlagOption>;
  readonly urls: string[];
}

/** @param strategies names that --strategy takes, the default one first */
export function parseCommand(words: readonly string[], strategies: readonly string[]): Command {
  const read = readWords(words);
  if (read.flags.has('help')) return { kind: 'help' };
  if (read.flags.has('version')) return { kind: 'version' };
  return { kind: 'run', options: resolve(read, strategies) };
}

function readWords(words: readonly string[]): Words {
  const read: Words = { values: {}, flags: new Set(), urls: [] };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    if (word === '--') {
      read.urls.push(...words.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) at += readLong(word, words[at + 1], read);
    else if (word.startsWith('-') && word !== '-') at += readShort(word, words[at + 1], read);
    else read.urls.push(word);
    // What follows a request for help does not matter, so that help is there when a command line is not right yet.
    if (read.flags.has('help')) break;
  }
  return read;
}

/** @returns how many further words the option has taken */
function readLong(word: string, next: string | undefined, read: Words): 0 | 1 {
  const equals = word.indexOf('=');
  const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
  return readOption(`--${name}`, name, equals === -1 ? undefined : word.slice(equals + 1), next, read);
}

/** -qj4 is -q -j 4. */
function readShort(word: string, next: string | undefined, read: Words): 0 | 1 {
  for (let at = 1; at < word.length; at += 1) {
    const short = word[at] as string;
    const name = BY_SHORT.get(short);
    if (name === undefined) throw new UsageError(`unknown option -${short}; --help lists the options`);
    const rest = word.slice(at + 1);
    const isFlag = OPTIONS[name as keyof typeof OPTIONS].kind === 'flag';
    if (!isFlag || rest === '')
      return readOption(`-${short}`, name, rest === '' ? undefined : rest, next, read);
    read.flags.add(name as FlagOption);
  }
  return 0;
}

function readOption(
  shown: string,
  name: string,
  attached: string | undefined,
  next: string | undefined,
  read: Words,
): 0 | 1 {
  if (!Object.hasOwn(OPTIONS, name))
    throw new UsageError(`unknown option ${shown}; --help lists the options`);
  const shape: OptionShape = OPTIONS[name as keyof typeof OPTIONS];
  if (shape.kind === 'later') {
    throw new UsageError(`${shown} needs level ${shape.level}; this variant is at level races`);
  }
  if (shape.kind === 'flag') {
    if (attached !== undefined) throw new UsageError(`${shown} takes no value`);
    read.flags.add(name as FlagOption);
    return 0;
  }
  const value = attached ?? next;
  if (value === undefined || value === '') throw new UsageError(`${shown} takes ${shape.takes}`);
  read.values[name as ValueOption] = { text: value, shown };
  return attached === undefined ? 1 : 0;
}

function resolve({ values, flags, urls }: Words, strategies: readonly string[]): RunOptions {
  const options: RunOptions = {
    urls,
    input: values.input?.text,
    dir: values.dir?.text ?? 'downloads',
    concurrency: values.concurrency === undefined ? 10 : concurrency(values.concurrency),
    cacert: values.cacert?.text,
    work: oneOf(values.work, WORK_KINDS) ?? 'none',
    json: flags.has('json'),
    records: values.records?.text,
    progress: oneOf(values.progress, PROGRESS_MODES) ?? 'auto',
    quiet: flags.has('quiet'),
    strategy: oneOf(values.strategy, strategies) ?? (strategies[0] as string),
  };
  // A wrong value is told first: it is nearer to what was meant.
  if (urls.length === 0 && options.input === undefined) {
    throw new UsageError('nothing to download: give a URL, or --input FILE');
  }
  return options;
}

function concurrency({ text, shown }: Given): number {
  const number = /^\d{1,9}$/u.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MOST_CONCURRENCY) return number;
  throw new UsageError(`${shown} takes a whole number from 1 to ${MOST_CONCURRENCY}, not ${quoted(text)}`);
}

function oneOf<T extends string>(given: Given | undefined, choices: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const chosen = choices.find((choice) => choice === given.text);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`${given.shown} takes one of ${choices.join(', ')}, not ${quoted(given.text)}`);
}
