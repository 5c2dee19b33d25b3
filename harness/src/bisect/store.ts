import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckBlock, CheckReport } from '@fairfetch/contract';
import { reportOfCheck } from '../check/judge.ts';
import { readCheck } from '../check/store.ts';
import { renderCheckJson } from '../check-report/index.ts';
import { HarnessError, reasonOf } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { writeReport } from '../store/index.ts';
import { resultsError } from '../store/results-folder.ts';
import { writeWhole } from '../store/whole-file.ts';
import type { Ask } from './ask.ts';
import { renderBisectJson } from './json.ts';
import type { BisectReport } from './report.ts';

export const BISECT_FILE = 'bisect.json';
/** Written last: a session without it was broken off. */
const FINISHED_FILE = 'report.json';
const NAME_DIGITS = 12;

/** A session of the gate on one commit, as it is stored. */
export interface Session {
  /** Name of its folder. */
  readonly name: string;
  readonly report: CheckReport;
  readonly blocks: readonly CheckBlock[];
}

/** Whose session it is: the first of a commit, or the one after that. */
export type Attempt = 1 | 2;

/** What a folder was made for; null: it is not there, or empty. @throws HarnessError `results` for any other folder */
export async function readAsk(folder: string): Promise<Ask | null> {
  const file = join(folder, BISECT_FILE);
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as Partial<BisectReport> | null;
    if (stored?.kind === 'bisect-report' && stored.format === 1 && stored.ask !== undefined)
      return stored.ask;
  } catch (error) {
    const names = await namesIn(folder);
    if (names.length === 0) return null;
    const problem = names.includes(BISECT_FILE)
      ? `${file} cannot be read: ${reasonOf(error)}`
      : `the folder ${folder} is not empty, and holds no bisection`;
    throw new HarnessError('results', problem, ANOTHER);
  }
  throw new HarnessError('results', `${file} is damaged: it is not a bisection of format 1`, ANOTHER);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    // What was being written when somebody was killed is nothing yet.
    return (await readdir(folder)).filter((name) => name !== `${BISECT_FILE}.new`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw resultsError(folder, error);
  }
}

const ANOTHER = 'Name an empty folder, or that of a bisection, with --out DIR.';

/** The folder of a bisection: bisect.json, and a folder for each session of the gate. */
export class BisectStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes the folder, and writes how things stand. @throws HarnessError `results` */
  async write(report: BisectReport): Promise<void> {
    try {
      await makeFolder(this.folder);
      await writeWhole(this.folder, BISECT_FILE, renderBisectJson(report));
    } catch (error) {
      throw resultsError(this.folder, error);
    }
  }

  /** A finished session; null: there is none. */
  async kept(revision: string, attempt: Attempt, ask: Ask): Promise<Session | null> {
    const name = nameOf(revision, attempt);
    const folder = join(this.folder, name);
    const names: readonly string[] = await readdir(folder).catch(() => []);
    if (!names.includes(FINISHED_FILE)) return null;
    const { session, blocks } = await readCheck(folder);
    const isIts =
      session.base.revision === ask.good &&
      session.candidate.revision === revision &&
      session.seed === ask.seed;
    if (isIts) return { name, report: reportOfCheck(session, blocks), blocks };
    throw new HarnessError(
      'results',
      `${folder} is a session of other commits than it is named after`,
      ANOTHER,
    );
  }

  /** A new folder for a session; what one that was broken off has left there is removed. */
  async fresh(
    revision: string,
    attempt: Attempt,
  ): Promise<{ readonly name: string; readonly folder: string }> {
    const name = nameOf(revision, attempt);
    const folder = join(this.folder, name);
    try {
      await rm(folder, { recursive: true, force: true });
      await makeFolder(folder);
    } catch (error) {
      throw resultsError(folder, error);
    }
    return { name, folder };
  }

  /** As if the session had not been held. */
  async forget(name: string): Promise<void> {
    await rm(join(this.folder, name), { recursive: true, force: true });
  }

  /** From here on the session counts. */
  async finish(name: string, report: CheckReport): Promise<Session> {
    const folder = join(this.folder, name);
    const { blocks } = await readCheck(folder);
    await writeReport(folder, FINISHED_FILE, renderCheckJson(report));
    return { name, report, blocks };
  }
}

function nameOf(revision: string, attempt: Attempt): string {
  return `${revision.slice(0, NAME_DIGITS)}${attempt === 1 ? '' : '-again'}`;
}
