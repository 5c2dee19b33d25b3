import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check, type CheckReport } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';

/** What the folders hold. */
export interface ReadReports {
  readonly reports: readonly CheckReport[];
  /** Files that say they are reports and are not, or cannot be read: what and why, in words. */
  readonly leftOut: readonly string[];
}

const KIND = 'check-report';
const SAYS_KIND = /"kind"\s*:\s*"check-report"/;
const SHOWN_PROBLEMS = 3;

/**
 * Every report of the gate in the folders and below them. Files that do not say they are one are not looked at; links are
 * not followed. A file that is reached twice is read once.
 * @throws HarnessError `results` for a folder that cannot be read
 */
export async function readReports(folders: readonly string[]): Promise<ReadReports> {
  const lists = await Promise.all(folders.map(jsonFilesIn));
  const files = [...new Set(lists.flat())].toSorted();
  const reports: CheckReport[] = [];
  const leftOut: string[] = [];
  // One after the other: there may be thousands of them.
  for (const file of files) {
    const found = await readOne(file);
    if (found.state === 'report') reports.push(found.report);
    if (found.state === 'broken') leftOut.push(`${file} is left out: ${found.why}`);
  }
  return { reports, leftOut };
}

/** Folder by folder: asked to do it by itself, the system's call would follow links, in circles too. */
async function jsonFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return jsonFilesIn(path);
      return entry.isFile() && entry.name.endsWith('.json') ? [path] : [];
    }),
  );
  return lists.flat();
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new HarnessError(
      'results',
      `the folder ${folder} cannot be read: ${reasonOf(error)}`,
      'Name the folder that `fairfetch check --keep DIR` keeps reports in.',
      { cause: error },
    );
  }
}

type Found =
  | { readonly state: 'report'; readonly report: CheckReport }
  | { readonly state: 'other' }
  | { readonly state: 'broken'; readonly why: string };

async function readOne(file: string): Promise<Found> {
  try {
    return judged(await readFile(file, 'utf8'));
  } catch (error) {
    return { state: 'broken', why: reasonOf(error) };
  }
}

/** A text that was cut off still says what it was to be. */
function judged(text: string): Found {
  if (!SAYS_KIND.test(text)) return { state: 'other' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { state: 'broken', why: `not JSON: ${(error as Error).message}` };
  }
  if ((value as { readonly kind?: unknown } | null)?.kind !== KIND) return { state: 'other' };
  const checked = check(KIND, value);
  if (checked.state === 'valid') return { state: 'report', report: checked.value };
  return { state: 'broken', why: checked.problems.slice(0, SHOWN_PROBLEMS).join('; ') };
}
