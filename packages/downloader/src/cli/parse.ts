import { WORK_KINDS } from '../download/work.ts';
import { parseHeader } from './headers.ts';
import {
  EXISTING_MODES,
  OPTIONS,
  PROGRESS_MODES,
  UsageError,
  type DownloadRules,
  type FlagOption,
  type OptionName,
  type OptionShape,
  type RunOptions,
  type ValueOption,
} from './options.ts';
import { oneOf, seconds, size, wholeNumber, type Given } from './values.ts';

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly options: RunOptions };

const BY_SHORT = new Map(
  Object.entries(OPTIONS).flatMap(([name, shape]) =>
    'short' in shape ? [[shape.short as string, name]] : [],
  ),
);
/** What any text will do for, but for none at all; elsewhere the text itself is judged. */
const WORDS: ReadonlySet<string> = new Set(['FILE', 'DIR', 'NAME']);
const MOST_CONCURRENCY = 1024;
const MOST_RETRIES = 1000;
const MOST_REDIRECTS = 10_000;

interface Words {
  readonly values: Partial<Record<ValueOption, Given>>;
  /** --header is the one option that may be repeated. */
  readonly headers: string[];
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
  const read: Words = { values: {}, headers: [], flags: new Set(), urls: [] };
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
    const isFlag = OPTIONS[name as OptionName].kind === 'flag';
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
  const shape: OptionShape = OPTIONS[name as OptionName];
  if (shape.kind === 'flag') {
    if (attached !== undefined) throw new UsageError(`${shown} takes no value`);
    read.flags.add(name as FlagOption);
    return 0;
  }
  const value = attached ?? next;
  if (value === undefined || (value === '' && WORDS.has(shape.takes)))
    throw new UsageError(`${shown} takes ${shape.takes}`);
  if (name === 'header') read.headers.push(value);
  else read.values[name as ValueOption] = { text: value, shown };
  return attached === undefined ? 1 : 0;
}

function resolve(words: Words, strategies: readonly string[]): RunOptions {
  const { values, flags, urls } = words;
  const options: RunOptions = {
    ...resolveRules(words),
    urls,
    input: values.input?.text,
    dir: values.dir?.text ?? 'downloads',
    concurrency: valueOf(values.concurrency, 10, (given) => wholeNumber(given, 1, MOST_CONCURRENCY)),
    cacert: values.cacert?.text,
    json: flags.has('json'),
    records: values.records?.text,
    progress: valueOf(values.progress, 'auto', (given) => oneOf(given, PROGRESS_MODES)),
    quiet: flags.has('quiet'),
    strategy: valueOf(values.strategy, strategies[0] as string, (given) => oneOf(given, strategies)),
  };
  // A wrong value is told first: it is nearer to what was meant.
  if (urls.length === 0 && options.input === undefined) {
    throw new UsageError('nothing to download: give a URL, or --input FILE');
  }
  return options;
}

function resolveRules({ values, headers, flags }: Words): DownloadRules {
  return {
    retries: valueOf(values.retries, 3, (given) => wholeNumber(given, 0, MOST_RETRIES)),
    connectTimeoutS: valueOf(values['connect-timeout'], 10, (given) => seconds(given, 'above 0')),
    stallTimeoutS: valueOf(values['stall-timeout'], 30, (given) => seconds(given, 'above 0')),
    timeoutS: valueOf(values.timeout, 0, (given) => seconds(given, '0 or more')),
    maxSizeBytes: valueOf(values['max-size'], undefined, size),
    maxRedirects: valueOf(values['max-redirects'], 10, (given) => wholeNumber(given, 0, MOST_REDIRECTS)),
    existing: valueOf(values.existing, 'overwrite', (given) => oneOf(given, EXISTING_MODES)),
    resume: !flags.has('no-resume'),
    headers: headers.map((given) => parseHeader(given)),
    fsync: flags.has('fsync'),
    work: valueOf(values.work, 'none', (given) => oneOf(given, WORK_KINDS)),
  };
}

function valueOf<T>(given: Given | undefined, fallback: T, parse: (given: Given) => T): T {
  return given === undefined ? fallback : parse(given);
}
