import { readFileSync } from 'node:fs';
import { broken } from './defects.ts';
import { systemWords } from './failure.ts';
import { Folder } from './files.ts';
import { checkInput, InputError } from './lines.ts';
import type { Options } from './options.ts';
import { Proxies, ProxyError, type Environment } from './proxy.ts';
import { RecordsFile } from './report.ts';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;
/** Beside connections and files: what a program needs for itself. */
const OTHER_OPEN_FILES = 32;

/** The environment is wrong: exit 3. */
export class EnvironmentError extends Error {}

/** What a run needs from outside, opened before the first job is read. */
export interface Opened {
  readonly proxies: Proxies;
  readonly certificates: readonly string[];
  readonly folder: Folder;
  readonly records: RecordsFile | undefined;
}

/** Reading comes first, so that what is wrong leaves nothing on the disk. */
export function openEnvironment(options: Options, environment: Environment): Opened {
  const { cacert, dir, records } = options;
  refuseLowLimit(options.concurrency);
  const proxies = new Proxies(environment);
  checkInput(options.input);
  const certificates = cacert === undefined ? [] : readCertificates(cacert);
  const folder = attempt(`make the folder ${dir}`, () => new Folder(dir, options.isSynced));
  return {
    proxies,
    certificates,
    folder,
    records: records === undefined ? undefined : openRecords(records),
  };
}

export function isEnvironmentError(error: unknown): error is Error {
  return error instanceof EnvironmentError || error instanceof InputError || error instanceof ProxyError;
}

function openRecords(path: string): RecordsFile | undefined {
  if (!broken('records-failure-ignored'))
    return attempt(`write the records ${path}`, () => new RecordsFile(path));
  try {
    return new RecordsFile(path);
  } catch {
    return undefined;
  }
}

function attempt<T>(doing: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new EnvironmentError(`cannot ${doing}: ${systemWords(error)}`, { cause: error });
  }
}

function readCertificates(path: string): readonly string[] {
  try {
    return attempt(`read the CA file ${path}`, () => {
      const found = readFileSync(path, 'latin1').match(CERTIFICATES) ?? [];
      if (found.length === 0) throw new Error('it holds no PEM certificate');
      return found;
    });
  } catch (error) {
    if (broken('bad-cacert-ignored')) return [];
    throw error;
  }
}

/** Node has raised the soft limit to the hard one at its start. */
function refuseLowLimit(concurrency: number): void {
  const needed = 2 * concurrency + OTHER_OPEN_FILES;
  const limit = openFilesLimit();
  if (limit >= needed || broken('file-limit-ignored')) return;
  throw new EnvironmentError(
    `--concurrency ${concurrency} needs ${needed} open files and the limit is ${limit}; ` +
      `raise it (ulimit -n ${needed}) or lower --concurrency`,
  );
}

function openFilesLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(?<soft>\d+)/mu.exec(limits)?.groups?.['soft'];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}
