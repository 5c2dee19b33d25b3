/**
 * What becomes of a download where something goes wrong, here and in programs that others wrote:
 * `npx nx run harness:behaviour` prints the table of docs/beside-others.md. Loopback only.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { cleanEnvironment } from '../../src/environment.ts';
import { builtBinaries, requireBinaries, startOrigin, type OriginClient } from '../../src/run/index.ts';
import { programs, type Program } from './programs.ts';
import { SITUATIONS, type Session, type Situation, type Stage } from './situations.ts';

const LIMIT_MS = 60_000;
const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/u, '');

async function look(origin: OriginClient, program: Program, situation: Situation): Promise<string> {
  const { hosts = 1, files } = situation;
  const session: Session = await origin.open({ seed: 1, hosts, files, keepHeads: true });
  const folder = await mkdtemp(join(tmpdir(), 'fairfetch-behaviour-'));
  try {
    return await situation.see(stageFor(origin, program, session, folder));
  } finally {
    await origin.finish(session.id);
    await rm(folder, { recursive: true });
  }
}

function stageFor(origin: OriginClient, program: Program, session: Session, folder: string): Stage {
  const start = (command: readonly string[]) => {
    const [name = '', ...words] = command;
    const env = cleanEnvironment(root, process.env, { HOME: folder });
    return execa(name, words, {
      cwd: folder,
      env,
      extendEnv: false,
      stdio: 'ignore',
      reject: false,
      timeout: LIMIT_MS,
    });
  };
  return {
    program,
    session,
    folder,
    run: async (command) => (await start(command)).exitCode ?? null,
    runAndKill: async (command, afterMs) => {
      const running = start(command);
      const timer = setTimeout(() => running.kill('SIGKILL'), afterMs);
      await running;
      clearTimeout(timer);
    },
    heads: async () =>
      ((await origin.look(session.id)) as unknown as { heads: Awaited<ReturnType<Stage['heads']>> }).heads,
  };
}

async function versionOf({ version: [name = '', ...words] }: Program): Promise<string | null> {
  const { stdout, failed } = await execa(name, words, { reject: false });
  return failed ? null : (/\d+(\.\d+)+/u.exec(stdout)?.[0] ?? '');
}

const binaries = builtBinaries(root, process.env);
await requireBinaries(binaries);
const versions = await Promise.all(
  programs(root).map(async (program) => ({ program, version: await versionOf(program) })),
);
const there = versions.filter(({ version }) => version !== null);
for (const { program, version } of versions) {
  if (version === null) process.stderr.write(`${program.name} is not installed, and left out\n`);
}
const origin = await startOrigin(binaries.origin, cleanEnvironment(root, process.env));
const heading = there.map(({ program, version }) => `${program.name} ${version}`);
process.stdout.write(`| situation | ${heading.join(' | ')} |\n|${' --- |'.repeat(heading.length + 1)}\n`);
for (const situation of SITUATIONS) {
  const cells: string[] = [];
  for (const { program } of there) cells.push(await look(origin, program, situation));
  process.stdout.write(`| ${situation.title} | ${cells.join(' | ')} |\n`);
}
await origin.close();
