import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { DownloadRecord } from '@fairfetch/contract';
import type { JobSource, PlannedJob } from '@fairfetch/downloader';
import { describe, expect, test } from 'vitest';
import { Feeder } from '../src/feeder.ts';
import type { JobsMessage } from '../src/messages.ts';

function jobsUpTo(count: number, isSlow = false): JobSource & { taken: number } {
  return {
    taken: 0,
    take() {
      if (this.taken === count) return undefined;
      this.taken += 1;
      const job: PlannedJob = { index: this.taken - 1, url: 'http://h/', path: 'a' };
      return isSlow ? Promise.resolve(job) : job;
    },
  };
}

function records(count: number, tookNs: number): DownloadRecord[] {
  return Array.from({ length: count }, (_, index) => ({ index, state: 'ok', startNs: 0, endNs: tookNs }));
}

describe('Feeder', () => {
  test.each([
    ['quick downloads: as many again wait at the worker', 1000, 4],
    ['long ones: none waits behind another', 1e9, 2],
  ])('%s', async (_, tookNs, outAfter) => {
    const { port1, port2 } = new MessageChannel();
    const jobs = jobsUpTo(100);
    const ended: DownloadRecord[] = [];
    const feeder = new Feeder(port1, 2, jobs, (record) => ended.push(record));
    const [first] = (await once(port2, 'message')) as [JobsMessage];
    expect(first).toHaveLength(2);
    expect(jobs.taken).toBe(2);
    port2.postMessage(records(1, tookNs));
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
      const feeder = new Feeder(port1, 2, jobsUpTo(7, isSlow), ({ index }) => ended.push(index));
      let isOver = false;
      port2.on('message', (message: JobsMessage) => {
        isOver ||= message === null;
        const answer = (message ?? []).map(({ index }) => ({ index, state: 'ok', startNs: 0, endNs: 1 }));
        if (answer.length > 0) port2.postMessage(answer);
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
    const broken: JobSource = { take: () => Promise.reject(new Error('input lost')) };
    await expect(new Feeder(port1, 1, broken, () => undefined).done).rejects.toThrow('input lost');
    port1.close();
  });
});
