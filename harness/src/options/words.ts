import { parseArgs } from 'node:util';
import { HarnessError } from '../errors.ts';
import type { OptionSpec, OptionTable } from '../option-table.ts';

/** The words of one command's line, read by its table but not yet understood. */
export interface Words {
  has(name: string): boolean;
  /** null: not given. @throws HarnessError for an empty one */
  text(name: string): string | null;
  texts(name: string): readonly string[];
  /** null: not given. @throws HarnessError for anything but a whole number in the range */
  number(name: string, lowest: number, highest: number): number | null;
  /** null: not given. @throws HarnessError for a word that is none of the choices */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null;
  /** Like `choice`, of an option that may be repeated; none twice. */
  choices<Choice extends string>(name: string, choices: readonly Choice[]): readonly Choice[];
  /** Whether it is on the line at all. */
  given(name: string): boolean;
  /** What is wrong with this command's line. */
  bad(message: string): HarnessError;
  /** Words that are no options. */
  readonly positionals: readonly string[];
}

/** @throws HarnessError `bad-option` that names the first word that cannot be understood */
export function readWords(
  command: string,
  args: readonly string[],
  table: OptionTable,
  positionals: 'refused' | 'allowed' = 'refused',
): Words {
  const bad = (message: string, options?: { cause: unknown }): HarnessError =>
    new HarnessError('bad-option', message, `See \`fairfetch ${command} --help\`.`, options);
  const read = parse(args, table, positionals === 'allowed', bad);
  const { values } = read;
  const text = (name: string): string | null => {
    const value = values[name];
    if (typeof value !== 'string') return null;
    if (value === '') throw bad(`--${name} takes ${table[name]?.takes ?? 'nothing'}, not an empty word`);
    return value;
  };
  const many = (name: string): readonly string[] =>
    Array.isArray(values[name]) ? values[name].map(String) : [];
  const chosen = <Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice => {
    const known = choices.find((each) => each === value);
    if (known === undefined) throw bad(`--${name} takes ${choices.join(', ')}, not ${value}`);
    return known;
  };
  return {
    bad,
    positionals: read.positionals,
    has: (name) => values[name] === true,
    text,
    texts: many,
    number: (name, lowest, highest) => {
      const value = text(name);
      if (value === null) return null;
      const parsed = Number(value);
      if (/^\d+$/.test(value) && parsed >= lowest && parsed <= highest) return parsed;
      throw bad(`--${name} takes a whole number from ${lowest} to ${highest}, not ${value}`);
    },
    choice: (name, choices) => {
      const value = text(name);
      return value === null ? null : chosen(name, value, choices);
    },
    choices: (name, choices) => [...new Set(many(name).map((value) => chosen(name, value, choices)))],
    given: (name) => values[name] !== undefined,
  };
}

interface Read {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

function parse(
  args: readonly string[],
  table: OptionTable,
  allowPositionals: boolean,
  bad: (message: string, options: { cause: unknown }) => HarnessError,
): Read {
  const options = Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, shapeOf(spec)]));
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.\s|\n/);
    throw bad(sentence.charAt(0).toLowerCase() + sentence.slice(1), { cause: error });
  }
}

function shapeOf({ type, short, multiple = false }: OptionSpec): Omit<OptionSpec, 'about' | 'takes'> {
  return { type, multiple, ...(short !== undefined && { short }) };
}
