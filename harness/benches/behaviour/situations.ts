import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenedSession } from '../../src/run/index.ts';
import type { Program } from './programs.ts';

/** What a situation has to work with. */
export interface Stage {
  readonly program: Program;
  readonly session: Session;
  /** Fresh; the program works in it. */
  readonly folder: string;
  /** Runs to the end. */
  run(command: readonly string[]): Promise<number | null>;
  /** Starts, and is killed with SIGKILL after so many milliseconds. */
  runAndKill(command: readonly string[], afterMs: number): Promise<void>;
  /** Request heads of all that was asked so far. */
  heads(): Promise<readonly { readonly headers: readonly (readonly [string, string])[] }[]>;
}

export interface Session extends OpenedSession {
  readonly files: readonly (OpenedSession['files'][number] & {
    readonly versions?: readonly { readonly version: number; readonly sha256: string }[];
  })[];
}

export interface Situation {
  readonly title: string;
  readonly hosts?: number;
  readonly files: readonly object[];
  /** What became of it, in a few words. */
  readonly see: (stage: Stage) => Promise<string>;
}

const BYTES = 3_000_000;
const CUT = 1_500_000;
/* oxlint-disable unicorn/no-thenable -- the origin's word, and nothing that is awaited */
const CUT_OFF = { afterBytes: CUT, then: 'close' };
const FALLS_SILENT = { afterBytes: CUT, then: 'stall' };
/* oxlint-enable unicorn/no-thenable */
const NAME = 'file.bin';

export const SITUATIONS: readonly Situation[] = [
  {
    title: 'the server answers 404',
    files: [{ bytes: 1000, path: NAME, answers: [{ status: 404 }] }],
    see: fetchAndLook,
  },
  {
    title: 'a 503 with Retry-After: 2, then the file',
    files: [{ bytes: BYTES, path: NAME, answers: [{ status: 503, headers: { 'retry-after': '2' } }, {}] }],
    see: fetchAndLook,
  },
  {
    title: 'the body ends early, then all is well',
    files: [{ bytes: BYTES, path: NAME, answers: [CUT_OFF, {}] }],
    see: fetchAndLook,
  },
  {
    title: 'the same, and the file has changed meanwhile',
    files: [{ bytes: BYTES, path: NAME, answers: [CUT_OFF, { version: 1 }] }],
    see: fetchAndLook,
  },
  {
    title: 'under its final name while it comes',
    files: [{ bytes: BYTES, path: NAME, answers: [FALLS_SILENT] }],
    see: async (stage) => {
      await stage.runAndKill(stage.program.fetch(urlsOf(stage)), KILL_AFTER_MS);
      return (await stored(stage)) === 'nothing' ? 'nothing' : 'half a file';
    },
  },
  {
    title: 'killed in the middle, started again',
    files: [{ bytes: BYTES, path: NAME, answers: [FALLS_SILENT, {}] }],
    see: killedAndAgain,
  },
  {
    title: 'the same, and the file has changed meanwhile',
    files: [{ bytes: BYTES, path: NAME, answers: [FALLS_SILENT, { version: 1 }] }],
    see: killedAndAgain,
  },
  {
    title: 'two URLs that end in one name',
    files: [
      { bytes: 100, path: `a/${NAME}` },
      { bytes: 200, path: `b/${NAME}` },
    ],
    see: async (stage) => {
      const exit = await fetchAll(stage);
      const names = (await readdir(stage.folder)).filter((name) => !name.startsWith('.')).toSorted();
      return `${names.length === 1 ? 'one file' : names.join(' and ')}, exit ${exit}`;
    },
  },
  {
    title: "the user's own header, after a redirect to another origin",
    hosts: 2,
    files: [
      { bytes: 10, path: 'start', answers: [{ status: 302, headers: { location: `{base1}/${NAME}` } }] },
      { bytes: 100, path: NAME },
    ],
    see: async (stage) => {
      await stage.run(stage.program.fetchWithHeader(urlsOf(stage)[0] ?? '', 'X-Token: secret'));
      const last = (await stage.heads()).at(-1)?.headers ?? [];
      return last.some(([name]) => name.toLowerCase() === 'x-token') ? 'sent there too' : 'not sent there';
    },
  },
];

const KILL_AFTER_MS = 1_500;

function urlsOf({ session }: Stage): readonly string[] {
  return session.files.map(({ name }) => `${session.bases[0]}/${name}`);
}

async function fetchAll(stage: Stage): Promise<number | null> {
  return stage.run(stage.program.fetch(urlsOf(stage)));
}

async function fetchAndLook(stage: Stage): Promise<string> {
  const exit = await fetchAll(stage);
  return `${await stored(stage)}, exit ${exit}`;
}

async function killedAndAgain(stage: Stage): Promise<string> {
  await stage.runAndKill(stage.program.fetch(urlsOf(stage)), KILL_AFTER_MS);
  await sleep(50);
  const exit = await fetchAll(stage);
  const again = (await stage.heads()).at(-1)?.headers.map(([name]) => name.toLowerCase()) ?? [];
  const how = again.includes('if-range') ? 'if unchanged' : 'unchecked';
  return `${await stored(stage)}, exit ${exit}, ${again.includes('range') ? `went on ${how}` : 'from zero'}`;
}

/** What stands under the file's name. */
async function stored({ folder, session }: Stage): Promise<string> {
  const bytes = await readFile(join(folder, NAME)).catch(() => null);
  if (bytes === null) return 'nothing';
  const digest = createHash('sha256').update(bytes).digest('hex');
  const [file] = session.files;
  const version = file?.versions?.find(({ sha256 }) => sha256 === digest)?.version;
  if (version === 1) return 'the new file';
  if (version === 0 || digest === file?.sha256) return 'the file';
  return bytes.length < (file?.bytes ?? 0) ? 'a wrong, shorter file' : 'a mix of both';
}
