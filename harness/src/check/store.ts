import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type CheckBlock, type CheckSession, type EverySchema } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';
import { resultsError } from '../store/results-folder.ts';
import { writeWhole } from '../store/whole-file.ts';

export const SESSION_FILE = 'check.json';
export const BLOCKS_FILE = 'blocks.jsonl';

/** The results folder of a check while it is on. Blocks are only ever added. */
export interface CheckStore {
  readonly folder: string;
  /** Down to the disk: a crash loses at most the block in progress. */
  append(block: CheckBlock): Promise<void>;
  close(): Promise<void>;
}

/** @param folder made by makeResultsFolder */
export async function openCheckStore(folder: string, session: CheckSession): Promise<CheckStore> {
  try {
    await writeWhole(folder, SESSION_FILE, `${JSON.stringify(session, null, 2)}\n`);
    const file = await open(join(folder, BLOCKS_FILE), 'a');
    return {
      folder,
      append: async (block) => {
        try {
          await file.appendFile(`${JSON.stringify(block)}\n`);
          await file.datasync();
        } catch (error) {
          throw resultsError(folder, error);
        }
      },
      close: () => file.close(),
    };
  } catch (error) {
    throw resultsError(folder, error);
  }
}

/** What a results folder of the gate holds. */
export interface StoredCheck {
  readonly folder: string;
  readonly session: CheckSession;
  readonly blocks: readonly CheckBlock[];
  /** The last line was cut off: whoever wrote it was killed while doing so. */
  readonly torn: boolean;
}

/** Whether a folder holds results of the gate, and not of a race. */
export async function holdsCheck(folder: string): Promise<boolean> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  return names.includes(SESSION_FILE);
}

/**
 * Reads the results folder of a check, every line through its schema and against the plan. A torn last line is left out.
 * @throws HarnessError `results` for anything else that is not as it was written
 */
export async function readCheck(folder: string): Promise<StoredCheck> {
  const session = parsed('check-session', await contentOf(folder, SESSION_FILE), join(folder, SESSION_FILE));
  const content = await contentOf(folder, BLOCKS_FILE);
  const wholeLength = content.lastIndexOf('\n') + 1;
  const lines = content.slice(0, wholeLength).split('\n').slice(0, -1);
  const blocks = lines.map((line, index) =>
    parsed('check-block', line, `${join(folder, BLOCKS_FILE)}, line ${index + 1}`),
  );
  const next = new Map<string, number>();
  for (const [index, block] of blocks.entries()) {
    const key = `${block.variant} @ ${block.scenario}`;
    const planned = session.lanes.some(
      ({ scenario, variant }) => scenario === block.scenario && variant === block.variant,
    );
    const wanted = next.get(key) ?? 0;
    if (!planned || block.block !== wanted) {
      const problem = planned ? `block ${block.block} where ${wanted} comes next` : 'it is not in the plan';
      throw damaged(`${join(folder, BLOCKS_FILE)}, line ${index + 1}`, `${key}: ${problem}`);
    }
    next.set(key, wanted + 1);
  }
  return { folder, session, blocks, torn: wholeLength < content.length };
}

function parsed<Name extends 'check-session' | 'check-block'>(
  name: Name,
  text: string,
  where: string,
): EverySchema[Name] {
  const checked = parse(name, text);
  if (checked.state === 'invalid') throw damaged(where, checked.problems.slice(0, 3).join('; '));
  return checked.value;
}

function damaged(where: string, problem: string): HarnessError {
  return new HarnessError(
    'results',
    `${where} is damaged: ${problem}`,
    'Check again, or take the folder from a copy.',
  );
}

async function contentOf(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    throw new HarnessError(
      'results',
      `${join(folder, name)} cannot be read: ${reasonOf(error)}`,
      'Name a folder that `fairfetch check` wrote; it says where at its start and at its end.',
      { cause: error },
    );
  }
}
