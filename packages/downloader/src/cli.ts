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

/** Every option of the contract. What is above the level is refused by name, never taken and ignored. */
export const OPTIONS = {
  input: { kind: 'value', short: 'i', takes: 'FILE' },
  dir: { kind: 'value', short: 'd', takes: 'DIR' },
  concurrency: { kind: 'value', short: 'j', takes: 'N' },
  cacert: { kind: 'value', takes: 'FILE' },
  work: { kind: 'value', takes: 'KIND' },
  records: { kind: 'value', takes: 'FILE' },
  progress: { kind: 'value', takes: 'MODE' },
  strategy: { kind: 'value', takes: 'NAME' },
  json: { kind: 'flag' },
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

interface Words {
  readonly values: Partial<Record<ValueOption, string>>;
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
  read.values[name as ValueOption] = value;
  return attached === undefined ? 1 : 0;
}

function resolve({ values, flags, urls }: Words, strategies: readonly string[]): RunOptions {
  if (urls.length === 0 && values.input === undefined) {
    throw new UsageError('nothing to download: give URLs, or --input FILE');
  }
  return {
    urls,
    input: values.input,
    dir: values.dir ?? 'downloads',
    concurrency: values.concurrency === undefined ? 10 : concurrency(values.concurrency),
    cacert: values.cacert,
    work: oneOf('work', values.work ?? 'none', WORK_KINDS),
    json: flags.has('json'),
    records: values.records,
    progress: oneOf('progress', values.progress ?? 'auto', PROGRESS_MODES),
    quiet: flags.has('quiet'),
    strategy: oneOf('strategy', values.strategy ?? (strategies[0] as string), strategies),
  };
}

function concurrency(text: string): number {
  const number = /^\d{1,9}$/u.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MOST_CONCURRENCY) return number;
  throw new UsageError(`--concurrency takes a whole number from 1 to ${MOST_CONCURRENCY}, not '${text}'`);
}

function oneOf<T extends string>(name: ValueOption, text: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`--${name} takes ${choices.join(', ')}, not '${text}'`);
}
