import type { Job } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import type { ExpandedScenario } from '../scenarios/index.ts';
import { renderCurlConfig } from './curl-config.ts';
import type { ExpectedFile } from './executor.ts';
import type { ServedFile } from './origin-session.ts';

/** A job that names its file, and what the file's size is, which a downloader is not told. */
export interface NamedJob extends Job {
  readonly path: string;
  readonly bytes: number;
}

/**
 * The jobs of a run. Every download is a job of its own, copies included.
 * @param bases of the hosts, which take turns
 */
export function namedJobs(
  jobs: ExpandedScenario['jobs'],
  bases: readonly string[],
  served: readonly ServedFile[],
): readonly NamedJob[] {
  return jobs.map(({ file, path }, index) => {
    const { name, bytes } = servedFile(served, file);
    return { url: `${bases[index % bases.length]}/${name}`, path, bytes };
  });
}

/** The input of a run in the variant's own format; null: one JSON job a line, as the contract says. */
export function renderJobs(jobs: readonly NamedJob[], format: RaceVariant['input']): string {
  switch (format) {
    case null:
      return jobs.map(({ url, path }) => `${JSON.stringify({ url, path })}\n`).join('');
    case 'sized-jobs':
      return jobs.map((job) => `${JSON.stringify(job)}\n`).join('');
    case 'curl-config':
      return renderCurlConfig(jobs);
    default:
      return format satisfies never;
  }
}

/** What must lie in the output folder afterwards. */
export function expectedFiles(
  jobs: ExpandedScenario['jobs'],
  served: readonly ServedFile[],
): readonly ExpectedFile[] {
  return jobs.map(({ file, path }) => {
    const { bytes, sha256 } = servedFile(served, file);
    return { path, bytes, sha256 };
  });
}

function servedFile(served: readonly ServedFile[], index: number): ServedFile {
  const file = served[index];
  if (file === undefined) throw new RangeError(`the origin serves ${served.length} files, not file ${index}`);
  return file;
}
