/** Which cases a server that we did not write can serve: those that ask nothing of it but plain files. */
import { isUtf8 } from 'node:buffer';
import type { ConformanceStep } from '@fairfetch/contract';
import type { SuiteCase } from '../cases/index.ts';

/** What a counterpart is able to do. */
export interface Skills {
  readonly tls: boolean;
  /** Goes on in the middle of a file, and gives it an ETag. */
  readonly ranges: boolean;
  /** Tells what it was asked, so that acts can wait for it. */
  readonly witness: boolean;
  /** Reaches whatever the program asks for, not only what is served: it is a proxy. */
  readonly proxy: boolean;
  /** Serves what lies in a folder, so that paths are those of files. */
  readonly folder: boolean;
  /** Takes paths that are no UTF-8. */
  readonly anyBytes: boolean;
}

/** More jobs than this ask how much a server can carry. */
const MOST_REPEATS = 1000;
const LONGEST_PROXIED_URL = 4000;

/** Why a case is not run against a counterpart, or null. */
export function whyNotServed(suiteCase: SuiteCase, skills: Skills): string | null {
  return whyNotPlain(suiteCase) ?? whyNotBy(suiteCase, skills);
}

/** What no server but ours can do, or that has to do with no server. */
function whyNotPlain({ serve, steps }: SuiteCase): string | null {
  if (serve === null) return 'needs no server';
  if (Object.values(serve.files).some((file) => file?.answers !== undefined))
    return 'its server follows a script';
  if (serve.certificate !== undefined || serve.handshake !== undefined)
    return 'its server shows a bad certificate';
  if (serve.network !== undefined) return 'it has a network of its own';
  if ((serve.hosts ?? 1) > 1) return 'it has several hosts';
  if (serve.proxy !== undefined || steps.some(namesProxy)) return 'it has a proxy of its own';
  if (steps.every(refusesItsTask)) return 'nothing is to be downloaded';
  if (steps.some(isLarge)) return 'it asks how much a server can carry';
  return null;
}

function whyNotBy(suiteCase: SuiteCase, skills: Skills): string | null {
  const { serve, dir, steps } = suiteCase;
  const asked = JSON.stringify(steps.map(({ urls, input }) => [urls, input]));
  if (serve?.tls === true && !skills.tls) return 'it speaks TLS';
  if (!skills.ranges && (goesOn(dir) || asks(suiteCase, '{etag:')))
    return 'it goes on in the middle of a file';
  if (!skills.witness && steps.some(waitsForWitness)) return 'it waits for what only a witness sees';
  if (skills.proxy && /https?:\/\//.test(asked)) return 'it asks for what a proxy answers in its own way';
  if (skills.proxy && longestRepeat(asked) > LONGEST_PROXIED_URL)
    return 'its URL is longer than a proxy takes';
  const paths = Object.values(serve?.files ?? {}).map((file) => fileOf(file?.path));
  if (skills.folder && paths.includes(null)) return 'its path is none of a file';
  if (!skills.anyBytes && !paths.every(isText)) return 'its path is no text';
  return null;
}

function namesProxy({ env }: ConformanceStep): boolean {
  return Object.keys(env ?? {}).some((name) => /_proxy$/i.test(name));
}

/** Exit 2 and 3: it does not come to downloading. */
function refusesItsTask({ expect }: ConformanceStep): boolean {
  const codes = Array.isArray(expect.exit) ? expect.exit : [expect.exit];
  return codes.every((code) => code === 2 || code === 3);
}

function isLarge({ input }: ConformanceStep): boolean {
  return input !== undefined && 'repeat' in input && input.repeat.times > MOST_REPEATS;
}

function goesOn(dir: SuiteCase['dir']): boolean {
  return Object.keys(dir ?? {}).some((path) => path.endsWith('.part.json'));
}

function asks({ dir, steps }: SuiteCase, placeholder: string): boolean {
  return JSON.stringify([dir, steps]).includes(placeholder);
}

function waitsForWitness({ act = [] as never }: ConformanceStep): boolean {
  return act.some(
    ({ when }) =>
      when.requests !== undefined || when.bodyBytes !== undefined || when.connections !== undefined,
  );
}

function longestRepeat(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\{repeat:[^:}]*:(\d+)\}/g)].map(([, times]) => Number(times)));
}

/**
 * The file that a server gives for a path in a URL, below the folder it serves, as bytes in Latin-1 (a percent-encoded
 * byte need not be UTF-8); null: none.
 */
export function fileOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  const parts = path.split('/').map(percentDecoded);
  return parts.every(isName) ? parts.join('/') : null;
}

function isText(path: string | null): boolean {
  return path === null || isUtf8(Buffer.from(path, 'latin1'));
}

const LONGEST_NAME = 255;

function isName(part: string): boolean {
  const special = part === '' || part === '.' || part === '..';
  return !special && part.length <= LONGEST_NAME && !/[\0/]/.test(part);
}

function percentDecoded(part: string): string {
  return part.replaceAll(/%([\dA-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
