import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { check, type CheckBaseline } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';
import { writeWhole } from '../store/whole-file.ts';
import { BASELINE_FORMAT } from './baseline.ts';

/** Of what is wrong with a file, so much is told. */
const MOST_PROBLEMS = 5;

const NAME_ANOTHER = 'Name a file that `fairfetch check --record FILE` wrote.';

/**
 * Writes a baseline as a whole, in the place of one that is there.
 * @throws HarnessError `results` where it cannot be written
 */
export async function writeBaseline(file: string, baseline: CheckBaseline): Promise<void> {
  const checked = check('check-baseline', baseline);
  if (checked.state === 'invalid') throw new Error(`no baseline to store: ${checked.problems.join('; ')}`);
  try {
    await writeWhole(dirname(file), basename(file), `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (error) {
    throw new HarnessError(
      'results',
      `${file} cannot be written: ${reasonOf(error)}`,
      'Name a file in a folder that you can write to.',
      { cause: error },
    );
  }
}

/**
 * Reads a baseline through its schema.
 * @throws HarnessError `results` for a file that cannot be read, is none, is of another format, or cannot be true
 */
export async function readBaseline(file: string): Promise<CheckBaseline> {
  const value = parsed(file, await textOf(file));
  requireKind(file, value);
  const checked = check('check-baseline', value);
  if (checked.state === 'invalid') throw damaged(file, checked.problems);
  const problems = contradictions(checked.value);
  if (problems.length > 0) throw damaged(file, problems);
  return checked.value;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const message = `the baseline ${file} cannot be read: ${reasonOf(error)}`;
    throw new HarnessError('results', message, NAME_ANOTHER, { cause: error });
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `${file} is no baseline: it is not JSON: ${(error as Error).message}`;
    throw new HarnessError('results', message, NAME_ANOTHER, { cause: error });
  }
}

/** Another version's file is not damaged, and must not be taken for one of ours. */
function requireKind(file: string, value: unknown): void {
  const { kind, format, provenance } = (value ?? {}) as {
    readonly kind?: unknown;
    readonly format?: unknown;
    readonly provenance?: { readonly harness?: unknown } | null;
  };
  if (kind !== 'check-baseline') {
    const what = typeof kind === 'string' ? `its kind is ${JSON.stringify(kind)}` : 'it does not say so';
    throw new HarnessError('results', `${file} is no baseline: ${what}`, NAME_ANOTHER);
  }
  if (!Number.isSafeInteger(format) || format === BASELINE_FORMAT) return;
  const version = provenance?.harness;
  const writer = typeof version === 'string' ? `fairfetch ${version}` : 'the version';
  throw new HarnessError(
    'results',
    `the baseline ${file} is of format ${String(format)}, and this version reads format ${BASELINE_FORMAT}`,
    `Read it with ${writer} that wrote it, or record it anew: \`fairfetch check --record FILE\`.`,
  );
}

function damaged(file: string, problems: readonly string[]): HarnessError {
  const told = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length - told.length;
  const text = [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return new HarnessError(
    'results',
    `the baseline ${file} is damaged: ${text}`,
    'Take it from a copy, or record it anew: `fairfetch check --record FILE`.',
  );
}

/** What of a baseline that holds to its schema cannot be true. */
function contradictions({ recordedAt, scenarios, rows }: CheckBaseline): readonly string[] {
  const names = scenarios.map(({ name }) => name);
  const places = rows.map(({ scenario, variant }) => `${variant} in ${scenario}`);
  const long = rows.filter(({ runs, failed, values }) =>
    Object.values(values).some((each) => each.length > runs - failed),
  );
  return [
    ...(Number.isNaN(Date.parse(recordedAt)) ? [`its recordedAt is no time: ${recordedAt}`] : []),
    ...repeated(names).map((name) => `it has the scenario ${name} twice`),
    ...repeated(places).map((place) => `it has ${place} twice`),
    ...rows
      .filter(({ scenario }) => !names.includes(scenario))
      .map(({ scenario, variant }) => `it has ${variant} in ${scenario}, which is none of its scenarios`),
    ...rows
      .filter(({ runs, failed }) => failed > runs)
      .map(({ variant, runs, failed }) => `of ${runs} runs of ${variant} ${failed} failed`),
    ...long.map(
      ({ scenario, variant }) => `${variant} in ${scenario} has more values than runs that were ok`,
    ),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
