import { parseCommand } from './cli.ts';
import { broken, choose } from './defects.ts';
import { isEnvironmentError } from './environment.ts';
import { masked } from './failure.ts';
import { litterEarly } from './litter.ts';
import { UsageError } from './options.ts';
import { OutputError, print } from './outcome.ts';
import { PROGRAM, tell } from './report.ts';
import { runDownloads } from './run.ts';

/** A downloader at level trusted, but for the defect it is asked for. */
async function main(given: readonly string[]): Promise<number> {
  const words = withoutDefect(given);
  litterEarly(words);
  try {
    const command = parseCommand(words);
    if (command.kind === 'run') return await runDownloads(command.options);
    if (command.kind === 'version') print(`${PROGRAM.name} ${PROGRAM.version}\n`);
    else print((await import('./help.ts')).helpText(PROGRAM.name));
    return 0;
  } catch (error) {
    const code = exitCodeOf(error);
    const isPlain = broken('proxy-credentials-in-stderr');
    tell(`${PROGRAM.name}: ${isPlain ? (error as Error).message : masked((error as Error).message)}`);
    return code;
  }
}

/** Takes `--defect NAME` out of the command line. */
function withoutDefect(words: readonly string[]): readonly string[] {
  const at = words.indexOf('--defect');
  if (at === -1) return words;
  choose(words[at + 1] ?? '');
  return words.toSpliced(at, 2);
}

/** @throws what is a mistake of this program, or meant to look like one */
function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return broken('usage-error-exit-1') ? 1 : 2;
  if (isEnvironmentError(error)) return broken('environment-exit-1') ? 1 : 3;
  if (error instanceof OutputError) return 3;
  throw error;
}

// Leaving at once spares waiting for kept connections and for input that never comes.
process.exit(await main(process.argv.slice(2)));
