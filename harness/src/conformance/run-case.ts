import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Expect } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import { fillInAll, mapTexts, type SuiteCase } from './cases/index.ts';
import { judgeStep, type Expectation, type Served, type VariantTraits } from './judge/index.ts';
import type { Finding } from './observation.ts';
import { whySkipped, type Abilities } from './perform/abilities.ts';
import { runStep, type StepRun, type StepSetting } from './run-step.ts';
import { mountSmallDisk, unmountSmallDisk } from './sandbox/disk.ts';
import { makeRoom, type Room } from './sandbox/room.ts';
import { expectedTree, fetchBytes, type Bytes } from './sandbox/specs.ts';
import { writeSpecs } from './sandbox/write.ts';
import type { OriginHouse } from './serve/origin-house.ts';
import type { Peers } from './serve/peers.ts';
import type { CaseServer, Server } from './serve/server.ts';
import { valuesOf } from './serve/values.ts';

/** What all cases share. */
export interface Stage {
  readonly origins: OriginHouse;
  /** Serves the cases in the origin's place. */
  readonly against?: Server;
  readonly peers: Peers;
  readonly abilities: Abilities;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Aborted when everything is to stop. */
  readonly signal: AbortSignal;
}

/** How one case went with one variant. */
export type CaseOutcome =
  | { readonly state: 'passed'; readonly durationMs: number; readonly unwitnessed: readonly string[] }
  | { readonly state: 'skipped'; readonly reason: string }
  | {
      readonly state: 'failed';
      readonly durationMs: number;
      /** Expectations that could not be looked at. */
      readonly unwitnessed: readonly string[];
      readonly findings: readonly Finding[];
      /** What the program last said on stderr. */
      readonly stderr: string;
    };

/**
 * Runs a case's steps, up to the first that does not go as it should, and judges each.
 * @param folder for its files, not made yet; it stays if the case fails
 * @returns null: everything is to stop, and nothing is known
 */
export async function runCase(
  suiteCase: SuiteCase,
  variant: RaceVariant,
  stage: Stage,
  folder: string,
): Promise<CaseOutcome | null> {
  const reason = whySkipped(suiteCase, stage.abilities);
  if (reason !== null) return { state: 'skipped', reason };
  const startedMs = performance.now();
  const found = await carryOut(suiteCase, variant, stage, folder).catch((error: unknown): Found => ({
    findings: [setUpFinding(error)],
    stderr: '',
    unwitnessed: [],
  }));
  if (stage.signal.aborted) return null;
  const durationMs = Math.round(performance.now() - startedMs);
  if (found.findings.length > 0) return { state: 'failed', durationMs, ...found };
  await rm(folder, { recursive: true, force: true });
  return { state: 'passed', durationMs, unwitnessed: found.unwitnessed };
}

function setUpFinding(error: unknown): Finding {
  const seen = (error as Error).message;
  return { check: 'set-up', step: 0, rule: null, expected: 'a case that can be set up', seen };
}

interface Found {
  readonly findings: readonly Finding[];
  readonly stderr: string;
  readonly unwitnessed: readonly string[];
}

async function carryOut(
  suiteCase: SuiteCase,
  variant: RaceVariant,
  stage: Stage,
  folder: string,
): Promise<Found> {
  const { serve, steps } = suiteCase;
  const room = await makeRoom(folder, steps.length);
  await using open = new AsyncDisposableStack();
  const house = stage.against ?? stage.origins;
  const server =
    serve === null ? null : open.adopt(await house.open(serve), (each) => each.close().catch(() => {}));
  open.defer(() => unmountSmallDisk(room.dir));
  const bytes = await fetchBytes(suiteCase, server?.contents ?? null);
  const filled = await fillCase(suiteCase, { server, peers: stage.peers, room });
  await furnish(filled, room, bytes);
  const setting: StepSetting = { variant, room, server, silent: suiteCase.silent, bytes, ...stage };
  const unwitnessed: string[] = [];
  for (const [index, step] of filled.steps.entries()) {
    const run = await runStep(step, index, setting);
    const witnessed = server?.witnessed(step.expect) ?? { expect: step.expect, unwitnessed: [] };
    unwitnessed.push(...witnessed.unwitnessed);
    const expectation = expectationOf(witnessed.expect, bytes);
    const facts = server?.served ?? NOTHING_SERVED;
    const misfits = judgeStep(expectation, run.observation, traitsOf(variant), facts);
    if (misfits.length === 0 || stage.signal.aborted) continue;
    const findings = misfits.map((misfit) => Object.assign({ step: index }, misfit));
    await writeAccount(room, index, run, findings);
    return { findings, stderr: run.observation.stderr, unwitnessed };
  }
  return { findings: [], stderr: '', unwitnessed };
}

const NOTHING_SERVED: Served = { whole: new Map(), keepsConnections: true, hosts: 1 };

interface FilledIn {
  readonly server: CaseServer | null;
  readonly peers: Peers;
  readonly room: Room;
}

/** The case with every placeholder filled in. */
async function fillCase(suiteCase: SuiteCase, { server, peers, room }: FilledIn): Promise<SuiteCase> {
  const { opened: session = null, contents = null } = server ?? {};
  const place = { session, contents, peers, dir: room.dir };
  const values = await valuesOf(suiteCase, place);
  // `{dir}/..` is the folder DIR is in, even while there is no DIR to step out of.
  const fill = <Value>(value: Value): Value =>
    mapTexts(fillInAll(value, values), (text) => text.replaceAll(`${room.dir}/..`, room.sandbox));
  return {
    ...suiteCase,
    dir: fill(suiteCase.dir),
    outside: fill(suiteCase.outside),
    steps: fill(suiteCase.steps),
  };
}

/** Puts in place what is there before the first step. */
async function furnish({ dir, outside, steps }: SuiteCase, room: Room, bytes: Bytes): Promise<void> {
  const [size] = steps.flatMap(({ limits }) => limits?.tmpfsBytes ?? []);
  if (size !== undefined) await mountSmallDisk(room.dir, size);
  await writeSpecs(room.sandbox, outside, bytes);
  if (dir === null) return;
  await mkdir(room.dir, { recursive: true });
  await writeSpecs(room.dir, dir, bytes);
}

function expectationOf(expect: Expect, bytes: Bytes): Expectation {
  const { files, outside, alsoAllowed = [] } = expect;
  return {
    expect,
    files: files === undefined ? null : expectedTree(files ?? {}, alsoAllowed, bytes),
    outside: outside === undefined ? null : expectedTree(outside, [], bytes),
  };
}

export function traitsOf({ backend, name, traits }: RaceVariant): VariantTraits {
  const { faithful, reuse, concurrency } = traits;
  return { backend, name, faithful, reuse, unbounded: concurrency === 'unbounded' };
}

/** What a reader of the kept folder wants besides the program's own files. */
async function writeAccount(
  room: Room,
  index: number,
  { command, observation }: StepRun,
  findings: readonly Finding[],
): Promise<void> {
  const { ending, sight } = observation;
  const account = { command, ending, findings, sight };
  await writeFile(join(room.step(index).folder, 'account.json'), `${JSON.stringify(account, null, 2)}\n`);
}
