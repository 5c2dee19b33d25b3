import { join } from 'node:path';
import { discoverBackends, selectVariants, withoutPeers, type Backends } from '../backends/index.ts';
import { cleanEnvironment, pathOf } from '../environment.ts';
import { HarnessError } from '../errors.ts';
import type { World } from '../world.ts';
import { casesFor, type FoundCounterpart } from './counterparts/index.ts';
import type { SuiteCase } from './cases/index.ts';
import { probeAbilities } from './perform/abilities.ts';
import { killAllPrograms } from './perform/program.ts';
import type { Stage } from './run-case.ts';
import { unmountAll } from './sandbox/disk.ts';
import { OriginHouse } from './serve/origin-house.ts';
import { openPeers } from './serve/peers.ts';

/**
 * The variants that can be held to the contract here.
 * @throws HarnessError `nothing-to-race` where there is none
 */
export async function findField({ root, env }: World, only: readonly string[]): Promise<Backends> {
  const selected = selectVariants(await discoverBackends(root, env), only);
  const field = withoutPeers(selected, 'a program we did not write is held to no contract');
  if (field.variants.length > 0) return field;
  const reasons = field.skipped.map(({ variant, reason }) => `\n  ${variant}: ${reason}`).join('');
  throw new HarnessError(
    'nothing-to-race',
    `no variant can be held to the contract here${reasons}`,
    'Install or build what is missing, then try again.',
  );
}

/**
 * Starts all that the cases share.
 * @param folder for their files, not made yet
 * @param open takes what is to be closed again
 */
export async function openStage(
  world: World,
  folder: string,
  cases: readonly SuiteCase[],
  counterpart: FoundCounterpart | null,
  open: AsyncDisposableStack,
): Promise<Stage> {
  const { root, env, binaries, signal } = world;
  const clean = cleanEnvironment(root, env);
  const origins = open.adopt(new OriginHouse(binaries.origin, clean, folder), (each) => each.close());
  const peers = open.adopt(await openPeers(), (each) => each.close());
  const abilities = await probeAbilities(pathOf(root, env), join(folder, 'disk'));
  await origins.current();
  const stage = { origins, peers, abilities, env, signal };
  if (counterpart === null) return stage;
  const { kind, program } = counterpart;
  const setting = { program, folder: join(folder, 'counterpart'), origins, env: clean, cases };
  return { ...stage, against: open.adopt(await kind.open(setting), (each) => each.close()) };
}

/** The cases for a server, and a sentence of those it cannot serve; our own serves all. */
export function casesServed(
  cases: readonly SuiteCase[],
  counterpart: FoundCounterpart | null,
): { readonly cases: readonly SuiteCase[]; readonly note: string | null } {
  if (counterpart === null) return { cases, note: null };
  const served = casesFor(cases, counterpart.kind);
  const reasons = [...served.leftOut]
    .toSorted(([, left], [, right]) => right - left)
    .map(([reason, count]) => `${count}: ${reason}`);
  const note = `${counterpart.title} serves ${served.cases.length} of ${cases.length} cases; of the others, ${reasons.join('; ')}`;
  return { cases: served.cases, note };
}

let prepared = false;

/** Whatever ends us, a second Ctrl-C too: no program and no mount stays behind. */
export function endWithUs(): void {
  if (prepared) return;
  prepared = true;
  process.on('exit', () => {
    killAllPrograms();
    unmountAll();
  });
}
