import type { ProcessUsage, Session, SessionVariant, Sitting, StoredRun, Witness } from '@fairfetch/contract';
import { expandScenario, loadScenario } from '../../src/scenarios/index.ts';

type Traits = SessionVariant['traits'];

export function variant(id: string, traits: Partial<Traits> = {}): SessionVariant {
  return {
    id,
    title: `Title of ${id}`,
    about: `How ${id} works`,
    level: 'races',
    traits: { model: 'threads', reuse: true, http: ['1.1'], faithful: false, ...traits },
  };
}

export function sitting(over: Partial<Sitting> = {}): Sitting {
  return {
    id: 'first',
    startedAt: '2026-01-02T03:04:05.000Z',
    shard: null,
    hostHash: 'c0ffee',
    loadAverage1m: 0.25,
    scratchPath: '/scratch',
    ...over,
  };
}

export interface SessionParts {
  readonly variants?: readonly SessionVariant[];
  readonly skipped?: Session['skipped'];
  readonly scenarios?: readonly string[];
  readonly blocks?: number;
  readonly fileSystem?: string;
}

export function session(parts: SessionParts = {}): Session {
  const { variants = [variant('a/one'), variant('b/two')], skipped = [], scenarios = ['seed'] } = parts;
  return {
    kind: 'session',
    format: 2,
    startedAt: '2026-01-02T03:04:05.000Z',
    seed: 7,
    variants: [...variants],
    skipped,
    scenarios: scenarios.map((name) => sessionScenario(name, parts.blocks ?? 5)),
    provenance: {
      harness: '0.1.0',
      node: '26.10.0',
      git: { revision: '0123456789abcdef', dirty: false, changes: null },
      machine: {
        architecture: 'x64',
        cpuModel: 'Example CPU 3000',
        cores: 2,
        usableCores: 2,
        cpuLimit: null,
        memoryBytes: 8 * 2 ** 30,
        memoryLimitBytes: null,
        kernel: 'Linux 6.1.0',
        governor: null,
      },
      scratch: { fileSystem: parts.fileSystem ?? 'tmpfs', keptUntilEnd: false },
      tools: { 'fairfetch-origin': '0.1.0' },
      absent: {},
    },
    sittings: [sitting()],
    order: [],
  };
}

function sessionScenario(name: string, blocks: number): Session['scenarios'][number] {
  const scenario = loadScenario(name);
  const { jobs, bytes, digest } = expandScenario(scenario, 7);
  const { title, concurrency } = scenario;
  return { name, title, concurrency, scenario, urls: null, digest, blocks, downloads: jobs.length, bytes };
}

/** The same session over a list of the user's own. */
export function urlSession(parts: SessionParts = {}): Session {
  const base = session(parts);
  return {
    ...base,
    scenarios: base.scenarios.map((each) =>
      Object.assign(each, { scenario: null, urls: { file: 'list.txt', lines: each.downloads }, bytes: null }),
    ),
  };
}

export function usage(wallNs: number, over: Partial<ProcessUsage> = {}): ProcessUsage {
  return {
    outcome: { state: 'exited', code: 0 },
    startNs: 1000,
    endNs: 1000 + wallNs,
    wallNs,
    userNs: Math.round(wallNs / 4),
    systemNs: Math.round(wallNs / 8),
    peakRssBytes: 20 * 2 ** 20,
    rssFloorBytes: 2 ** 20,
    voluntaryContextSwitches: 1,
    involuntaryContextSwitches: 1,
    leftBehind: 0,
    ...over,
  };
}

export function witness(insideNs: number, over: Partial<Witness> = {}): Witness {
  return {
    connections: 10,
    tlsHandshakes: 10,
    failedHandshakes: 0,
    requests: 30,
    requestsByStatus: { 200: 30 },
    requestsByHttp: { '1.1': 30 },
    strayRequests: 0,
    bodyBytes: 741_500,
    peakInFlight: 10,
    peakConnections: 10,
    firstRequestNs: 2000,
    lastByteNs: 2000 + insideNs,
    insideNs,
    originCpuNs: 1000,
    ...over,
  };
}

export function filesOk(ok = 30, expected = 30): NonNullable<StoredRun['files']> {
  return { expected, ok, missing: expected - ok, short: 0, wrong: 0, extra: 0, leftover: 0, examples: [] };
}

type RunParts = Partial<StoredRun> & { readonly block: number; readonly variant: string };

function bare(parts: RunParts): StoredRun {
  return {
    kind: 'run',
    format: 2,
    sitting: 'first',
    scenario: 'seed',
    position: 0,
    warmup: parts.block === 0,
    startedAt: '2026-01-02T03:04:06.000Z',
    state: 'ok',
    failures: [],
    flags: [],
    loadAverage1m: 0.5,
    ...parts,
  };
}

/** A run that was ok and took `wallMs`. */
export function okRun(id: string, block: number, wallMs: number, over: Partial<StoredRun> = {}): StoredRun {
  const wallNs = Math.round(wallMs * 1e6);
  return bare({
    variant: id,
    block,
    process: usage(wallNs),
    witness: witness(Math.round(wallNs * 0.75)),
    files: filesOk(),
    ...over,
  });
}

/** A run that failed, with a process time that must not show anywhere. */
export function failedRun(id: string, block: number, over: Partial<StoredRun> = {}): StoredRun {
  return bare({
    variant: id,
    block,
    state: 'failed',
    failures: [{ code: 'exit-code', message: 'exited with code 1' }],
    process: usage(1),
    witness: witness(1),
    files: filesOk(27),
    ...over,
  });
}

/** One run a block from block 0, the warm-up, on. */
export function okRuns(
  id: string,
  wallMs: readonly number[],
  over: Partial<StoredRun> = {},
): readonly StoredRun[] {
  return wallMs.map((each, block) => okRun(id, block, each, over));
}
