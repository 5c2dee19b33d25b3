import type { Scenario } from '@fairfetch/contract';
import type { ExpandedScenario } from '../scenarios/index.ts';
import type { Truth } from './executor.ts';

/** A file of a session, and what its bytes must hash to. */
export interface ServedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** All it may hold, where it has a script; each once. */
  readonly versions?: readonly ServedVersion[];
}

export interface ServedVersion {
  readonly version: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly etag: string;
}

/** What the origin answers to the opening of a session. */
export interface OpenedSession {
  readonly id: string;
  /** URL prefixes, one a host, without a slash at the end. */
  readonly bases: readonly string[];
  /** Where its proxy listens, if it has one. */
  readonly proxy?: string;
  readonly files: readonly ServedFile[];
}

/** The request that opens a session for one run of a scenario. */
export function sessionRequest(
  scenario: Scenario,
  files: ExpandedScenario['files'],
  seed: number,
): Readonly<Record<string, unknown>> {
  const { rttMs, jitterMs, connectionBytesPerSecond, linkBytesPerSecond, slowStart } = scenario.network;
  return {
    seed,
    tls: scenario.tls,
    http: scenario.http ?? ['1.1'],
    hosts: scenario.hosts ?? 1,
    files: files.map(({ bytes }) => ({ bytes })),
    network: {
      rttMs,
      jitterMs: jitterMs ?? 0,
      connectionBytesPerSecond: connectionBytesPerSecond ?? null,
      linkBytesPerSecond: linkBytesPerSecond ?? null,
      slowStart: slowStart ?? false,
    },
    ...faultsRequest(scenario.faults),
  };
}

function faultsRequest(faults: Scenario['faults']): Readonly<Record<string, unknown>> {
  if (faults === undefined) return {};
  const { unavailable, reset, mostPerFile } = faults;
  return {
    faults: {
      ...(unavailable && {
        unavailable: { share: unavailable.share, retryAfter: unavailable.retryAfterSeconds },
      }),
      ...(reset && { reset: { share: reset.share } }),
      mostPerFile,
    },
  };
}

const COUNTS = [
  'connections',
  'tlsHandshakes',
  'failedHandshakes',
  'requests',
  'strayRequests',
  'bodyBytes',
  'peakInFlight',
  'peakConnections',
  'cpuNs',
] as const satisfies readonly (keyof Truth)[];

/** The origin is ours, but a figure that is not there must not become `undefined` in a table. */
export function asTruth(value: unknown): Truth {
  const truth = value as Truth;
  for (const name of COUNTS) {
    if (!Number.isFinite(truth?.[name])) throw new TypeError(`the origin's account of the run lacks ${name}`);
  }
  return truth;
}

export function asOpenedSession(value: unknown): OpenedSession {
  const opened = value as OpenedSession;
  if (typeof opened?.id !== 'string' || !Array.isArray(opened.files) || opened.bases?.[0] === undefined) {
    throw new TypeError('the origin opened a session without id, bases or files');
  }
  return opened;
}
