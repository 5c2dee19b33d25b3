import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RaceVariant } from '../../../src/backends/index.ts';
import {
  killAllPrograms,
  openPeers,
  OriginHouse,
  probeAbilities,
  runCase,
  unmountAll,
  type CaseOutcome,
  type Stage,
  type SuiteCase,
} from '../../../src/conformance/index.ts';
import { cleanEnvironment, pathOf } from '../../../src/environment.ts';
import { sideBySide } from '../../../src/trials/side-by-side.ts';
import { BINARIES, WORKSPACE } from '../../support/binaries.ts';
import type { Defect } from './defects.ts';

/** A case, run by the downloader with a defect; null: without any. */
export interface Trial {
  readonly suiteCase: SuiteCase;
  readonly defect: Defect | null;
}

/** Defects that make it hang where they show. With any other a hang is a mistake of its own, and proves nothing. */
export const HANGING: ReadonlySet<Defect> = new Set([
  'disagrees-for-ever',
  'ignores-signals',
  'input-read-whole',
  'large-headers-hang',
  'no-connect-timeout',
  'no-stall-timeout',
  'retries-for-ever',
  'signal-waits-for-connects',
  'signal-waits-for-retries',
  'signal-waits-for-stdin',
  'stall-only-before-headers',
  'timeout-ignored',
  'timeout-per-attempt',
  'waits-past-timeout',
] satisfies readonly Defect[]);
/** These are not waited for as long as the case allows: by far longer than without the defect is enough. */
const HANGS_MS = 6000;
const USUAL_MS = 20_000;

/** Those that take longest come first, so that nothing waits for them in the end. */
export function trialsOf(cases: readonly SuiteCase[]): readonly Trial[] {
  const inOrder = cases.toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)));
  return inOrder.flatMap((suiteCase) =>
    [null, ...(suiteCase.catches as readonly Defect[])].map((defect) => ({ suiteCase, defect })),
  );
}

function isLong({ steps }: SuiteCase): boolean {
  return steps.some(({ atMostMs = 0 }) => atMostMs > USUAL_MS);
}

/** Runs all of them, so many at a time, and gives their outcomes in the same order. */
export async function carryOut(trials: readonly Trial[], jobs: number): Promise<readonly CaseOutcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'broken-'));
  await using open = new AsyncDisposableStack();
  open.defer(async () => {
    killAllPrograms();
    unmountAll();
    await rm(folder, { recursive: true, force: true });
  });
  const env = cleanEnvironment(WORKSPACE, process.env);
  const origins = open.adopt(new OriginHouse(BINARIES.origin, env, join(folder, 'origin')), (each) =>
    each.close(),
  );
  const peers = open.adopt(await openPeers(), (each) => each.close());
  const abilities = await probeAbilities(pathOf(WORKSPACE, process.env), join(folder, 'disk'));
  const { signal } = new AbortController();
  const stage: Stage = { origins, peers, abilities, env: process.env, signal };
  return await sideBySide(trials, jobs, async ({ suiteCase, defect }, index) => {
    const room = join(folder, `case-${index}`);
    const limited = defect !== null && HANGING.has(defect) ? withoutPatience(suiteCase) : suiteCase;
    const outcome = await runCase(limited, variantWith(defect), stage, room);
    if (outcome === null) throw new Error('nobody has stopped the trials');
    await rm(room, { recursive: true, force: true });
    return outcome;
  });
}

function withoutPatience(suiteCase: SuiteCase): SuiteCase {
  const steps = suiteCase.steps.map((step) => Object.assign({}, step, { atMostMs: HANGS_MS }));
  return { ...suiteCase, steps };
}

function variantWith(defect: Defect | null): RaceVariant {
  return {
    id: 'broken/simple',
    backend: 'broken',
    name: 'simple',
    title: 'Broken on purpose',
    about: 'Sound but for the defect it is asked for.',
    level: 'trusted',
    input: null,
    traits: { model: 'event-loop', reuse: true, http: ['1.1'], faithful: false },
    command: ['node', 'broken.mjs', ...(defect === null ? [] : ['--defect', defect])],
    folder: import.meta.dirname,
    workspace: WORKSPACE,
  };
}
