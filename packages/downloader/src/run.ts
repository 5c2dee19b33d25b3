import { statSync } from 'node:fs';
import type { DownloadRecord } from '@fairfetch/contract';
import { UsageError, type RunOptions } from './cli/options.ts';
import { parseCommand } from './cli/parse.ts';
import { Tally } from './counter.ts';
import { refusedRecord, startClock } from './download/record.ts';
import { attempt, EnvironmentError, openEnvironment, type Environment } from './environment.ts';
import { systemWords } from './failures/system.ts';
import { ProxyError } from './http/proxies.ts';
import { InputError } from './jobs/input.ts';
import { countJobs, PlannedJobs } from './jobs/planned-jobs.ts';
import { mayBeHeldUp } from './leave.ts';
import { maskCredentials } from './masking.ts';
import type { Program, Strategy } from './program.ts';
import { NO_PROGRESS, shownProgress, startProgress, type Progress } from './progress/progress.ts';
import { closingLine, summarise } from './report/summary.ts';
import { tell, writeWhole } from './report/write.ts';
import { listenForSignals, stoppedExitCode } from './signals.ts';
import { Stop } from './stop.ts';

type Say = (text: string) => void;

/** A million failures are no reading for a person. */
const MOST_TOLD = 1_000;

/** @returns the exit code */
export async function runProgram(program: Program, words: readonly string[]): Promise<number> {
  const say: Say = (text) => tell(`${program.name}: ${maskCredentials(text)}\n`);
  try {
    const command = parseCommand(words, Object.keys(program.strategies));
    if (command.kind === 'run') return await new Run(program, command.options, say).carryOut();
    const text =
      command.kind === 'help'
        ? (await import('./cli/help.ts')).helpText(program)
        : `${program.name} ${program.version}\n`;
    print(text);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      say(error.message);
      return 2;
    }
    if (error instanceof EnvironmentError || error instanceof InputError || error instanceof ProxyError) {
      say(error.message);
      return 3;
    }
    throw error;
  }
}

/** One run, from a command line that holds to the exit code. */
class Run {
  readonly #program: Program;
  readonly #options: RunOptions;
  readonly #say: Say;
  readonly #tally = new Tally();
  readonly #stop = new Stop();
  #progress: Progress = NO_PROGRESS;
  #told = 0;

  constructor(program: Program, options: RunOptions, say: Say) {
    this.#program = program;
    this.#options = options;
    this.#say = say;
  }

  async carryOut(): Promise<number> {
    mayBeHeldUp(() => this.#tally.lookups.value > 0);
    listenForSignals(this.#stop, () => this.#progress.stop());
    const environment = openEnvironment(this.#options);
    const { records } = environment;
    const strategy = await this.#load();
    const totals = await this.#race(strategy, environment);
    const summary = summarise(this.#program, strategy, this.#options, this.#tally, totals);
    if (this.#options.json) print(`${JSON.stringify(summary)}\n`);
    else if (!this.#options.quiet) tell(`${closingLine(summary)}\n`);
    if (records?.failure !== undefined) {
      this.#say(`cannot write the records to ${this.#options.records}: ${systemWords(records.failure)}`);
      return 3;
    }
    return stoppedExitCode(this.#stop) ?? (summary.downloads.failed > 0 ? 1 : 0);
  }

  #load(): Promise<Strategy> {
    const { strategies } = this.#program;
    return (strategies[this.#options.strategy] as Program['strategies'][string]).load();
  }

  /** From the first job read to the last file in place. */
  async #race(
    strategy: Strategy,
    { lines, certificates, proxies, folder, records }: Environment,
  ): Promise<{ readonly total: number; readonly durationNs: number }> {
    const [options, tally, stop] = [this.#options, this.#tally, this.#stop];
    const counted = this.#countJobs();
    const zeroNs = process.hrtime.bigint();
    const clock = startClock(zeroNs);
    const onEnd = (record: DownloadRecord): void => {
      records?.append(record);
      this.#tellFailure(record);
    };
    const jobs = new PlannedJobs(lines, (refused) => {
      tally.failed.add(1);
      tally.errors(refused.failure.code).add(1);
      onEnd(refusedRecord(refused, clock()));
    });
    this.#showProgress(() => counted ?? (jobs.areAllTaken ? jobs.count : null));
    const userAgent = `${this.#program.name}/${this.#program.version}`;
    const context = { options, folder, certificates, proxies, userAgent, tally, clock, zeroNs, stop };
    try {
      await strategy.run(jobs, context, onEnd);
    } finally {
      this.#progress.stop();
      records?.close();
    }
    return { total: jobs.count, durationNs: clock() };
  }

  #tellFailure({ state, error }: DownloadRecord): void {
    // What a signal has cut off is a number in the closing line.
    if (error === undefined || state === 'cancelled' || this.#told > MOST_TOLD) return;
    this.#told += 1;
    const text =
      this.#told > MOST_TOLD
        ? 'more downloads failed; --records FILE has them all'
        : `${error.message} (${error.code})`;
    tell(this.#progress.around(`${this.#program.name}: ${text}\n`));
  }

  /** Known before the start only where it is shown, and the input can be read twice. */
  #countJobs(): number | undefined {
    const { urls, input, progress, quiet } = this.#options;
    if (quiet || shownProgress(progress, isTerminal) === 'none') return undefined;
    if (input !== undefined && (input === '-' || !statSync(input).isFile())) return undefined;
    return countJobs(urls, input);
  }

  #showProgress(total: () => number | null): void {
    const { progress, quiet } = this.#options;
    if (quiet) return;
    // Looking at process.stderr makes Node build a stream: only where a bar is shown on a terminal.
    const columns = (): number | undefined => (isTerminal() ? process.stderr.columns : undefined);
    const screen = { isTTY: isTerminal, columns, write: tell };
    this.#progress = startProgress(progress, screen, this.#tally, total);
  }
}

function isTerminal(): boolean {
  return process.getBuiltinModule('node:tty').isatty(2);
}

function print(text: string): void {
  attempt('write to standard output', () => writeWhole(1, text));
}
