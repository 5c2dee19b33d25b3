import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Scenario, SessionScenario } from '@fairfetch/contract';
import { HarnessError, reasonOf } from './errors.ts';
import type { CompareOptions } from './options.ts';
import { blocksAndRule, MOST_ADDED_BLOCKS, type Limits } from './plan/index.ts';
import type { Course, RunRequest } from './run/index.ts';
import type { RaceVariant } from './backends/index.ts';
import { expandScenario, leftOutOf } from './scenarios/index.ts';

const DEFAULT_BLOCKS = 10;
const DEFAULT_TIMEOUT_S = 60;
/** Other people's servers carry this load: fewer blocks, and much more patience. */
const URLS_BLOCKS = { fixed: 5, most: 20 };
const URLS_TIMEOUT_S = 600;
export const URLS_NAME = 'urls';

/** One scenario, or the user's own list, resolved: everything that decides what a run of it does. */
export interface Race {
  readonly course: Course;
  readonly work: RunRequest['work'];
  readonly timeoutMs: number;
  /** The same, as the session tells it. */
  readonly listed: SessionScenario;
}

/** What was asked for, in the order asked. */
export async function racesOf(
  options: CompareOptions,
  seed: number,
  scenarios: readonly Scenario[],
): Promise<readonly Race[]> {
  if (options.urls !== null) return [await urlsRace(options.urls, options)];
  return scenarios.map((scenario) => scenarioRace(scenario, seed, options));
}

/** Why programs that do not speak the contract cannot take part, or null. */
export function whyNoPeers(races: readonly Race[]): string | null {
  if (races.some(({ course }) => course.source === 'urls')) {
    return 'a peer is judged by the origin, and a list of your own has none';
  }
  return null;
}

/** A race that knows whom of a session's variants its scenario is not for. */
export function raceFor(race: Race, variants: readonly RaceVariant[]): Race {
  if (race.course.source === 'urls') return race;
  const [first, ...others] = leftOutOf(variants, race.course.scenario);
  if (first === undefined) return race;
  return { ...race, listed: { ...race.listed, leftOut: [first, ...others] } };
}

/** @param limits how long to go on, where the command line says */
export function scenarioRace(scenario: Scenario, seed: number, limits: Limits): Race {
  const expanded = expandScenario(scenario, seed);
  const usual = { fixed: scenario.blocks ?? DEFAULT_BLOCKS, most: MOST_ADDED_BLOCKS };
  return {
    course: { source: 'origin', scenario, expanded, seed },
    work: scenario.work ?? 'none',
    timeoutMs: Math.ceil((scenario.timeoutSeconds ?? DEFAULT_TIMEOUT_S) * 1000),
    listed: {
      name: scenario.name,
      title: scenario.title,
      concurrency: scenario.concurrency,
      scenario,
      urls: null,
      digest: expanded.digest,
      ...blocksAndRule(limits, usual),
      downloads: expanded.jobs.length,
      bytes: expanded.bytes,
    },
  };
}

export async function urlsRace(urls: NonNullable<CompareOptions['urls']>, limits: Limits): Promise<Race> {
  const text = await readList(urls.file);
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')).length;
  if (lines === 0) throw listError(`--urls ${urls.file} holds no URL`);
  return {
    course: { source: 'urls', text },
    work: 'none',
    timeoutMs: URLS_TIMEOUT_S * 1000,
    listed: {
      name: URLS_NAME,
      title: `your list ${basename(urls.file)}`,
      concurrency: urls.concurrency,
      scenario: null,
      urls: { file: urls.file, lines },
      digest: createHash('sha256').update(text).digest('hex'),
      ...blocksAndRule(limits, URLS_BLOCKS),
      downloads: lines,
      bytes: null,
    },
  };
}

async function readList(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw listError(`--urls ${file} cannot be read: ${reasonOf(error)}`, error);
  }
}

function listError(message: string, cause?: unknown): HarnessError {
  return new HarnessError(
    'urls-file',
    message,
    'Give a text file with one URL, or one JSON job, on each line.',
    {
      cause,
    },
  );
}
