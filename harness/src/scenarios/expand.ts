import type { Scenario } from '@fairfetch/contract';
import { createRandom } from '../random.ts';
import { digestOf } from './digest.ts';
import { drawSizes } from './sizes.ts';

export interface FileSpec {
  readonly bytes: number;
}

export interface JobSpec {
  /** Index into the files. */
  readonly file: number;
  /** Where the download is stored, relative to the output folder; no two jobs share one. */
  readonly path: string;
}

export interface ExpandedScenario {
  readonly files: readonly FileSpec[];
  readonly jobs: readonly JobSpec[];
  /** Sum over all jobs. */
  readonly bytes: number;
  /** SHA-256, hexadecimal, of everything that decides what a run does; titles and the number of blocks do not. */
  readonly digest: string;
}

/** `file-00003-2.bin` is the third fetch of the fourth file: both count from 0. */
function pathOf(file: number, copy: number, copies: number): string {
  const name = `file-${String(file).padStart(5, '0')}`;
  return copies === 1 ? `${name}.bin` : `${name}-${copy}.bin`;
}

/** Turns a scenario into files and jobs. Copies are interleaved: the list of files is gone through `copies` times. */
export function expandScenario(scenario: Scenario, seed: number): ExpandedScenario {
  const copies = scenario.copies ?? 1;
  const sizes = drawSizes(scenario.files, createRandom(seed, `sizes ${scenario.name}`));
  const jobs = Array.from({ length: copies }, (_, copy) =>
    sizes.map((_bytes, file) => ({ file, path: pathOf(file, copy, copies) })),
  ).flat();
  const { concurrency, tls, http = ['1.1'], network, work = 'none', hosts = 1, faults } = scenario;
  return {
    files: sizes.map((bytes) => ({ bytes })),
    jobs,
    bytes: copies * sizes.reduce((sum, bytes) => sum + bytes, 0),
    digest: digestOf({
      concurrency,
      tls,
      http,
      network: resolvedNetwork(network),
      work,
      copies,
      sizes,
      // Left out where they say nothing: what was raced before there were any keeps its digest.
      hosts: hosts === 1 ? undefined : hosts,
      faults,
    }),
  };
}

/** A default that is written out and one that is left out are the same network, and give the same digest. */
function resolvedNetwork(network: Scenario['network']): Required<Scenario['network']> {
  return {
    rttMs: network.rttMs,
    jitterMs: network.jitterMs ?? 0,
    connectionBytesPerSecond: network.connectionBytesPerSecond ?? null,
    linkBytesPerSecond: network.linkBytesPerSecond ?? null,
    slowStart: network.slowStart ?? false,
  };
}
