import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { DownloadRecord } from '@fairfetch/contract';
import { Stop, Tally, type JobSource, type PlannedJob } from '@fairfetch/downloader';
import { describe, expect, test } from 'vitest';
import { Feeder, type FeederContext } from '../src/feeder.ts';
import type { FromWorker, ToWorker } from '../src/messages.ts';

function jobsUpTo(count: number, isSlow = false): JobSource & { taken: number } {
  return {
    taken: 0,
    stop: () => [],
    take() {
      if (this.taken === count) return undefined;
      this.taken += 1;
      const job: PlannedJob = { index: this.taken - 1, url: 'http://h/', path: 'a' };
      return isSlow ? Promise.resolve(job) : job;
    },
  };
}

function news(count: number, tookNs: number): FromWorker {
  const records = upTo(count).map((index) => recordOf(index, tookNs));
  return { records, waiting: 0 };
}

function recordOf(index: number, tookNs = 1): DownloadRecord {
  return { index, state: 'ok', startNs: 0, endNs: tookNs };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function contextOf(onEnd: (record: DownloadRecord) => void = () => undefined): FeederContext {
  return { tally: new Tally(), clock: () => 0, stop: new Stop(), onEnd, onRoom: () => undefined };
}

describe('Feeder', () => {
  test.each([
    ['quick downloads: as many again wait at the worker', 1000, 4],
    ['long ones: none waits behind another', 1e9, 2],
  ])('%s', async (_, tookNs, outAfter) => {
    const { port1, port2 } = new MessageChannel();
    const jobs = jobsUpTo(100);
    const ended: DownloadRecord[] = [];
    const feeder = new Feeder(
      port1,
      2,
      jobs,
      contextOf((record) => ended.push(record)),
    );
    const [first] = (await once(port2, 'message')) as [ToWorker];
    expect(first).toHaveLength(2);
    expect(jobs.taken).toBe(2);
    port2.postMessage(news(1, tookNs));
    await once(port2, 'message');
    expect(jobs.taken - ended.length).toBe(outAfter);
    port1.close();
    expect(feeder.done).toBeInstanceOf(Promise);
  });

  test.each([false, true])(
    'done when every job has its record, also with slow input (%s)',
    async (isSlow) => {
      const { port1, port2 } = new MessageChannel();
      const ended: number[] = [];
      const context = contextOf(({ index }) => ended.push(index));
      const feeder = new Feeder(port1, 2, jobsUpTo(7, isSlow), context);
      let isOver = false;
      port2.on('message', (message: readonly PlannedJob[] | null) => {
        isOver ||= message === null;
        const records = (message ?? []).map(({ index }) => recordOf(index));
        if (records.length > 0) port2.postMessage({ records, waiting: 0 } satisfies FromWorker);
      });
      await feeder.done;
      expect(ended).toEqual([0, 1, 2, 3, 4, 5, 6]);
      port1.close();
      await once(port2, 'close');
      expect(isOver).toBe(true);
    },
  );

  test('a source that fails makes the run fail', async () => {
    const { port1 } = new MessageChannel();
    const broken: JobSource = { take: () => Promise.reject(new Error('input lost')), stop: () => [] };
    await expect(new Feeder(port1, 1, broken, contextOf()).done).rejects.toThrow('input lost');
    port1.close();
  });

  test('those that wait for their next attempt make room, until there are too many of them', async () => {
    const { port1, port2 } = new MessageChannel();
    const jobs = jobsUpTo(100);
    const context = contextOf();
    const feeder = new Feeder(port1, 2, jobs, context);
    await once(port2, 'message');
    port2.postMessage({ records: [], waiting: 2 } satisfies FromWorker);
    await once(port2, 'message');
    expect(jobs.taken).toBe(4);
    context.tally.retrying.add(1024);
    port2.postMessage(news(1, 1e9));
    await once(port1, 'message');
    expect(jobs.taken).toBe(4);
    context.tally.retrying.add(-1);
    await feeder.refill();
    expect(jobs.taken).toBe(5);
    port1.close();
  });

  test('a stop is passed on, and what is out is waited for', async () => {
    const { port1, port2 } = new MessageChannel();
    const ended: number[] = [];
    const context = contextOf(({ index }) => ended.push(index));
    const feeder = new Feeder(port1, 2, jobsUpTo(100), context);
    const told: ToWorker[] = [];
    port2.on('message', (message: ToWorker) => {
      told.push(message);
      if (message === 'SIGTERM') port2.postMessage(news(2, 1));
    });
    context.stop.request('SIGTERM');
    await feeder.done;
    expect(ended).toEqual([0, 1]);
    expect(told.map((message) => (typeof message === 'object' ? message?.length : message))).toEqual([
      2,
      'SIGTERM',
      undefined,
    ]);
    port1.close();
  });
});
