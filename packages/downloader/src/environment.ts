import type { RunOptions } from './cli/options.ts';
import { systemWords } from './failures/system.ts';
import { OutputFolder } from './files/output-folder.ts';
import { readProxies, type Proxies } from './http/proxies.ts';
import { InputLines } from './jobs/lines.ts';
import { openFilesFlaw } from './open-files.ts';
import { RecordsFile } from './report/records-file.ts';
import { readCertificates } from './trust.ts';

/** The environment is wrong (folder, CA file, records, proxies, limits): exit 3. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** What a run needs from outside, opened before the first job is read. */
export interface Environment {
  readonly lines: InputLines;
  readonly certificates: readonly string[];
  readonly proxies: Proxies | undefined;
  readonly folder: OutputFolder;
  readonly records: RecordsFile | undefined;
}

/** @throws EnvironmentError, InputError or ProxyError */
export function openEnvironment(options: RunOptions): Environment {
  const { urls, input, dir, cacert, records, concurrency, fsync } = options;
  // What is only read comes first: if it is wrong nothing is left on the disk.
  const flaw = openFilesFlaw(concurrency);
  if (flaw !== undefined) throw new EnvironmentError(flaw);
  const proxies = readProxies(process.env);
  const lines = new InputLines(urls, input);
  const certificates =
    cacert === undefined ? [] : attempt(`read the CA file ${cacert}`, () => readCertificates(cacert));
  const folder = attempt(`make the folder ${dir}`, () => new OutputFolder(dir, { fsync }));
  const recordsFile =
    records === undefined
      ? undefined
      : attempt(`write the records ${records}`, () => new RecordsFile(records));
  return { lines, certificates, proxies, folder, records: recordsFile };
}

export function attempt<T>(doing: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new EnvironmentError(`cannot ${doing}: ${systemWords(error)}`, { cause: error });
  }
}
