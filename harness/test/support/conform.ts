import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceReport, Variant } from '@fairfetch/contract';
import { conform } from '../../src/commands/conform.ts';
import type { World } from '../../src/world.ts';
import { conformOptions } from './conform-options.ts';
import { workspaceOf } from './workspace.ts';
import { temporaryFolder, testWorld } from './world.ts';

/** A folder with one file of cases, `own`. */
export function casesFolder(...cases: readonly object[]): string {
  const folder = temporaryFolder();
  const usual = { level: 'races', rule: 'The rule.', catches: ['x'] };
  const whole = cases.map((each, index) =>
    Object.assign({ name: `case-${index}`, title: `case ${index}` }, usual, each),
  );
  writeFileSync(join(folder, 'own.json'), JSON.stringify({ about: 'x', cases: whole }));
  return folder;
}

/** Runs the command in a workspace of these variants; with the fixture's cases, unless the world has others. */
export async function conformOf(
  variants: readonly Variant[],
  args: readonly string[],
  over: Partial<World> = {},
) {
  const root = workspaceOf(...variants);
  const world = testWorld(
    () => {
      throw new TypeError('there is no race');
    },
    { root, ...over },
  );
  const out = join(temporaryFolder(), 'out');
  const code = await conform(conformOptions('--out', out, ...args), world);
  return { code, out, ...world.printed };
}

export function asReport(text: string): ConformanceReport {
  return JSON.parse(text) as ConformanceReport;
}
