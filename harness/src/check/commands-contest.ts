import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse, type CheckSide, type Traits } from '@fairfetch/contract';
import { execa, parseCommandString } from 'execa';
import type { RaceVariant } from '../backends/index.ts';
import { unfillable } from '../backends/placeholders.ts';
import { cleanEnvironment } from '../environment.ts';
import { HarnessError, reasonOf } from '../errors.ts';
import { NOBODY, type Contest } from './contest.ts';

/** Both commands are one row of the table. */
const ROW = 'command/pair';
const VERSION_TIMEOUT_MS = 10_000;

/** What a program that keeps the contract may be expected to do; remarks are all that goes by it. */
const TRAITS: Traits = {
  model: 'event-loop',
  reuse: true,
  http: ['1.1'],
  faithful: false,
  concurrency: 'asked',
};

interface Given {
  readonly variant: RaceVariant;
  readonly side: CheckSide;
}

/** The base is raced against itself too, from the same files: there is no second copy of a command. */
export async function openCommands(
  { base, candidate }: { readonly base: string; readonly candidate: string },
  folder: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Contest> {
  const [a, b] = [await given('--a', base, folder, env), await given('--b', candidate, folder, env)];
  return {
    ...NOBODY,
    mode: 'commands',
    base: a.side,
    candidate: b.side,
    arms: new Map([[ROW, { base: a.variant, candidate: b.variant, 'base-again': a.variant }]]),
  };
}

async function given(
  option: string,
  text: string,
  folder: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Given> {
  const [, file, name] = /^(.+\.json)(?:#(.+))?$/.exec(text) ?? [];
  const isManifest = file !== undefined && !/\s/.test(text);
  const variant = isManifest
    ? await ofManifest(option, resolve(folder, file), name ?? null)
    : ofCommand(option, text, folder);
  return {
    variant,
    side: {
      name: text,
      revision: null,
      committedAt: null,
      subject: await versionOf(variant, env),
      changes: null,
      command: variant.command.join(' '),
    },
  };
}

const PLACE = { id: ROW, backend: 'command', name: 'pair' } as const;

function ofCommand(option: string, text: string, folder: string): RaceVariant {
  const command = parseCommandString(text);
  if (command.length === 0) throw refused(option, text, 'it is empty');
  return {
    ...PLACE,
    title: 'two commands',
    about: text,
    level: 'trusted',
    input: null,
    traits: TRAITS,
    command,
    folder,
    workspace: folder,
    unnamed: true,
  };
}

async function ofManifest(option: string, file: string, name: string | null): Promise<RaceVariant> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refused(option, file, `it cannot be read: ${reasonOf(error)}`);
  });
  const checked = parse('manifest', text);
  if (checked.state === 'invalid')
    throw refused(option, file, `it is no manifest: ${checked.problems.join('; ')}`);
  const { variants } = checked.value;
  const found = name === null ? variants[0] : variants.find((each) => each.name === name);
  const names = variants.map((each) => each.name).join(', ');
  if (found === undefined || (name === null && variants.length > 1)) {
    throw refused(option, file, `it has the variants ${names}: say which, as ${file}#${variants[0]?.name}`);
  }
  const unknown = found.interface === 'native' ? unfillable(found.command) : null;
  if (unknown !== null) throw refused(option, file, unknown);
  const { title, about, level = null, input = null, traits, command } = found;
  const place = { folder: dirname(file), workspace: dirname(file) };
  return { ...PLACE, title, about, level, input, traits, command, ...place, unnamed: true };
}

function refused(option: string, text: string, problem: string): HarnessError {
  return new HarnessError(
    'bad-option',
    `${option} ${text} cannot be raced: ${problem}`,
    'Give a command line of a program that keeps the contract, or MANIFEST.json#VARIANT.',
  );
}

/** First line of what it prints for --version; null: it has none. */
async function versionOf(
  { command, folder, workspace }: RaceVariant,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<string | null> {
  const [program = '', ...args] = command;
  // A native peer's further arguments are those of a download.
  const own = args.some((arg) => arg.includes('{')) ? [] : args;
  const asked = await execa(program, [...own, '--version'], {
    cwd: folder,
    env: cleanEnvironment(workspace, env),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: VERSION_TIMEOUT_MS,
  });
  const [line = ''] = asked.failed ? [] : asked.stdout.trim().split('\n');
  return line === '' ? null : line;
}
