import type { DownloadRecord } from '@fairfetch/contract';
import { Connections } from './connections.ts';
import { broken } from './defects.ts';
import { Download, refusedRecord, type DownloadContext } from './download.ts';
import { openEnvironment, type Opened } from './environment.ts';
import { Failure, masked } from './failure.ts';
import { countJobs } from './job-count.ts';
import { readJobs, type Job } from './jobs.ts';
import { TakenNames } from './names.ts';
import type { Options } from './options.ts';
import { finish } from './outcome.ts';
import { Progress } from './progress.ts';
import { PROGRAM, summarise } from './report.ts';
import { litter } from './litter.ts';
import { Slots } from './slots.ts';
import { Stop } from './stop.ts';
import { Tally } from './tally.ts';
import { Twins } from './twins.ts';

const MOST_TOLD = 1_000;
const MORE_FAILED = 'more downloads failed; --records FILE has them all';

/** @returns the exit code */
export async function runDownloads(options: Options): Promise<number> {
  return await new Run(options, openEnvironment(options, process.env)).carryOut();
}

/** From the first job read to the last file in place. */
class Run {
  readonly #options: Options;
  readonly #opened: Opened;
  readonly #context: DownloadContext;
  readonly #progress: Progress;
  readonly #stop = new Stop();
  readonly #tally = new Tally();
  readonly #names = new TakenNames();
  readonly #twins = new Twins();
  readonly #slots: Slots;
  readonly #running = new Set<Promise<void>>();
  readonly #zeroNs = process.hrtime.bigint();
  #expectedJobs: number | null;
  #isOver = false;
  #told = 0;

  constructor(options: Options, opened: Opened) {
    this.#options = options;
    this.#opened = opened;
    this.#slots = new Slots(slotsFor(options.concurrency));
    this.#progress = new Progress(options.progress, options.quiet, () => this.#counts());
    const count = this.#progress.isShown ? countJobs(options.input) : null;
    this.#expectedJobs = count === null ? null : count + options.urls.length;
    this.#context = this.#makeContext();
  }

  async carryOut(): Promise<number> {
    litter(this.#opened.folder.path);
    this.#stop.listen(() => this.#progress.stop());
    this.#progress.start();
    try {
      await this.#startAll();
    } catch (error) {
      // The input broke off: what is in flight must not be left as it is.
      this.#stop.abort(new Failure('cancelled', { signal: 'the end of the input' }));
      throw error;
    } finally {
      await Promise.all(this.#running);
      this.#progress.stop();
    }
    const summary = summarise(this.#tally, this.#options.concurrency, this.#slots.peak, this.#clock());
    return finish(summary, this.#options, this.#opened.records, this.#stop.exitCode);
  }

  async #startAll(): Promise<void> {
    const { urls, input } = this.#options;
    const jobs = readJobs(urls, input, this.#names);
    for (;;) {
      await this.#slots.room();
      const next = this.#isOver ? undefined : await this.#stop.orStopped(jobs.next());
      if (next === undefined) return;
      if (next.done === true) break;
      const job = next.value;
      if ('failure' in job) this.#end(refusedRecord(job, this.#clock()), job.url);
      else await this.#start(job);
    }
    this.#expectedJobs = this.#tally.total + this.#running.size;
  }

  async #start(job: Job): Promise<void> {
    await this.#slots.take(false);
    const download = new Download(this.#context, job);
    const running = this.#twins
      .download(
        job,
        (path) => this.#opened.folder.place(path),
        () => download.run(),
        () => this.#slots.release(),
      )
      .then((record) => this.#end(record, job.url.href));
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
    if (isSerial()) await running;
  }

  #end(record: DownloadRecord, url: string | undefined): void {
    if (record.state === 'failed' && broken('misses-a-file-silently')) return;
    this.#tally.countRecord(record);
    const { startNs, endNs } = record;
    const told = broken('times-backwards') ? { ...record, startNs: endNs, endNs: startNs } : record;
    if (record.state !== 'cancelled' || !broken('cancelled-not-recorded')) this.#opened.records?.append(told);
    if (record.error === undefined) return;
    this.#tellFailure(`${record.error.message} (${record.error.code})`, url);
    if (record.path !== undefined && broken('failed-name-freed')) this.#names.free(record.path);
    this.#isOver ||= broken('failure-stops-the-run');
    this.#isOver ||= record.error.code === 'disk' && broken('disk-failure-stops-run');
  }

  #tellFailure(message: string, url: string | undefined): void {
    if (this.#options.quiet && broken('quiet-silences-failures')) return;
    this.#told += 1;
    if (this.#told > MOST_TOLD && !broken('tells-every-failure')) {
      if (this.#told === MOST_TOLD + 1) this.#progress.say(`${PROGRAM.name}: ${MORE_FAILED}`);
      return;
    }
    const isPlain = url !== undefined && broken('credentials-in-stderr');
    const text = isPlain ? message.replaceAll(masked(url), url) : masked(message);
    this.#progress.say(`${PROGRAM.name}: ${text}`);
  }

  readonly #clock = (): number => Number(process.hrtime.bigint() - this.#zeroNs);

  #counts(): ReturnType<ConstructorParameters<typeof Progress>[2]> {
    const { total, failed, receivedBytes } = this.#tally;
    const { inUse, waiting } = this.#slots;
    return {
      done: total,
      total: this.#expectedJobs,
      bytes: receivedBytes,
      inFlight: inUse,
      retrying: waiting,
      failed,
    };
  }

  #makeContext(): DownloadContext {
    const { options, opened } = { options: this.#options, opened: this.#opened };
    const { proxies, certificates, folder } = opened;
    const { connectTimeoutS, stallTimeoutS, headers, maxRedirects, concurrency } = options;
    const network = { proxies, certificates, connectTimeoutS, stallTimeoutS };
    return {
      ...options,
      folder,
      slots: this.#slots,
      tally: this.#tally,
      stop: this.#stop.signal,
      clock: this.#clock,
      requests: {
        connections: new Connections(network, concurrency),
        headers,
        maxRedirects,
        userAgent: `${PROGRAM.name}/${PROGRAM.version}`,
        onBytes: (bytes) => {
          this.#tally.receivedBytes += bytes;
        },
        warn: (text) => this.#progress.say(text),
      },
    };
  }
}

function slotsFor(concurrency: number): number {
  if (broken('more-than-asked')) return 2 * concurrency;
  return concurrency;
}

/** Where the end of a download matters to the next one, the next one waits for it. */
function isSerial(): boolean {
  return (
    broken('one-at-a-time') ||
    broken('failure-stops-the-run') ||
    broken('disk-failure-stops-run') ||
    broken('failed-name-freed')
  );
}
