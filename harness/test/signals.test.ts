import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { stopOnSignals } from '../src/signals.ts';

/** A process that notes how it was ended, and a clock that is set by hand. */
function fakeProcess() {
  const process = Object.assign(new EventEmitter(), {
    exits: [] as number[],
    exit: (code: number) => void process.exits.push(code),
    stdout: Object.assign(new EventEmitter(), { write: () => true }),
    stderr: Object.assign(new EventEmitter(), { write: () => true }),
  });
  const clock = { nowMs: 0 };
  const signal = stopOnSignals(process as unknown as Parameters<typeof stopOnSignals>[0], () => clock.nowMs);
  return { process, clock, signal };
}

describe('stopOnSignals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s asks for an orderly end, and is its reason', (name) => {
    const { process, signal } = fakeProcess();
    process.emit(name);
    expect([signal.aborted, signal.reason, process.exits]).toEqual([true, name, []]);
  });

  test.each(['stdout', 'stderr'] as const)('a reader of %s that went away asks for it too', (name) => {
    const { process, signal } = fakeProcess();
    process[name].emit('error', new Error('EPIPE'));
    process[name].emit('error', new Error('EPIPE'));
    expect([signal.aborted, signal.reason, process.exits]).toEqual([true, 'SIGPIPE', []]);
  });

  test('the echo of the first is not a second one', () => {
    const { process, clock } = fakeProcess();
    process.emit('SIGINT');
    clock.nowMs = 100;
    process.emit('SIGINT');
    expect(process.exits).toEqual([]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s as the second one ends the process at once', (name, code) => {
    const { process, clock, signal } = fakeProcess();
    process.emit('SIGINT');
    clock.nowMs = 2_000;
    process.emit(name);
    expect([process.exits, signal.reason]).toEqual([[code], 'SIGINT']);
  });
});
