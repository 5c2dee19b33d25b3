import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AccessLog, loggedRequest, logFormat } from '../../../src/conformance/counterparts/access-log.ts';
import { temporaryFolder } from '../../support/world.ts';

const LINE = {
  method: 'GET',
  target: '/case-1/a.bin?x',
  status: 206,
  bytes: 10,
  complete: 'OK',
  end: 100.25,
  took: 0.25,
  connection: 7,
  contentRange: 'bytes 5-14/15',
  headers: { range: 'bytes=5-', 'if-range': '' },
};

function line(target: string): string {
  return `${JSON.stringify({ ...LINE, target })}\n`;
}

test('the format asks for the headers', () => {
  expect(logFormat(['if-range', 'range'])).toContain(
    '"headers":{"if-range":"$http_if_range","range":"$http_range"}',
  );
});

test('a line of the log is a request', () => {
  expect(loggedRequest(LINE)).toEqual({
    path: '/case-1/a.bin',
    connection: 7,
    method: 'GET',
    target: '/case-1/a.bin?x',
    viaProxy: false,
    headers: { range: 'bytes=5-' },
    status: 206,
    offset: 5,
    bytes: 10,
    complete: true,
    requestNs: 100e9,
    firstByteNs: null,
    endNs: 100.25e9,
  });
  expect(loggedRequest({ ...LINE, contentRange: '', complete: '' })).toMatchObject({
    offset: 0,
    complete: false,
  });
});

test('what is added later is read later, and half a line not before its end', async () => {
  const file = join(temporaryFolder(), 'log');
  writeFileSync(file, line('/case-1/a'));
  const log = await AccessLog.open(file);
  const paths = async (folder: string) => (await log.requestsOf(folder)).map(({ path }) => path);
  expect(await paths('case-1')).toEqual(['/case-1/a']);
  const next = line('/case-1/b');
  appendFileSync(file, `${line('/case-2/x')}${next.slice(0, 20)}`);
  expect([await paths('case-1'), await paths('case-2')]).toEqual([['/case-1/a'], ['/case-2/x']]);
  appendFileSync(file, next.slice(20));
  expect(await Promise.all([paths('case-1'), paths('case-1')])).toEqual([
    ['/case-1/a', '/case-1/b'],
    ['/case-1/a', '/case-1/b'],
  ]);
  await log.close();
});
