import {
  CHECK_OPTIONS,
  COMPARE_OPTIONS,
  CONFORM_OPTIONS,
  KILL_OPTIONS,
  LIST_OPTIONS,
  MERGE_OPTIONS,
  REPORT_OPTIONS,
  MEMORY_OPTIONS,
  type OptionSpec,
  type OptionTable,
} from './option-table.ts';
import { BISECT_OPTIONS } from './options/bisect.ts';
import { TREND_OPTIONS } from './options/trend.ts';
import type { CommandName } from './options.ts';

/** What a person is told of one command. A new command does not compile until it has its page. */
interface Page {
  /** After its name, in the overview. */
  readonly short: string;
  /** Words that it takes beside options. */
  readonly takes?: string;
  readonly about: string;
  readonly exitCodes: string;
  readonly table: OptionTable;
}

const STOPPED = '130 and 143 stopped by a signal';

const PAGES: Readonly<Record<CommandName, Page>> = {
  compare: {
    short: 'race the downloaders of this workspace and print a table',
    about: `Races every variant on a scenario against a server of our own that counts what each of them does,
checks every file, and prints one table. Results are kept, run by run.`,
    exitCodes: `0 every row was measured, 1 some row failed, 2 the command line is wrong,
3 the machine or the workspace is not ready, ${STOPPED} (partial results are kept).`,
    table: COMPARE_OPTIONS,
  },
  check: {
    short: 'race a change against its base and say whether it is slower',
    about: `Builds the base in a work tree of its own, and races base, candidate and a second copy of the base in random
order, block by block, for every variant that the change reaches, until each metric is decided or the
budget is spent. Says *regressed*, *improved*, *no change beyond 5 %* or *inconclusive*, each with what the
server saw to differ. Where the two copies of the base differ, the session says that it cannot judge.
Time is only ever compared within one session: on most machines two sessions of one program differ by more
than a regression. Counts and memory can be held against a stored baseline.`,
    exitCodes: `0 nothing regressed, 1 something did, 2 the command line or the config is wrong,
3 the machine, the workspace or the base is not ready, 4 cannot judge, or inconclusive with
--inconclusive fail, ${STOPPED} (partial results are kept).`,
    table: CHECK_OPTIONS,
  },
  bisect: {
    short: 'find the commit that made a downloader worse',
    about: `Tries commits between --good and --bad, as \`git bisect\` chooses them, in work trees of its own: builds each
and races it against the good one, block by block, until the metric is decided. What does not build, does
not run or stays undecided is skipped, and named. --bad is tried first: if it is not worse, that is said.
Verdicts are kept: the same command goes on where it was stopped, and races nothing twice.`,
    exitCodes: `0 found, or narrowed down to a few, 2 the command line or the config is wrong,
3 nothing to find, it cannot be judged, or something is not ready,
${STOPPED} (verdicts are kept).`,
    table: BISECT_OPTIONS,
  },
  trend: {
    short: 'show a metric over revisions, from kept checks',
    takes: '[DIR]...',
    about: `Shows what \`fairfetch check --keep DIR\` kept in the folders DIR and below (default: history in the
workspace): for each variant in each scenario a line a candidate, in the order of the commits, with its
median, and the change and verdict against the base of the same session. Where the machine or a tool changed,
values before and after cannot be compared: a line says so, and the picture draws none across. Nothing is run.`,
    exitCodes: `0 something was shown, 2 the command line is wrong, or names nothing of the reports,
3 there is nothing to show, a folder cannot be read, or the picture cannot be written.`,
    table: TREND_OPTIONS,
  },
  report: {
    short: 'show stored results again',
    takes: 'DIR',
    about: `Renders the results in DIR from their stored runs alone; nothing is run, and nothing is written.
\`--format json\` gives report.json as the race wrote it. A torn last line is left out, with a word.`,
    exitCodes: `0 every row was measured, 1 some row failed, 2 the command line is wrong,
3 the folder holds no results, or some that cannot be true.`,
    table: REPORT_OPTIONS,
  },
  merge: {
    short: 'join what `compare --shard` or `check --shard` wrote',
    takes: 'DIR...',
    about: `Joins the results of all shards of one plan. No block may be missing or there twice, and everything that
figures depend on must be the same in all: what is not is named, and nothing is joined. Pairs are made
within blocks, so within one machine.`,
    exitCodes: `0 every row was measured, 1 some row failed, 2 the command line is wrong,
3 the shards cannot be joined, or a folder holds no results.`,
    table: MERGE_OPTIONS,
  },
  list: {
    short: 'name the scenarios and variants there are',
    about: 'Names what can be raced here, and what is left out and why.',
    exitCodes: '0, 2 the command line is wrong.',
    table: LIST_OPTIONS,
  },
  conform: {
    short: 'hold every downloader to the contract, case by case',
    about: `Runs the contract's cases with every variant, each up to the level it declares and the level above, against
a server of our own that misbehaves as each case says, and prints a matrix. For what fails it says what
was expected, what was seen, the rule, and the command that does it again. A new backend starts here.`,
    exitCodes: `0 every variant holds what it declares, 1 some do not, 2 the command line is wrong,
3 the machine or the workspace is not ready, ${STOPPED}.`,
    table: CONFORM_OPTIONS,
  },
  kill: {
    short: 'kill the downloaders at many points and let the next run finish',
    about: `Kills each variant of level trusted with SIGKILL, at a moment of its run or at a byte of its files, lets the
next run finish, and looks whether every file is right, nothing is left over, and no more was sent again
than had not reached the disk.`,
    exitCodes: `0 all was right every time, 1 it was not, 2 the command line is wrong,
3 the machine or the workspace is not ready, ${STOPPED}.`,
    table: KILL_OPTIONS,
  },
  memory: {
    short: 'measure what a line of a long list costs in memory',
    about: `Gives each variant of level trusted a short list and a long one, of lines that are refused or skipped, and
measures how much a further line raises the peak memory of the process.`,
    exitCodes: `0 within the limit, 1 above it, 2 the command line is wrong,
3 the machine or the workspace is not ready, ${STOPPED}.`,
    table: MEMORY_OPTIONS,
  },
};

/** The text of `--help`. */
export function helpText(command: CommandName | null): string {
  return command === null ? overview() : page(command, PAGES[command]);
}

function overview(): string {
  const rows = Object.entries<Page>(PAGES).map(([name, { short, takes }]): readonly [string, string] => [
    usageOf(name, takes),
    short,
  ]);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  const lines = rows.map(
    ([usage, short], at) => `${at === 0 ? 'Usage: ' : '       '}${usage.padEnd(width)}  ${short}`,
  );
  return `fairfetch: a fair race between concurrent downloaders

${lines.join('\n')}

See \`fairfetch COMMAND --help\`.
`;
}

function usageOf(name: string, takes?: string): string {
  return `fairfetch ${name}${takes === undefined ? '' : ` ${takes}`} [OPTION]...`;
}

function page(command: CommandName, { about, exitCodes, table, takes }: Page): string {
  const names = Object.entries(table).map(([name, spec]) => optionName(name, spec));
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.values(table).map((spec, index) => `  ${names[index]?.padEnd(width)}  ${spec.about}`);
  return `Usage: ${usageOf(command, takes)}

${about}

${lines.join('\n')}

Exit codes: ${exitCodes}
`;
}

function optionName(name: string, { short, takes }: OptionSpec): string {
  const value = takes === undefined ? '' : ` ${takes}`;
  return `${short === undefined ? '' : `-${short}, `}--${name}${value}`;
}
