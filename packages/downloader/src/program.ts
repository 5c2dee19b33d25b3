import type { DownloadRecord, Summary } from '@fairfetch/contract';
import type { RunOptions } from './cli/options.ts';
import type { Tally } from './counter.ts';
import type { Clock } from './download/record.ts';
import type { OutputFolder } from './files/output-folder.ts';
import type { Proxies } from './http/proxies.ts';
import type { JobSource } from './jobs/job.ts';
import type { Stop } from './stop.ts';

/** What a strategy is given for one run. */
export interface RunContext {
  readonly options: RunOptions;
  readonly folder: OutputFolder;
  /** PEM, trusted besides the default ones. */
  readonly certificates: readonly string[];
  readonly proxies: Proxies | undefined;
  readonly userAgent: string;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly zeroNs: bigint;
  readonly stop: Stop;
}

/** Where variants differ, and only there: how jobs become files with the concurrency asked for. */
export interface Strategy {
  /** Libraries the transfer goes through, name to version. */
  readonly libraries: Summary['libraries'];
  /** Takes jobs until there are no more, or a stop is requested, and tells of each as it ends. */
  run(jobs: JobSource, context: RunContext, onEnd: (record: DownloadRecord) => void): Promise<void>;
}

export interface StrategyEntry {
  readonly about: string;
  /** Loaded when chosen, so that a strategy's libraries cost the others nothing. */
  readonly load: () => Promise<Strategy>;
}

/** A downloader as its main module describes it. The first strategy is the default one. */
export interface Program {
  /** As it is called on the command line. */
  readonly name: string;
  readonly backend: string;
  readonly version: string;
  readonly strategies: Readonly<Record<string, StrategyEntry>>;
}
