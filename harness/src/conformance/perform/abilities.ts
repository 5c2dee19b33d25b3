import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { SuiteCase } from '../cases/index.ts';
import { whyNoMount } from '../sandbox/disk.ts';

/** What this machine lets a case do; null: it does, else why it does not. */
export interface Abilities {
  readonly prlimit: string | null;
  readonly whyNoPrlimit: string | null;
  readonly whyNoSmallDisk: string | null;
}

/** @param folder one that is not there, to try things in */
export async function probeAbilities(path: string, folder: string): Promise<Abilities> {
  const prlimit = await findProgram('prlimit', path);
  return {
    prlimit,
    whyNoPrlimit: prlimit === null ? 'prlimit (util-linux) is not installed' : null,
    whyNoSmallDisk: await whyNoMount(folder),
  };
}

/** Where a program is, or null. */
export async function findProgram(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== '' && found) return file;
  }
  return null;
}

/** Why a case cannot be run here, or null. */
export function whySkipped({ steps }: SuiteCase, abilities: Abilities): string | null {
  for (const { limits } of steps) {
    const processLimit = limits?.fileBytes !== undefined || limits?.openFiles !== undefined;
    if (processLimit && abilities.whyNoPrlimit !== null) return abilities.whyNoPrlimit;
    if (limits?.tmpfsBytes !== undefined && abilities.whyNoSmallDisk !== null) {
      return abilities.whyNoSmallDisk;
    }
  }
  return null;
}

/** A command that runs another under its limits, to be put before it. */
export function limiter(
  limits: SuiteCase['steps'][number]['limits'],
  { prlimit }: Abilities,
): readonly string[] {
  const { fileBytes, openFiles } = limits ?? {};
  if (prlimit === null || (fileBytes === undefined && openFiles === undefined)) return [];
  return [
    prlimit,
    ...(fileBytes === undefined ? [] : [`--fsize=${fileBytes}`]),
    ...(openFiles === undefined ? [] : [`--nofile=${openFiles}:${openFiles}`]),
    '--',
  ];
}
