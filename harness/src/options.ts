import { parseArgs } from 'node:util';
import { HarnessError } from './errors.ts';
import {
  COMPARE_OPTIONS,
  DEFAULT_URLS_CONCURRENCY,
  FORMATS,
  LIST_OPTIONS,
  MOST_BLOCKS,
  MOST_IN_FLIGHT,
  type Format,
  type OptionSpec,
} from './option-table.ts';

/** What `compare` was asked for, every choice made but those that need the world. */
export interface CompareOptions {
  /** Names of scenarios, none twice; empty: the default one. */
  readonly scenarios: readonly string[];
  readonly only: readonly string[];
  /** null: the scenario says. */
  readonly blocks: number | null;
  /** null: drawn at random. */
  readonly seed: number | null;
  readonly out: string | null;
  readonly scratch: string | null;
  readonly format: Format;
  /** The user's own list, and how many at a time; null: against the origin. */
  readonly urls: { readonly file: string; readonly concurrency: number } | null;
}

/** What the command line asks for. */
export type Invocation =
  | { readonly state: 'compare'; readonly options: CompareOptions }
  | { readonly state: 'list' }
  | { readonly state: 'help'; readonly command: CommandName | null }
  | { readonly state: 'version' };

export const COMMANDS = ['compare', 'list'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** @throws HarnessError with exit code 2, naming what cannot be understood. */
export function readCommandLine(args: readonly string[]): Invocation {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
    case '-h':
    case '--help':
    case 'help':
      return { state: 'help', command: null };
    case '--version':
      return { state: 'version' };
    case 'compare':
      return readCompare(rest);
    case 'list':
      return readList(rest);
    default:
      throw new HarnessError(
        'unknown-command',
        `there is no command ${command}`,
        `The commands are ${COMMANDS.join(' and ')}; see \`fairfetch --help\`.`,
      );
  }
}

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

function parse(
  command: CommandName,
  args: readonly string[],
  table: Readonly<Record<string, OptionSpec>>,
): Values {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, short, multiple = false }]) => [
      name,
      short === undefined ? { type, multiple } : { type, multiple, short },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.\s|\n/);
    throw badOption(command, sentence.charAt(0).toLowerCase() + sentence.slice(1), { cause: error });
  }
}

function badOption(command: CommandName, message: string, options?: { cause: unknown }): HarnessError {
  return new HarnessError('bad-option', message, `See \`fairfetch ${command} --help\`.`, options);
}

function readList(args: readonly string[]): Invocation {
  const values = parse('list', args, LIST_OPTIONS);
  if (values['help'] === true) return { state: 'help', command: 'list' };
  if (values['version'] === true) return { state: 'version' };
  return { state: 'list' };
}

function readCompare(args: readonly string[]): Invocation {
  const values = parse('compare', args, COMPARE_OPTIONS);
  if (values['help'] === true) return { state: 'help', command: 'compare' };
  if (values['version'] === true) return { state: 'version' };
  if (values['list'] === true) return { state: 'list' };
  const scenarios = [...new Set(texts(values['scenario']))];
  const urls = readUrls(values);
  if (urls !== null && scenarios.length > 0) {
    throw badOption('compare', '--urls races your own list, and --scenario does not go with it');
  }
  return {
    state: 'compare',
    options: {
      scenarios,
      only: texts(values['only']),
      blocks: number(values, 'blocks', 1, MOST_BLOCKS),
      seed: number(values, 'seed', 0, Number.MAX_SAFE_INTEGER),
      out: text(values, 'out'),
      scratch: text(values, 'scratch'),
      format: readFormat(text(values, 'format') ?? 'table'),
      urls,
    },
  };
}

function readUrls(values: Values): CompareOptions['urls'] {
  const file = text(values, 'urls');
  const concurrency = number(values, 'concurrency', 1, MOST_IN_FLIGHT);
  if (file !== null) return { file, concurrency: concurrency ?? DEFAULT_URLS_CONCURRENCY };
  if (concurrency === null) return null;
  throw badOption('compare', '--concurrency goes with --urls only: a scenario has its own');
}

function readFormat(format: string): Format {
  const known = FORMATS.find((each) => each === format);
  if (known !== undefined) return known;
  throw badOption('compare', `--format takes ${FORMATS.join(', ')}, not ${format}`);
}

function texts(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function text(values: Values, name: keyof typeof COMPARE_OPTIONS): string | null {
  const value = values[name];
  if (typeof value !== 'string') return null;
  if (value === '') throw badOption('compare', `--${name} takes ${takes(name)}, not an empty word`);
  return value;
}

function takes(name: keyof typeof COMPARE_OPTIONS): string {
  const spec: OptionSpec = COMPARE_OPTIONS[name];
  return spec.takes ?? 'nothing';
}

function number(
  values: Values,
  name: keyof typeof COMPARE_OPTIONS,
  lowest: number,
  highest: number,
): number | null {
  const value = text(values, name);
  if (value === null) return null;
  const parsed = Number(value);
  if (/^\d+$/.test(value) && parsed >= lowest && parsed <= highest) return parsed;
  throw badOption('compare', `--${name} takes a whole number from ${lowest} to ${highest}, not ${value}`);
}
