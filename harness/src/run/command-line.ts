import { fillIn } from '../backends/index.ts';
import type { RunRequest } from './executor.ts';

/**
 * The program of a run and all its arguments.
 * @param cacert what it is to trust where it needs to; null: there is no origin, and nothing of ours to trust
 */
export function commandLine(request: RunRequest, cacert: string | null): readonly string[] {
  const { variant, folder, concurrency } = request;
  if (variant.input === null) return [...variant.command, ...contractArguments(request, cacert)];
  if (cacert === null) throw new TypeError('a peer without an origin');
  const values = { input: folder.jobs, dir: folder.out, concurrency: String(concurrency), cacert };
  return fillIn(variant.command, values);
}

/** What every downloader that speaks the contract understands. */
function contractArguments(
  { folder, concurrency, work, course }: RunRequest,
  cacert: string | null,
): readonly string[] {
  const input = ['-i', folder.jobs, '-d', folder.out, '-j', String(concurrency)];
  const output = ['--json', '--records', folder.records, '--progress', 'none'];
  const secure = course.source === 'origin' && course.scenario.tls && cacert !== null;
  return [
    ...input,
    ...output,
    ...(work === 'none' ? [] : ['--work', work]),
    ...(secure ? ['--cacert', cacert] : []),
  ];
}
