import { COMPARE_OPTIONS, LIST_OPTIONS, type OptionSpec } from './option-table.ts';
import type { CommandName } from './options.ts';

const OVERVIEW = `fairfetch: a fair race between concurrent downloaders

Usage: fairfetch compare [OPTION]...   race the downloaders of this workspace and print a table
       fairfetch list                  name the scenarios and variants there are

See \`fairfetch COMMAND --help\`.
`;

const COMPARE = {
  head: `Usage: fairfetch compare [OPTION]...

Races every variant on a scenario against a server of our own that counts what each of them does,
checks every file, and prints one table. Results are kept, run by run.
`,
  tail: `
Exit codes: 0 every row was measured, 1 some row failed, 2 the command line is wrong,
3 the machine or the workspace is not ready, 130 and 143 stopped by a signal (partial results are kept).
`,
} as const;

const LIST = { head: 'Usage: fairfetch list\n', tail: '' } as const;

/** The text of `--help`. */
export function helpText(command: CommandName | null): string {
  switch (command) {
    case null:
      return OVERVIEW;
    case 'compare':
      return page(COMPARE, COMPARE_OPTIONS);
    case 'list':
      return page(LIST, LIST_OPTIONS);
    default:
      return command satisfies never;
  }
}

function page(
  { head, tail }: { readonly head: string; readonly tail: string },
  table: Readonly<Record<string, OptionSpec>>,
): string {
  const names = Object.entries(table).map(([name, spec]) => optionName(name, spec));
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.values(table).map(({ about }, index) => `  ${names[index]?.padEnd(width)}  ${about}`);
  return `${head}\n${lines.join('\n')}\n${tail}`;
}

function optionName(name: string, { short, takes }: OptionSpec): string {
  const value = takes === undefined ? '' : ` ${takes}`;
  return `${short === undefined ? '' : `-${short}, `}--${name}${value}`;
}
