import type { DownloadRecord } from '@fairfetch/contract';
import type { DownloadRules } from './cli/options.ts';
import type { Tally } from './counter.ts';
import type { Clock } from './download/record.ts';
import { RequestHeaders } from './download/request-headers.ts';
import { DownloadTask, type Carry, type TaskContext } from './download/task.ts';
import type { OutputFolder } from './files/output-folder.ts';
import type { JobSource } from './jobs/job.ts';
import { Slots } from './slots.ts';
import { stopFailure, type Stop } from './stop.ts';

/** What the downloads of one thread need. */
export interface SlotsOfThread {
  readonly concurrency: number;
  readonly rules: DownloadRules;
  readonly userAgent: string;
  readonly folder: OutputFolder;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly onEnd: (record: DownloadRecord) => void;
  readonly onWaiting?: (change: 1 | -1) => void;
}

/** Carries out jobs in one thread, all by one policy; `carry` says how bytes move. */
export function runSlots(jobs: JobSource, thread: SlotsOfThread, carry: Carry): Promise<void> {
  const { rules, folder, tally, clock, stop } = thread;
  const context: TaskContext = {
    rules,
    folder,
    tally,
    clock,
    headers: new RequestHeaders(thread.userAgent, rules.headers),
    random: Math.random,
    nowEpochMs: Date.now,
  };
  const slots = new Slots(jobs, {
    ...thread,
    timeoutS: rules.timeoutS,
    begin: (job) => new DownloadTask(job, context, carry),
  });
  const over = slots.run();
  stop.onRequest((signal) => slots.stop(stopFailure(signal)));
  return over;
}
