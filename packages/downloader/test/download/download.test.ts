import { describe, expect, test } from 'vitest';
import type { Download, Outcome } from '../../src/download/download.ts';
import { failure } from '../../src/failures/failure.ts';
import { begin, headersOf } from './begin.ts';

const MIB = 1024 * 1024;
const RESET = failure('reset', { reason: 'gone' });

function over(outcome: Outcome) {
  if (outcome.state !== 'over') throw new Error('it goes on');
  return outcome;
}

/** An attempt that stores so many bytes and breaks off. */
function breakOff(download: Download, bytes: number, headers: Record<string, string>): Outcome {
  download.startAttempt();
  download.ask();
  const decision = download.answered(200, headers);
  expect(decision.do).toBe('store');
  download.body.receive(Buffer.alloc(bytes));
  return download.fail(RESET);
}

describe('retries', () => {
  test('as many as were asked for, each after its wait; every failed attempt is counted', () => {
    const { download, tally } = begin(['--retries', '2']);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      download.startAttempt();
      const outcome = download.fail(RESET);
      waits.push(outcome.state === 'again' ? outcome.waitMs : -1);
    }
    download.startAttempt();
    const { record } = over(download.fail(RESET));
    expect(waits).toEqual([100, 200]);
    expect(record).toMatchObject({ state: 'failed', attempts: 3, error: { code: 'reset' } });
    expect(tally.errorCounts).toEqual({ reset: 3 });
    expect(tally.failed.value).toBe(1);
    expect(tally.inFlight.value).toBe(0);
  });

  test.each<[number, Record<string, string>, number | undefined]>([
    [503, {}, 100],
    [503, { 'retry-after': '2' }, 2000],
    [429, { 'retry-after': '3600' }, 60_000],
    [503, { 'retry-after': 'Tue, 14 Nov 2023 22:13:25 GMT' }, 5000],
    [404, { 'retry-after': '2' }, undefined],
    [206, {}, 100],
  ])('%i %j', (status, headers, waitMs) => {
    const { download } = begin();
    download.startAttempt();
    const decision = download.answered(status, headers);
    if (decision.do !== 'fail') throw new Error('it is no failure');
    const outcome = download.fail(decision.failure);
    expect(outcome.state === 'again' ? outcome.waitMs : undefined).toBe(waitMs);
  });

  test('a Retry-After is forgotten when the next attempt fails otherwise', () => {
    const { download } = begin();
    download.startAttempt();
    download.answered(503, { 'retry-after': '60' });
    download.fail(failure('http-status', { status: 503 }));
    download.startAttempt();
    download.answered(200, {});
    expect(download.fail(RESET)).toMatchObject({ state: 'again', waitMs: 200 });
  });

  test('what an earlier attempt had seen says nothing of a later one', () => {
    const { download, tally } = begin();
    const closed = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
    download.startAttempt();
    download.ask();
    download.answered(200, { 'content-length': '10' });
    download.body.receive(Buffer.alloc(5));
    download.fail(closed);
    download.startAttempt();
    download.ask();
    download.connected = true;
    download.fail(closed);
    expect(tally.errorCounts).toEqual({ reset: 1, 'short-body': 1 });
  });

  test('a wait that would pass --timeout is not begun', () => {
    const { download, clock } = begin(['--timeout', '1']);
    download.startAttempt();
    clock.nowNs = 0.95e9;
    const { record } = over(download.fail(RESET));
    expect(record.error).toEqual({ code: 'timeout', message: 'http://h.test/a: not done within 1 s' });
  });

  test.each([
    [{ bytes: 5 }, 'size-mismatch'],
    [{ sha256: 'a'.repeat(64) }, 'digest-mismatch'],
  ])('%j does not hold: once more from zero whatever --retries says, then it has failed', (job, code) => {
    const { download, tally } = begin(['--retries', '0'], job);
    const fetchWrong = (): Outcome => {
      download.startAttempt();
      expect(headersOf(download)).not.toHaveProperty('range');
      download.answered(200, { etag: '"a"', 'content-length': '4' });
      download.body.receive(Buffer.from('1234'));
      try {
        download.body.verify();
      } catch (error) {
        return download.fail(error);
      }
      throw new Error('it holds');
    };
    expect(fetchWrong()).toEqual({ state: 'again', waitMs: 0, keepsPart: false });
    expect(over(fetchWrong())).toMatchObject({ keepsPart: false, record: { attempts: 2, error: { code } } });
    expect(tally.errorCounts).toEqual({ [code]: 2 });
  });

  test('cut off in an attempt, while it waits, and before any', () => {
    const cancelled = failure('cancelled', { signal: 'SIGINT' });
    const running = begin();
    running.download.startAttempt();
    expect(over(running.download.fail(cancelled)).record).toMatchObject({ state: 'cancelled', attempts: 1 });
    expect(running.tally.errorCounts).toEqual({ cancelled: 1 });
    const waiting = begin();
    waiting.download.startAttempt();
    waiting.download.fail(RESET);
    expect(over(waiting.download.fail(cancelled)).record).toMatchObject({ state: 'cancelled', attempts: 1 });
    expect(waiting.tally.errorCounts).toEqual({ reset: 1 });
    const { download, tally } = begin();
    expect(over(download.fail(cancelled)).record).not.toHaveProperty('attempts');
    expect(tally.errorCounts).toEqual({ cancelled: 1 });
    expect(tally.cancelled.value).toBe(1);
  });
});

describe('resume', () => {
  const whole = { etag: '"a"', 'content-length': '10' };

  test('a retry goes on from where it stopped; the answer decides', () => {
    const { download } = begin();
    expect(breakOff(download, 5, whole)).toMatchObject({ state: 'again', keepsPart: true });
    download.startAttempt();
    expect(headersOf(download)).toMatchObject({ range: 'bytes=5-', 'if-range': '"a"' });
    expect(download.answered(206, { 'content-range': 'bytes 5-9/10' })).toEqual({
      do: 'store',
      offset: 5,
      note: undefined,
    });
    download.body.receive(Buffer.alloc(5));
    download.body.verify();
    expect(download.complete()).toMatchObject({ bytes: 10, attempts: 2, resumedFrom: 5 });
  });

  test.each<[string, Record<string, string>]>([
    ['no validator', { 'content-length': '10' }],
    ['a weak one', { etag: 'W/"a"', 'content-length': '10' }],
    ['one that is no ETag', { etag: 'a', 'content-length': '10' }],
  ])('%s: from zero', (_, headers) => {
    const { download } = begin();
    expect(breakOff(download, 5, headers)).toMatchObject({ state: 'again', keepsPart: false });
    download.startAttempt();
    expect(headersOf(download)).not.toHaveProperty('range');
  });

  test.each<[string, number, Record<string, string>]>([
    ['416', 416, {}],
    ['another total', 206, { 'content-range': 'bytes 5-10/11' }],
    ['another version', 206, { 'content-range': 'bytes 5-9/10', etag: '"b"' }],
  ])('%s: the whole is asked for at once, and no retry is counted', (_, status, headers) => {
    const { download, tally } = begin();
    breakOff(download, 5, whole);
    download.startAttempt();
    expect(headersOf(download)).toHaveProperty('range');
    expect(download.answered(status, headers)).toEqual({ do: 'ask-again' });
    expect(headersOf(download)).not.toHaveProperty('range');
    expect(download.answered(200, whole)).toMatchObject({ do: 'store', offset: 0 });
    download.body.receive(Buffer.alloc(10));
    download.body.verify();
    expect(download.complete()).toMatchObject({ bytes: 10, attempts: 2 });
    expect(tally.errorCounts).toEqual({ reset: 1 });
  });

  test('a second disagreement has failed', () => {
    const { download } = begin();
    breakOff(download, 5, whole);
    download.startAttempt();
    download.ask();
    download.answered(416, {});
    download.ask();
    expect(download.answered(206, { 'content-range': 'bytes 0-9/10' })).toMatchObject({
      do: 'fail',
      failure: { code: 'bad-response' },
    });
  });

  test('another 2xx where a part was asked for is none of its answers', () => {
    const { download } = begin();
    breakOff(download, 5, whole);
    download.startAttempt();
    download.ask();
    expect(download.answered(204, {})).toMatchObject({ do: 'fail', failure: { code: 'bad-response' } });
  });

  test('200 starts over, and the record says nothing of a resume', () => {
    const { download } = begin();
    breakOff(download, 5, whole);
    download.startAttempt();
    download.ask();
    expect(download.answered(200, { etag: '"b"', 'content-length': '3' })).toMatchObject({ offset: 0 });
    download.body.receive(Buffer.alloc(3));
    download.body.verify();
    expect(download.complete()).not.toHaveProperty('resumedFrom');
  });

  test('bytes past the range that was named are not stored', () => {
    const { download } = begin();
    breakOff(download, 5, whole);
    download.startAttempt();
    download.ask();
    download.answered(206, { 'content-range': 'bytes 5-9/10' });
    expect(download.body.receive(Buffer.alloc(6))).toMatchObject({ code: 'bad-response' });
    expect(download.body.storedBytes).toBe(5);
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['1 MiB with a validator', { etag: '"a"', 'content-length': String(MIB) }, true],
    ['an unknown length', { etag: '"a"' }, true],
    ['a date for a validator', { 'last-modified': 'Tue, 14 Nov 2023 22:13:20 GMT' }, true],
    ['less', { etag: '"a"', 'content-length': String(MIB - 1) }, false],
    ['no validator', { 'content-length': String(MIB) }, false],
  ])('%s: noted for later runs: %#', (_, headers, isNoted) => {
    const { download } = begin(['--retries', '0'], { url: 'http://u:p@h.test/a' });
    download.startAttempt();
    const decision = download.answered(200, headers);
    if (decision.do !== 'store') throw new Error('it is not stored');
    expect(decision.note !== undefined).toBe(isNoted);
    if (decision.note !== undefined) expect(decision.note.url).toBe('http://***@h.test/a');
    download.body.receive(Buffer.alloc(5));
    expect(over(download.fail(RESET)).keepsPart).toBe(isNoted);
  });

  test('what an earlier run left is kept when this one does not get as far as a body', () => {
    const { download } = begin(['--retries', '1']);
    download.resume({ bytes: 5, validator: { etag: '"a"' }, total: 10 });
    download.startAttempt();
    expect(headersOf(download)).toMatchObject({ range: 'bytes=5-' });
    expect(download.fail(RESET)).toMatchObject({ state: 'again', keepsPart: true });
    download.startAttempt();
    expect(headersOf(download)).toMatchObject({ range: 'bytes=5-' });
    download.answered(404, {});
    expect(over(download.fail(failure('http-status', { status: 404 }))).keepsPart).toBe(true);
  });
});

describe('--max-size', () => {
  test('told by Content-Length, by the total of a part, and while counting', () => {
    const { download } = begin(['--max-size', '10']);
    download.startAttempt();
    const tooLarge = { do: 'fail', failure: { code: 'too-large', message: 'larger than 10 bytes' } };
    expect(download.answered(200, { 'content-length': '11' })).toMatchObject(tooLarge);
    expect(download.answered(200, { 'content-length': '10' })).toMatchObject({ do: 'store' });
    expect(download.answered(200, {})).toMatchObject({ do: 'store' });
    expect(download.body.receive(Buffer.alloc(10))).toBeUndefined();
    expect(download.body.receive(Buffer.alloc(1))).toMatchObject({ code: 'too-large' });
    const other = begin(['--max-size', '10']).download;
    other.resume({ bytes: 5, validator: { etag: '"a"' } });
    other.startAttempt();
    other.ask();
    expect(other.answered(206, { 'content-range': 'bytes 5-10/11' })).toMatchObject(tooLarge);
  });
});
