import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { ConformanceStep } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import { cleanEnvironment } from '../environment.ts';
import type { Observation, Sight, Surroundings } from './observation.ts';
import { limiter, type Abilities } from './perform/abilities.ts';
import { performActs, type Counts } from './perform/acts.ts';
import { argumentsOf, askedOf, renderInput } from './perform/command.ts';
import { killLeftRunning } from './perform/left-running.ts';
import { startProgram, type Program } from './perform/program.ts';
import { DIR, isOurs, type Room, type StepFiles } from './sandbox/room.ts';
import type { Bytes } from './sandbox/specs.ts';
import { readTree } from './sandbox/tree.ts';
import type { Peers } from './serve/peers.ts';
import { START, type CaseServer, type Mark } from './serve/server.ts';

const AT_MOST_MS = 20_000;

/** What a step needs besides itself. */
export interface StepSetting {
  readonly variant: RaceVariant;
  readonly room: Room;
  /** null: the case wants none. */
  readonly server: CaseServer | null;
  readonly peers: Peers;
  /** Whether the case has to do with the silent peer. */
  readonly silent: boolean;
  readonly bytes: Bytes;
  readonly abilities: Abilities;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Aborted when everything is to stop. */
  readonly signal: AbortSignal;
}

export interface StepRun {
  readonly observation: Observation;
  readonly command: readonly string[];
}

/** Runs the program once and gathers everything there is to be seen of it. No judgement. */
export async function runStep(step: ConformanceStep, index: number, setting: StepSetting): Promise<StepRun> {
  const { room, server, signal } = setting;
  const files = room.step(index);
  const args = argumentsOf(step, { room, files, cacert: server?.cacert ?? null });
  const command = [...limiter(step.limits, setting.abilities), ...setting.variant.command, ...args];
  const stdin = await provideInput(step, files);
  const before = await surroundings(room);
  const mark = (await server?.mark()) ?? START;
  const counts = countsSince(mark, setting);
  const program = startProgram({
    command,
    cwd: setting.variant.folder,
    env: environmentOf(step, setting),
    stdin,
    stdoutPath: step.stdout === 'closed' ? null : files.stdout,
    stderrPath: files.stderr,
    atMostMs: step.atMostMs ?? AT_MOST_MS,
  });
  const stop = (): void => program.kill();
  signal.addEventListener('abort', stop);
  try {
    const missed = await performActs(step.act ?? [], { program, room, files, bytes: setting.bytes, counts });
    const ending = await program.ended;
    const leftRunning = await leftBehind(program, room);
    const sight: Sight | null = (await server?.sightSince(mark)) ?? null;
    const observation: Observation = {
      ending,
      stdout: step.stdout === 'closed' ? null : await textOf(files.stdout),
      stderr: await textOf(files.stderr),
      records: await readFile(files.records, 'utf8').catch(() => null),
      asked: askedOf(step, args, room),
      before,
      after: await surroundings(room),
      strangers: await strangersIn(room),
      leftRunning,
      missed,
      sight,
    };
    return { observation, command };
  } finally {
    signal.removeEventListener('abort', stop);
    program.kill();
  }
}

function environmentOf(
  step: ConformanceStep,
  { variant, env, room, server }: StepSetting,
): Readonly<Record<string, string>> {
  const own = { TMPDIR: room.temporary, ...server?.env, ...texts(step.env) };
  return cleanEnvironment(variant.workspace, env, own);
}

/** What has been seen since the mark; connections are the silent peer's, too, where the case has to do with it. */
function countsSince(mark: Mark, { server, peers, silent }: StepSetting): () => Promise<Counts> {
  const silentBefore = peers.silentConnections();
  return async () => {
    const now = (await server?.mark()) ?? START;
    const ofSilent = silent ? peers.silentConnections() - silentBefore : 0;
    return {
      requests: now.requests - mark.requests,
      bodyBytes: now.bodyBytes - mark.bodyBytes,
      connections: now.connections - mark.connections + ofSilent,
    };
  };
}

async function provideInput(
  step: ConformanceStep,
  files: StepFiles,
): Promise<{ readonly bytes: Buffer; readonly open: boolean } | null> {
  if (step.input === undefined) return null;
  const bytes = renderInput(step.input);
  if (step.via === 'stdin') return { bytes, open: 'open' in step.input };
  await writeFile(files.input, bytes);
  return null;
}

async function surroundings(room: Room): Promise<Surroundings> {
  const [dir, outside] = await Promise.all([readTree(room.dir), readTree(room.sandbox, DIR)]);
  return { dir, outside: outside ?? new Map() };
}

async function strangersIn({ root, temporary }: Room): Promise<readonly string[]> {
  const [beside, inTemporary] = await Promise.all([readdir(root), readdir(temporary).catch(() => [])]);
  return [
    ...beside.filter((name) => !isOurs(name)).map((name) => `DIR/../../${name}`),
    ...inTemporary.map((name) => `TMPDIR/${name}`),
  ];
}

async function leftBehind({ pid, startTicks }: Program, { temporary }: Room): Promise<readonly string[]> {
  return pid === null ? [] : killLeftRunning({ pid, startTicks, temporary });
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function texts(env: ConformanceStep['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, value = '']) => [name, value]));
}
