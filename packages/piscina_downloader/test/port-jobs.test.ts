import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { PlannedJob, StopSignalName } from '@fairfetch/downloader';
import { expect, test } from 'vitest';
import type { ToWorker } from '../src/messages.ts';
import { PortJobs } from '../src/port-jobs.ts';

function jobOf(index: number): PlannedJob {
  return { index, url: 'http://h/', path: String(index) };
}

function open() {
  const { port1, port2 } = new MessageChannel();
  const signals: StopSignalName[] = [];
  const jobs = new PortJobs(port2, (signal) => signals.push(signal));
  const send = async (message: ToWorker) => {
    const come = once(port2, 'message');
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    port1.postMessage(message);
    await come;
  };
  return { jobs, signals, send, close: () => port1.close() };
}

test('jobs come in the order they were sent in, also to those who wait, until the end', async () => {
  const { jobs, send, close } = open();
  const waiting = jobs.take();
  await send([0, 1].map(jobOf));
  await send([jobOf(2)]);
  await send(null);
  expect(await waiting).toEqual(jobOf(0));
  expect([jobs.take(), jobs.take(), jobs.take()]).toEqual([jobOf(1), jobOf(2), undefined]);
  close();
});

test('after a stop, what came and was not taken is handed over once', async () => {
  const { jobs, signals, send, close } = open();
  await send([0, 1, 2].map(jobOf));
  expect(jobs.take()).toEqual(jobOf(0));
  await send('SIGINT');
  expect(signals).toEqual(['SIGINT']);
  expect(jobs.stop()).toEqual([jobOf(1), jobOf(2)]);
  expect(jobs.stop()).toEqual([]);
  close();
});
