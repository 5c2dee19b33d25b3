import type { DownloadRecord } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { Tally } from '../src/counter.ts';
import type { Task } from '../src/download/task.ts';
import { failure } from '../src/failures/failure.ts';
import type { JobSource, PlannedJob } from '../src/jobs/job.ts';
import { MOST_WAITING, Slots, type SlotsContext } from '../src/slots.ts';

type Next =
  | { readonly state: 'over'; readonly record: DownloadRecord }
  | { readonly state: 'wait'; readonly waitMs: number };

function jobsUpTo(count: number, isSlow = false): JobSource & { taken: number } {
  return {
    taken: 0,
    stop: () => [],
    take() {
      if (this.taken === count) return isSlow ? Promise.resolve(undefined) : undefined;
      this.taken += 1;
      const job: PlannedJob = { index: this.taken - 1, url: 'http://h/', path: String(this.taken) };
      return isSlow ? Promise.resolve(job) : job;
    },
  };
}

function over({ index }: PlannedJob, state: DownloadRecord['state'] = 'skipped'): Next & { state: 'over' } {
  return { state: 'over', record: { index, state, startNs: 0, endNs: 0 } };
}

/** A task that does `act` at each attempt, and is cut with a record where it stands. */
function taskOf(
  job: PlannedJob,
  act: (job: PlannedJob, done: (next: Next) => void, attempt: number) => void,
): Task {
  let attempts = 0;
  let running: ((next: Next) => void) | undefined;
  const task: Task = {
    bagAt: -1,
    attempt(keeper) {
      const done = (next: Next) => {
        if (next.state === 'over') keeper.over(task, next.record);
        else keeper.wait(task, next.waitMs);
      };
      running = done;
      attempts += 1;
      act(
        job,
        (next) => {
          running = undefined;
          done(next);
        },
        attempts,
      );
    },
    cut() {
      const done = running;
      running = undefined;
      if (done === undefined) return over(job, 'cancelled').record;
      setImmediate(() => done(over(job, 'cancelled')));
      return undefined;
    },
  };
  return task;
}

type Act = Parameters<typeof taskOf>[1];

function slotsOf(jobs: JobSource, concurrency: number, act: Act, more: Partial<SlotsContext> = {}) {
  const tally = new Tally();
  const ended: number[] = [];
  const states: DownloadRecord['state'][] = [];
  const slots = new Slots(jobs, {
    concurrency,
    timeoutS: 0,
    tally,
    clock: () => 0,
    begin: (job) => taskOf(job, act),
    onEnd: ({ index, state }) => {
      ended.push(index);
      states.push(state);
    },
    ...more,
  });
  return { slots, tally, ended, states };
}

const endSoon: Act = (job, done) => setTimeout(() => done(over(job)));

function untold(): never {
  throw new Error('nobody to tell');
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

describe('Slots', () => {
  test.each([false, true])('as many in flight as asked for, never more (slow input: %s)', async (isSlow) => {
    let inFlight = 0;
    let peak = 0;
    const { slots, ended } = slotsOf(jobsUpTo(20, isSlow), 3, (job, done) => {
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        done(over(job));
      }, job.index % 4);
    });
    await slots.run();
    expect(peak).toBe(3);
    expect(sorted(ended)).toEqual(upTo(20));
  });

  test('a hundred thousand that end at once do not fill the stack', async () => {
    const { slots, ended } = slotsOf(jobsUpTo(100_000), 2, (job, done) => done(over(job)));
    await slots.run();
    expect(ended).toHaveLength(100_000);
  });

  test('one that waits leaves its slot, and goes ahead of new jobs when the wait is over', async () => {
    const order: string[] = [];
    const { slots, tally } = slotsOf(jobsUpTo(3), 1, (job, done, attempt) => {
      order.push(`${job.index}.${attempt}`);
      if (job.index === 0 && attempt === 1) done({ state: 'wait', waitMs: 10 });
      else setTimeout(() => done(over(job)), 50);
    });
    await slots.run();
    expect(order).toEqual(['0.1', '1.1', '0.2', '2.1']);
    expect(tally.retrying.value).toBe(0);
  });

  test('no wait is no wait, however often', async () => {
    const { slots, ended } = slotsOf(jobsUpTo(10), 2, (job, done, attempt) =>
      done(attempt < 1000 ? { state: 'wait', waitMs: 0 } : over(job)),
    );
    await slots.run();
    expect(sorted(ended)).toEqual(upTo(10));
  });

  test('while too many wait no job is read, and those in slots wait there', async () => {
    const jobs = jobsUpTo(3000);
    let most = 0;
    const { slots, tally, ended } = slotsOf(jobs, 10, (job, done, attempt) => {
      if (attempt === 2) done(over(job));
      else done({ state: 'wait', waitMs: 30 });
      most = Math.max(most, tally.retrying.value);
    });
    await slots.run();
    expect(most).toBe(MOST_WAITING);
    expect(ended).toHaveLength(3000);
  });

  test('too many waiting: not one job more is read than there are slots', async () => {
    const jobs = jobsUpTo(3000);
    const { slots, tally } = slotsOf(jobs, 10, (_, done) => done({ state: 'wait', waitMs: 1_000_000 }));
    const run = slots.run();
    expect(tally.retrying.value).toBe(MOST_WAITING);
    expect(jobs.taken).toBe(MOST_WAITING);
    slots.stop(failure('cancelled', { signal: 'SIGINT' }));
    await run;
  });

  test('a stop cuts off what is in slots, what waits, and what was read', async () => {
    const jobs = jobsUpTo(100);
    jobs.stop = () => [{ index: 99, url: 'http://h/', path: 'x' }];
    const { slots, tally, ended, states } = slotsOf(jobs, 3, (job, done) => {
      if (job.index < 5) done({ state: 'wait', waitMs: 1_000_000 });
    });
    const run = slots.run();
    slots.stop(failure('cancelled', { signal: 'SIGINT' }));
    await run;
    expect(sorted(ended)).toEqual([...upTo(8), 99]);
    expect(new Set(states)).toEqual(new Set(['cancelled']));
    expect(tally.retrying.value).toBe(0);
    expect(jobs.taken).toBe(8);
  });

  test('a stop does not wait for input that does not come', async () => {
    const never: JobSource = { take: () => new Promise(() => undefined), stop: () => [] };
    const { slots, ended } = slotsOf(never, 3, () => undefined);
    const run = slots.run();
    slots.stop(failure('cancelled', { signal: 'SIGTERM' }));
    await run;
    expect(ended).toEqual([]);
  });

  test('the time limit of a download runs on while it waits', async () => {
    const { slots, states } = slotsOf(
      jobsUpTo(2),
      2,
      (job, done) => {
        if (job.index === 0) done({ state: 'wait', waitMs: 1_000_000 });
      },
      { timeoutS: 0.05 },
    );
    await slots.run();
    expect(states).toEqual(['cancelled', 'cancelled']);
  });

  test('input that fails ends the run when all that was read is over', async () => {
    let left = 2;
    const lost: JobSource = {
      stop: () => [],
      take: () => {
        left -= 1;
        return left >= 0 ? { index: left, url: 'u', path: 'p' } : Promise.reject(new Error('input lost'));
      },
    };
    const { slots, ended } = slotsOf(lost, 5, (job, done) => setTimeout(() => done(over(job)), 20));
    await expect(slots.run()).rejects.toThrow('input lost');
    expect(sorted(ended)).toEqual([0, 1]);
  });

  test('a record that cannot be told ends the run', async () => {
    const { slots } = slotsOf(jobsUpTo(2), 1, endSoon, { onEnd: untold });
    await expect(slots.run()).rejects.toThrow('nobody to tell');
  });
});
