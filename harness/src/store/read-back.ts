import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type Session, type StoredRun } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import { resultsError } from './results-folder.ts';

/** What a results folder holds. */
export interface Stored {
  readonly session: Session;
  readonly runs: readonly StoredRun[];
  /** The last line was cut off: whoever wrote it was killed while doing so. */
  readonly torn: boolean;
}

/**
 * Reads a results folder, every line through the schema. A torn last line is left out.
 * @throws HarnessError `results` for anything else that is not as it was written
 */
export async function readResults(folder: string): Promise<Stored> {
  const session = parse('session', await textIn(folder, 'session.json'));
  if (session.state === 'invalid') throw damaged(folder, 'session.json', session.problems);
  const lines = (await textIn(folder, 'runs.jsonl')).split('\n');
  // Every whole line ends with a line feed, so the last part is empty, or torn.
  const torn = lines.pop() !== '';
  const runs = lines.map((line, index) => {
    const run = parse('stored-run', line);
    if (run.state === 'valid') return run.value;
    throw damaged(folder, `runs.jsonl, line ${index + 1}`, run.problems);
  });
  return { session: session.value, runs, torn };
}

async function textIn(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    throw resultsError(folder, error);
  }
}

function damaged(folder: string, what: string, problems: readonly string[]): HarnessError {
  const message = `${join(folder, what)} is damaged: ${problems.join('; ')}`;
  return new HarnessError('results', message, 'Race again, or take the folder from a copy.');
}
