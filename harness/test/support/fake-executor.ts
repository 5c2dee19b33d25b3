import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DownloadRecord, ProcessUsage, Summary } from '@fairfetch/contract';
import type { Executor, ExpectedFile, RunRequest, RunResult, Truth } from '../../src/run/index.ts';
import { makeRunFolder } from '../../src/run/run-folder.ts';

/** What a run leaves behind, and may be changed by a test before it is written. */
export interface FakeRun {
  result: RunResult;
  summary: Summary;
  records: DownloadRecord[];
  /** Path below the output folder to bytes. */
  files: Map<string, Buffer>;
}

export type Behaviour = (run: FakeRun, request: RunRequest) => void;

/** An executor without processes: every run is perfect, but for what the behaviours of its variant change. */
export function fakeExecutor(behaviours: Readonly<Record<string, Behaviour>> = {}): Executor {
  return {
    tools: { origin: 'fake', launcher: 'fake' },
    run: async (request) => {
      const run = perfectRun(request);
      behaviours[request.variant.id]?.(run, request);
      await makeRunFolder(request.folder, '');
      for (const [path, bytes] of run.files) writeFileSync(join(request.folder.out, path), bytes);
      writeFileSync(request.folder.stdout, JSON.stringify(run.summary));
      writeFileSync(request.folder.records, run.records.map((each) => `${JSON.stringify(each)}\n`).join(''));
      return run.result;
    },
    close: () => Promise.resolve(),
  };
}

export function perfectRun(request: RunRequest): FakeRun {
  const { course } = request;
  if (course.source !== 'origin') throw new TypeError('the fake serves scenarios only');
  const files = new Map<string, Buffer>();
  const expected = course.expanded.jobs.map(({ file, path }): ExpectedFile => {
    const bytes = course.expanded.files[file]?.bytes ?? 0;
    const content = Buffer.alloc(bytes, file + 1);
    files.set(path, content);
    return { path, bytes, sha256: createHash('sha256').update(content).digest('hex') };
  });
  const records = expected.map(({ path, bytes }, index): DownloadRecord => {
    const url = `http://127.0.0.1/${path}`;
    return { index, url, path, state: 'ok', status: 200, bytes, attempts: 1, startNs: 0, endNs: 1 };
  });
  const result: RunResult = {
    outcome: { state: 'exited', code: 0 },
    usage: usage(),
    expected,
    truth: truth(expected, request.concurrency),
    trouble: [],
    remarks: [],
  };
  return { result, summary: summaryOf(request, expected), records, files };
}

function usage(): ProcessUsage {
  return {
    outcome: { state: 'exited', code: 0 },
    startNs: 1_000,
    endNs: 5_001_000,
    wallNs: 5_000_000,
    userNs: 1_000_000,
    systemNs: 1_000_000,
    peakRssBytes: 10_000_000,
    rssFloorBytes: 1_000_000,
    voluntaryContextSwitches: 1,
    involuntaryContextSwitches: 1,
    leftBehind: 0,
  };
}

export function truth(expected: readonly ExpectedFile[], concurrency: number): Truth {
  const timeline = { columns: [], rows: [] };
  return {
    id: 's1',
    connections: concurrency,
    tlsHandshakes: 0,
    failedHandshakes: 0,
    requests: expected.length,
    requestsByStatus: { 200: expected.length },
    requestsByHttp: { '1.1': expected.length },
    strayRequests: 0,
    bodyBytes: expected.reduce((sum, { bytes }) => sum + bytes, 0),
    peakInFlight: concurrency,
    peakConnections: concurrency,
    firstRequestNs: 2_000,
    lastByteNs: 4_002_000,
    cpuNs: 500,
    connectionTimeline: timeline,
    requestTimeline: timeline,
  };
}

function summaryOf({ variant, concurrency }: RunRequest, expected: readonly ExpectedFile[]): Summary {
  const total = expected.length;
  return {
    contract: 1,
    backend: variant.backend,
    variant: variant.name,
    version: '1.0.0',
    runtime: { name: 'fake', version: '1' },
    libraries: {},
    concurrency,
    durationNs: 4_500_000,
    downloads: { total, ok: total, failed: 0, skipped: 0, cancelled: 0 },
    bytes: expected.reduce((sum, { bytes }) => sum + bytes, 0),
    attempts: total,
    peakInFlight: concurrency,
    errors: {},
  };
}
