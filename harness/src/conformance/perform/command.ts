import { relative, resolve } from 'node:path';
import type { CaseInput, ConformanceStep } from '@fairfetch/contract';
import type { Asked } from '../observation.ts';
import type { Room, StepFiles } from '../sandbox/room.ts';

const DEFAULT_CONCURRENCY = 4;
/** Of the contract, where nobody says. */
const UNSAID_CONCURRENCY = 10;

type Standard = 'json' | 'records' | 'progress' | 'dir' | 'concurrency' | 'cacert';

export interface CommandContext {
  readonly room: Room;
  readonly files: StepFiles;
  /** What is to be trusted; null: the session does not speak TLS. */
  readonly cacert: string | null;
}

/** The arguments of a step after the variant's own words: standard options, args, input, URLs. */
export function argumentsOf(step: ConformanceStep, context: CommandContext): readonly string[] {
  const input = step.via === 'stdin' ? '-' : context.files.input;
  return [
    ...standardOptions(step, context),
    ...(step.args ?? []),
    ...(step.input === undefined ? [] : ['-i', input]),
    ...(step.urls ?? []),
  ];
}

function standardOptions(step: ConformanceStep, { room, files, cacert }: CommandContext): readonly string[] {
  const { concurrency = DEFAULT_CONCURRENCY } = step;
  const options: Readonly<Record<Standard, readonly string[]>> = {
    json: ['--json'],
    records: ['--records', files.records],
    progress: ['--progress', 'none'],
    dir: ['-d', room.dir],
    concurrency: ['-j', String(concurrency)],
    cacert: cacert === null ? [] : ['--cacert', cacert],
  };
  return (Object.keys(options) as Standard[]).flatMap((name) => (isSet(step, name) ? options[name] : []));
}

function isSet({ standard = true }: ConformanceStep, name: Standard): boolean {
  return Array.isArray(standard) ? !standard.includes(name) : standard;
}

export function askedOf(step: ConformanceStep, args: readonly string[], room: Room): Asked {
  const concurrency = Number(valueOf(args, '-j', '--concurrency') ?? UNSAID_CONCURRENCY);
  return {
    json: args.includes('--json'),
    records: isSet(step, 'records'),
    concurrency: Number.isInteger(concurrency) && concurrency > 0 ? concurrency : UNSAID_CONCURRENCY,
    below: pathBelow(room.dir, valueOf(args, '-d', '--dir')),
    signals: (step.act ?? []).filter(({ do: deed }) => deed.signal !== undefined).length,
  };
}

/** What an option was given; the last one counts. */
function valueOf(args: readonly string[], short: string, long: string): string | undefined {
  const values = args.flatMap((arg, index) => {
    if (arg === short || arg === long) return [args[index + 1]];
    return arg.startsWith(`${long}=`) ? [arg.slice(long.length + 1)] : [];
  });
  return values.at(-1);
}

function pathBelow(dir: string, given: string | undefined): string | null {
  if (given === undefined) return null;
  const path = relative(dir, resolve(given));
  if (path.startsWith('..')) return null;
  return path === '' ? '' : `${path}/`;
}

/** The bytes of a step's input, or of its beginning where the pipe stays open. */
export function renderInput(input: CaseInput): Buffer {
  if (Array.isArray(input)) {
    const lines = input.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    return Buffer.from(lines.map((line) => `${line}\n`).join(''));
  }
  if ('text' in input) return Buffer.from(input.text);
  if ('hex' in input) return Buffer.from(input.hex, 'hex');
  if ('lines' in input) return Buffer.from(input.lines.map((line) => `${line}\n`).join(''));
  return Buffer.from(`${input.repeat.line}\n`.repeat(input.repeat.times));
}
