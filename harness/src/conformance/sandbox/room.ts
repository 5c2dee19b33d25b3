import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a case takes place. DIR and what is beside it is the program's; the rest is ours. */
export interface Room {
  readonly root: string;
  /** Holds DIR, and what the case puts beside it. */
  readonly sandbox: string;
  readonly dir: string;
  /** TMPDIR; it must stay empty. */
  readonly temporary: string;
  step(index: number): StepFiles;
}

export interface StepFiles {
  readonly folder: string;
  readonly input: string;
  readonly records: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The name of DIR in the sandbox. */
export const DIR = 'out';

/** Makes the room, without DIR. */
export async function makeRoom(root: string, steps: number): Promise<Room> {
  const room = roomAt(root);
  await mkdir(room.sandbox, { recursive: true });
  await mkdir(room.temporary);
  for (let index = 0; index < steps; index += 1) await mkdir(room.step(index).folder);
  return room;
}

function roomAt(root: string): Room {
  const sandbox = join(root, 'sandbox');
  return {
    root,
    sandbox,
    dir: join(sandbox, DIR),
    temporary: join(root, 'tmp'),
    step: (index) => {
      const folder = join(root, `step-${index}`);
      return {
        folder,
        input: join(folder, 'input'),
        records: join(folder, 'records.jsonl'),
        stdout: join(folder, 'stdout'),
        stderr: join(folder, 'stderr'),
      };
    },
  };
}

/** Whether a name directly below the root is one of ours. */
export function isOurs(name: string): boolean {
  return name === 'sandbox' || name === 'tmp' || /^step-\d+$/.test(name);
}
