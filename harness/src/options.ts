import { HarnessError } from './errors.ts';
import { LIST_OPTIONS } from './option-table.ts';
import { readBisect, type BisectInvocation } from './options/bisect.ts';
import { readCheck, type CheckInvocation } from './options/check.ts';
import { readCompare, type CompareInvocation } from './options/compare.ts';
import { readConform, type ConformInvocation } from './options/conform.ts';
import { readTrend, type TrendInvocation } from './options/trend.ts';
import { readKill, readMemory, type TrialInvocation } from './options/trials.ts';
import { readMerge, readReport, type ResultsInvocation } from './options/results.ts';
import { readWords } from './options/words.ts';

export type { BisectOptions } from './options/bisect.ts';
export type { CheckOptions } from './options/check.ts';
export type { CompareOptions } from './options/compare.ts';
export type { ConformOptions } from './options/conform.ts';
export type { MergeOptions, ReportOptions } from './options/results.ts';
export type { TrendOptions } from './options/trend.ts';
export type { KillOptions, MemoryOptions } from './options/trials.ts';

/** What the command line asks for. */
export type Invocation =
  | CompareInvocation
  | CheckInvocation
  | BisectInvocation
  | ConformInvocation
  | TrialInvocation
  | ResultsInvocation
  | TrendInvocation
  | { readonly state: 'help'; readonly command: CommandName | null };

/** A command is read by the function of its name; its page of help is in help.ts. */
const READERS = {
  compare: readCompare,
  check: readCheck,
  bisect: readBisect,
  trend: readTrend,
  report: readReport,
  merge: readMerge,
  list: readList,
  conform: readConform,
  kill: readKill,
  memory: readMemory,
} as const satisfies Record<string, (args: readonly string[]) => Invocation>;

export type CommandName = keyof typeof READERS;
export const COMMANDS = Object.keys(READERS) as readonly CommandName[];

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
    default:
      if (Object.hasOwn(READERS, command)) return READERS[command as CommandName](rest);
      throw new HarnessError(
        'unknown-command',
        `there is no command ${command}`,
        `The commands are ${COMMANDS.join(', ')}; see \`fairfetch --help\`.`,
      );
  }
}

function readList(args: readonly string[]): Invocation {
  const words = readWords('list', args, LIST_OPTIONS);
  if (words.has('help')) return { state: 'help', command: 'list' };
  if (words.has('version')) return { state: 'version' };
  return { state: 'list' };
}
