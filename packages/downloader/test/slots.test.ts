import type { DownloadRecord } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import type { JobSource, PlannedJob } from '../src/jobs.ts';
import { runSlots } from '../src/slots.ts';

function jobsUpTo(count: number, isSlow = false): JobSource {
  let taken = 0;
  return {
    take() {
      if (taken === count) return isSlow ? Promise.resolve(undefined) : undefined;
      taken += 1;
      const job: PlannedJob = { index: taken - 1, url: 'http://h/', path: String(taken) };
      return isSlow ? Promise.resolve(job) : job;
    },
  };
}

function recordOf({ index }: PlannedJob): DownloadRecord {
  return { index, state: 'skipped', startNs: 0, endNs: 0 };
}

function untold(): never {
  throw new Error('nobody to tell');
}

describe('runSlots', () => {
  test.each([false, true])('as many in flight as asked for, never more (slow input: %s)', async (isSlow) => {
    let inFlight = 0;
    let peak = 0;
    const ended: number[] = [];
    await runSlots(
      3,
      jobsUpTo(20, isSlow),
      (job, end) => {
        inFlight += 1;
        peak = Math.max(peak, inFlight);
        setTimeout(() => {
          inFlight -= 1;
          end(recordOf(job));
        }, job.index % 4);
      },
      ({ index }) => ended.push(index),
    );
    expect(peak).toBe(3);
    expect(ended.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test('a hundred thousand that end at once do not fill the stack', async () => {
    let ended = 0;
    await runSlots(
      2,
      jobsUpTo(100_000),
      (job, end) => end(recordOf(job)),
      () => (ended += 1),
    );
    expect(ended).toBe(100_000);
  });

  test('input that fails, and a record that cannot be told, end the run', async () => {
    const lost: JobSource = { take: () => Promise.reject(new Error('input lost')) };
    await expect(
      runSlots(
        1,
        lost,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow('input lost');
    const run = runSlots(1, jobsUpTo(2), (job, end) => setTimeout(() => end(recordOf(job))), untold);
    await expect(run).rejects.toThrow('nobody to tell');
  });
});
