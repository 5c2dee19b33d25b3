import type { Job } from '@fairfetch/contract';
import type { ExpandedScenario } from '../scenarios/index.ts';
import type { ExpectedFile } from './executor.ts';
import type { ServedFile } from './origin-session.ts';

/** The input of a run: one JSON job a line. Every download is a job of its own, copies included. */
export function renderJobs(
  jobs: ExpandedScenario['jobs'],
  base: string,
  served: readonly ServedFile[],
): string {
  const lines = jobs.map(({ file, path }) => {
    const job: Job = { url: `${base}/${servedFile(served, file).name}`, path };
    return `${JSON.stringify(job)}\n`;
  });
  return lines.join('');
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
