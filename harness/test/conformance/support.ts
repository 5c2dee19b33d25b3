import type { DownloadRecord, Summary } from '@fairfetch/contract';
import type { VariantTraits } from '../../src/conformance/judge/index.ts';
import type { Observation, SeenRequest } from '../../src/conformance/observation.ts';
import type { Entry, Tree } from '../../src/conformance/sandbox/tree.ts';

export const VARIANT: VariantTraits = {
  backend: 'fake',
  name: 'good',
  faithful: false,
  reuse: true,
  unbounded: false,
};

let inodes = 0;

/** A regular file with an inode of its own. */
export function file(content: string | Buffer, over: Partial<Entry> = {}): Entry {
  const bytes = Buffer.from(content);
  inodes += 1;
  return {
    kind: 'file',
    bytes: bytes.length,
    links: 1,
    mode: 0o666 & ~process.umask(),
    inode: inodes,
    target: null,
    content: bytes,
    ...over,
  };
}

export function other(kind: Entry['kind'], target: string | null = null): Entry {
  return { ...file(''), kind, target, content: null };
}

export function tree(entries: Readonly<Record<string, Entry>>): Tree {
  return new Map(Object.entries(entries));
}

export function record(over: Partial<DownloadRecord> = {}): DownloadRecord {
  return {
    index: 0,
    url: 'http://h/s1/a.bin',
    path: 'a.bin',
    state: 'ok',
    status: 200,
    bytes: 5,
    attempts: 1,
    startNs: 0,
    firstByteNs: 10,
    endNs: 20,
    ...over,
  };
}

export function failed(over: Partial<DownloadRecord> = {}): DownloadRecord {
  const { bytes: _bytes, ...rest } = record();
  return { ...rest, state: 'failed', error: { code: 'reset', message: 'http://h/a: gone' }, ...over };
}

export function summary(over: Partial<Summary> = {}): Summary {
  return {
    contract: 1,
    backend: 'fake',
    variant: 'good',
    version: '1.0.0',
    runtime: { name: 'none', version: '1' },
    libraries: {},
    concurrency: 4,
    durationNs: 100,
    downloads: { total: 1, ok: 1, failed: 0, skipped: 0, cancelled: 0 },
    bytes: 5,
    attempts: 1,
    peakInFlight: 1,
    errors: {},
    ...over,
  };
}

export function lines(records: readonly DownloadRecord[]): string {
  return records.map((each) => `${JSON.stringify(each)}\n`).join('');
}

export function request(over: Partial<SeenRequest> = {}): SeenRequest {
  return {
    file: 'a',
    method: 'GET',
    target: '/s1/a.bin',
    viaProxy: false,
    headers: {},
    status: 200,
    offset: 0,
    bytes: 5,
    complete: true,
    requestNs: 1e6,
    firstByteNs: 2e6,
    endNs: 3e6,
    ...over,
  };
}

/** One download that went well, with nothing to be said against it. */
export function observation(over: Partial<Observation> = {}): Observation {
  return {
    ending: { state: 'exited', code: 0 },
    stdout: JSON.stringify(summary()),
    stderr: '',
    records: lines([record()]),
    asked: { json: true, records: true, concurrency: 4, below: '', signals: 0 },
    before: { dir: null, outside: tree({}) },
    after: { dir: tree({ 'a.bin': file('hello') }), outside: tree({}) },
    strangers: [],
    leftRunning: [],
    missed: [],
    sight: { requests: [request()], connects: [], connections: 1 },
    ...over,
  };
}
