import { readFileSync } from 'node:fs';
import { check, type Scenario } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';

const MOST_DOWNLOADS = 1_000_000;
const MOST_BYTES = 64 * 2 ** 30;
const MOST_FILE_CHARACTERS = 1024 * 1024;

/** Whether what follows --scenario names a file: it has a slash, or ends in .json. */
export function isScenarioFile(name: string): boolean {
  return name.includes('/') || name.endsWith('.json');
}

/**
 * Reads a scenario that a user wrote.
 * @param taken names of the scenarios that come with the harness
 * @throws HarnessError `scenario-file` that names the file and, where there is one, the field
 */
export function loadScenarioFile(file: string, taken: readonly string[]): Scenario {
  const value = jsonOf(file, textOf(file));
  const checked = check('scenario', value);
  if (checked.state === 'invalid') {
    throw refused(file, checked.problems.map((problem) => withValue(problem, value)).join('; '));
  }
  const problem = contradictionOf(checked.value, taken);
  if (problem !== null) throw refused(file, problem);
  return checked.value;
}

function textOf(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= MOST_FILE_CHARACTERS) return text;
  } catch (error) {
    throw refused(file, `it cannot be read: ${reasonOf(error)}`, error);
  }
  throw refused(file, 'it is longer than a MiB');
}

function jsonOf(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refused(file, `it is not JSON: ${oneLine(error as Error)}${placeOf(error as Error, text)}`, error);
  }
}

const oneLine = ({ message }: Error): string => message.replaceAll(/\s+/g, ' ');

/** Where the first token is that cannot stand there; nothing where the parser says it itself. */
function placeOf({ message }: Error, text: string): string {
  if (/line \d+/.test(message)) return '';
  let [good, bad] = [0, text.length];
  while (message.startsWith('Unexpected token') && bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (hasBadToken(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  const lines = text.slice(0, Math.max(0, bad - 1)).split('\n');
  return ` (line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
}

function hasBadToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token');
  }
}

/** `/network/rttMs must be >= 0, not -5`: the pointer, what is allowed, and what was found. */
function withValue(problem: string, value: unknown): string {
  const [where = '', ...rest] = problem.split(' ');
  if (problem.startsWith('the document ')) return problem.replace('the document', 'it');
  const found = where
    .split('/')
    .reduce<unknown>((part, key) => (part as Readonly<Record<string, unknown>> | null)?.[key], value);
  const isPlain = found !== undefined && (found === null || typeof found !== 'object');
  return `/${where} ${rest.join(' ')}${isPlain ? `, not ${JSON.stringify(found)}` : ''}`;
}

type Rule = readonly [pointer: string, holds: boolean, reason: string];

/** What each field may be for itself, and not beside the others; null: nothing. */
function contradictionOf(scenario: Scenario, taken: readonly string[]): string | null {
  const { name, files, copies = 1, hosts = 1, http = ['1.1'], tls, faults } = scenario;
  const downloads = copies * files.reduce((sum, { count }) => sum + count, 0);
  const bytes =
    copies *
    files.reduce(
      (sum, { count, bytes: each, logNormal }) => sum + count * (logNormal?.maxBytes ?? each ?? 0),
      0,
    );
  const shares = (faults?.unavailable?.share ?? 0) + (faults?.reset?.share ?? 0);
  const crossed = files.findIndex(({ logNormal }) => logNormal && logNormal.minBytes > logNormal.maxBytes);
  const rules: readonly Rule[] = [
    ['/name', !taken.includes(name), `${name} is the name of a scenario that comes with the harness`],
    [`/files/${crossed}/logNormal/minBytes`, crossed === -1, 'is above maxBytes'],
    [
      '/files',
      downloads <= MOST_DOWNLOADS,
      `are ${downloads} downloads, at most ${MOST_DOWNLOADS} can be raced`,
    ],
    ['/files', bytes <= MOST_BYTES, `may be ${bytes} bytes together, at most ${MOST_BYTES} can be raced`],
    ['/hosts', hosts <= downloads, `is ${hosts}, and there are ${downloads} downloads for them`],
    ['/http', tls || !http.includes('2'), 'has 2, which is spoken over TLS alone: say "tls": true'],
    ['/faults', shares <= 1, `has shares that are ${shares} together, at most 1 is possible`],
  ];
  const broken = rules.find(([, holds]) => !holds);
  return broken === undefined ? null : `${broken[0]} ${broken[2]}`;
}

function refused(file: string, reason: string, cause?: unknown): HarnessError {
  return new HarnessError(
    'scenario-file',
    `--scenario ${file}: ${reason}`,
    'docs/scenarios.md has every field and an example.',
    { cause },
  );
}
