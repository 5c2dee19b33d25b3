import { expect, test } from 'vitest';
import { commandLine } from '../../src/run/command-line.ts';
import { runFolder } from '../../src/run/run-folder.ts';
import { runRequest } from '../support/run-request.ts';

const folder = runFolder('/scratch', 'one');
const CONTRACT_ARGUMENTS =
  '-i /scratch/one/jobs -d /scratch/one/out -j 2 --json --records /scratch/one/records.jsonl --progress none';

test('who speaks the contract is given its options, and certificates where they are needed', () => {
  const variant = { command: ['program', '{dir}'] };
  const plain = runRequest({ folder, variant });
  expect(commandLine(plain, '/ca.pem')).toEqual(['program', '{dir}', ...CONTRACT_ARGUMENTS.split(' ')]);
  const secure = runRequest({ folder, variant, tls: true });
  expect(commandLine(secure, '/ca.pem').slice(-2)).toEqual(['--cacert', '/ca.pem']);
});

test('a peer is given its own command, filled in, and nothing else', () => {
  const command = ['program', '-j{concurrency}', '--ca', '{cacert}', '{dir}', '{input}'];
  const request = runRequest({ folder, variant: { command, level: null, input: 'curl-config' } });
  expect(commandLine(request, '/ca.pem')).toEqual([
    'program',
    '-j2',
    '--ca',
    '/ca.pem',
    '/scratch/one/out',
    '/scratch/one/jobs',
  ]);
});
