import { broken } from './defects.ts';
import { WORK_KINDS, type WorkKind } from './digests.ts';
import { EXISTING_MODES, type ExistingMode } from './existing.ts';
import { quoted } from './failure.ts';
import type { Header } from './requests.ts';

export const PROGRESS_MODES = ['auto', 'bar', 'plain', 'none'] as const;
export type ProgressMode = (typeof PROGRESS_MODES)[number];
export const STRATEGY = 'simple';

export interface Options {
  readonly urls: readonly string[];
  readonly input: string | undefined;
  readonly dir: string;
  readonly concurrency: number;
  readonly retries: number;
  readonly connectTimeoutS: number;
  readonly stallTimeoutS: number;
  /** 0 for none. */
  readonly timeoutS: number;
  readonly maxSize: number | undefined;
  readonly maxRedirects: number;
  readonly existing: ExistingMode;
  readonly mayResume: boolean;
  readonly headers: readonly Header[];
  readonly cacert: string | undefined;
  readonly isSynced: boolean;
  readonly work: WorkKind;
  readonly json: boolean;
  readonly records: string | undefined;
  readonly progress: ProgressMode;
  readonly quiet: boolean;
}

/** The command line is wrong: exit 2. */
export class UsageError extends Error {}

/** An option as it was written, and its value. */
export interface Given {
  readonly shown: string;
  readonly text: string;
}

/** Names of those that take a value, with what that is. */
export const VALUES: Readonly<Record<string, string>> = {
  input: 'FILE',
  dir: 'DIR',
  concurrency: 'N',
  strategy: 'NAME',
  retries: 'N',
  'connect-timeout': 'S',
  'stall-timeout': 'S',
  timeout: 'S',
  'max-size': 'BYTES',
  'max-redirects': 'N',
  existing: 'MODE',
  header: "'NAME: VALUE'",
  cacert: 'FILE',
  work: 'KIND',
  records: 'FILE',
  progress: 'MODE',
};
export const FLAGS: ReadonlySet<string> = new Set(['no-resume', 'fsync', 'json', 'quiet', 'help', 'version']);
export const SHORT: Readonly<Record<string, string>> = {
  i: 'input',
  d: 'dir',
  j: 'concurrency',
  H: 'header',
  q: 'quiet',
  h: 'help',
};

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;
const OURS = new Set(
  (
    'accept-encoding connection content-length expect host if-range keep-alive proxy-authorization ' +
    'proxy-connection range te trailer transfer-encoding upgrade'
  ).split(' '),
);
const MOST_SECONDS = 1_000_000;
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** @throws UsageError */
export function resolve(
  values: ReadonlyMap<string, Given>,
  flags: ReadonlySet<string>,
  headers: readonly Given[],
  urls: readonly string[],
): Options {
  const given = (name: string): Given | undefined => values.get(name);
  const options: Options = {
    urls,
    input: given('input')?.text,
    dir: given('dir')?.text ?? 'downloads',
    concurrency: whole(given('concurrency'), 1, 1024, 10),
    retries: whole(given('retries'), 0, 1000, 3),
    connectTimeoutS: seconds(given('connect-timeout'), 'above 0', 10),
    stallTimeoutS: seconds(given('stall-timeout'), 'above 0', 30),
    timeoutS: seconds(given('timeout'), '0 or more', 0),
    maxSize: size(given('max-size')),
    maxRedirects: whole(given('max-redirects'), 0, 10_000, 10),
    existing: oneOf(given('existing'), EXISTING_MODES),
    mayResume: !flags.has('no-resume'),
    headers: headers.flatMap(header),
    cacert: given('cacert')?.text,
    isSynced: flags.has('fsync'),
    work: oneOf(given('work'), WORK_KINDS),
    json: flags.has('json'),
    records: given('records')?.text,
    progress: oneOf(given('progress'), PROGRESS_MODES),
    quiet: flags.has('quiet'),
  };
  oneOf(given('strategy'), [STRATEGY]);
  const isNothing = urls.length === 0 && options.input === undefined;
  if (isNothing && !broken('nothing-to-do-is-ok'))
    throw new UsageError('nothing to download: give a URL, or --input FILE');
  return options;
}

function whole(given: Given | undefined, least: number, most: number, otherwise: number): number {
  if (given === undefined) return otherwise;
  const number = /^\d{1,9}$/u.test(given.text) ? Number(given.text) : -1;
  if (number >= least && number <= most) return number;
  return refuse(given, `a whole number from ${least} to ${most}`, otherwise);
}

/** @returns null where a text is no number of seconds, from 0 to 1,000,000 */
export function parseSeconds(text: string): number | null {
  const number = /^(?:\d+\.?\d*|\.\d+)$/u.test(text) ? Number(text) : Infinity;
  return number <= MOST_SECONDS ? number : null;
}

function seconds(given: Given | undefined, range: 'above 0' | '0 or more', otherwise: number): number {
  if (given === undefined) return otherwise;
  const number = parseSeconds(given.text);
  if (number !== null && (number > 0 || range === '0 or more')) return number;
  return refuse(given, `seconds${range === 'above 0' ? ' above 0' : ', 0 or more'}`, otherwise);
}

/** @returns null where a text is no number of bytes */
export function parseSize(text: string): number | null {
  const { digits, unit = '' } = /^(?<digits>\d{1,16})(?<unit>[KMG]?)$/u.exec(text)?.groups ?? {};
  const bytes = digits === undefined ? Infinity : Number(digits) * (UNITS[unit] ?? 1);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

function size(given: Given | undefined): number | undefined {
  if (given === undefined) return undefined;
  return parseSize(given.text) ?? refuse(given, 'a number of bytes, with K, M or G if you like', undefined);
}

/** Where the defect is not asked for, a wrong number is told. */
function refuse<T>({ shown, text }: Given, takes: string, otherwise: T): T {
  if (broken('bad-number-accepted')) return otherwise;
  throw new UsageError(`${shown} takes ${takes}, not ${quoted(text)}`);
}

function oneOf<const T extends string>(given: Given | undefined, choices: readonly [T, ...T[]]): T {
  if (given === undefined) return choices[0];
  const chosen = choices.find((choice) => choice === given.text);
  if (chosen !== undefined) return chosen;
  if (broken('bad-choice-accepted')) return choices[0];
  throw new UsageError(`${given.shown} takes one of ${choices.join(', ')}, not ${quoted(given.text)}`);
}

/** @throws UsageError where it is no header, or one that the downloader sets itself */
export function header({ shown, text }: Given): Header[] {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(0, colon));
  if (!TOKEN.test(name) || /[\r\n\0]/u.test(text)) {
    if (broken('bad-header-accepted')) return [];
    throw new UsageError(`${shown} takes ${VALUES['header']}, not ${quoted(text)}`);
  }
  if (OURS.has(name.toLowerCase()) && !broken('reserved-header-accepted'))
    throw new UsageError(`${shown} cannot set ${name}: the downloader does`);
  return [{ name, value: text.slice(colon + 1).replaceAll(/^[ \t]+|[ \t]+$/gu, '') }];
}
