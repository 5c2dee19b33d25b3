import { bisect } from './commands/bisect.ts';
import { check } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { conform } from './commands/conform.ts';
import { kill } from './commands/kill.ts';
import { list } from './commands/list.ts';
import { memory } from './commands/memory.ts';
import { merge } from './commands/merge.ts';
import { report } from './commands/report.ts';
import { trend } from './commands/trend.ts';
import { HarnessError } from './errors.ts';
import { helpText } from './help.ts';
import { readCommandLine } from './options.ts';
import { stopOnSignals } from './signals.ts';
import { ownVersion, realWorld } from './world.ts';

/** The program: command line in, exit code out. */
async function main(args: readonly string[]): Promise<number> {
  const invocation = readCommandLine(args);
  switch (invocation.state) {
    case 'compare':
      return compare(invocation.options, realWorld(stopOnSignals(process)));
    case 'check':
      return check(invocation.options, realWorld(stopOnSignals(process)));
    case 'bisect':
      return bisect(invocation.options, realWorld(stopOnSignals(process)));
    case 'trend':
      return trend(invocation.options, realWorld(stopOnSignals(process)));
    case 'report':
      return report(invocation.options, realWorld(stopOnSignals(process)));
    case 'merge':
      return merge(invocation.options, realWorld(stopOnSignals(process)));
    case 'list':
      return list(realWorld(stopOnSignals(process)));
    case 'conform':
      return conform(invocation.options, realWorld(stopOnSignals(process)));
    case 'kill':
      return kill(invocation.options, realWorld(stopOnSignals(process)));
    case 'memory':
      return memory(invocation.options, realWorld(stopOnSignals(process)));
    case 'help':
      process.stdout.write(helpText(invocation.command));
      return 0;
    case 'version':
      process.stdout.write(`fairfetch ${ownVersion()}\n`);
      return 0;
    default:
      return invocation satisfies never;
  }
}

/** Says what went wrong; an error nobody foresaw is a defect of ours, and its stack belongs to its report. */
function explain(error: unknown): number {
  if (error instanceof HarnessError) {
    process.stderr.write(`fairfetch: ${error.message}\n${error.hint}\n`);
    return error.exitCode;
  }
  process.stderr.write(`fairfetch: a defect of the harness: ${(error as Error).stack ?? String(error)}\n`);
  return 3;
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
