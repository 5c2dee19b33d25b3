import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { SharedCounter, Tally } from '../src/counter.ts';

const THREADS = 4;
const ADDITIONS = 50_000;

describe('SharedCounter', () => {
  test('no addition of any thread is lost', async () => {
    const memory = new SharedArrayBuffer(8);
    const counter = import.meta.resolve('../src/counter.ts');
    const script = `
      const { workerData } = require('node:worker_threads');
      import(${JSON.stringify(counter)}).then(({ SharedCounter }) => {
        const counter = new SharedCounter(workerData);
        for (let i = 0; i < ${ADDITIONS}; i += 1) counter.add(1);
      });`;
    const ends = Array.from({ length: THREADS }, () => {
      const worker = new Worker(script, { eval: true, workerData: memory });
      return new Promise((resolve, reject) => {
        worker.once('exit', resolve).once('error', reject);
      });
    });
    await Promise.all(ends);
    expect(new SharedCounter(memory).value).toBe(THREADS * ADDITIONS);
  });

  test('addUpTo stops where it is told to', () => {
    const counter = new SharedCounter();
    expect([1, 2, 3].map(() => counter.addUpTo(2))).toEqual([true, true, false]);
    expect(counter.value).toBe(2);
  });

  test('raiseTo only ever raises', () => {
    const counter = new SharedCounter();
    counter.raiseTo(5);
    counter.raiseTo(3);
    expect(counter.value).toBe(5);
  });
});

test('a tally on the same memory counts together, and remembers the peak', () => {
  const one = new Tally();
  const other = new Tally(one.memory);
  one.startAttempt();
  other.startAttempt();
  one.endAttempt();
  other.startAttempt();
  expect(one.peakInFlight).toBe(2);
  expect(other.attempts.value).toBe(3);
  one.errors('reset').add(2);
  other.errors('dns').add(1);
  expect(one.errorCounts).toEqual({ dns: 1, reset: 2 });
  one.ok.add(1);
  other.skipped.add(2);
  expect(one.done).toBe(3);
});
