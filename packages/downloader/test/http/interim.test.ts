import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { passOverContinue } from '../../src/http/interim.ts';

const CONTINUE = 'HTTP/1.1 100 Continue\r\nx: y\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\nHTTP/1.1 100';

/** What is read of pieces that come one by one. */
function read(pieces: readonly string[]): string {
  const left = pieces.map((piece) => Buffer.from(piece));
  const socket = { read: () => left.shift() ?? null } as unknown as Socket;
  passOverContinue(socket, { awaitsAnswer: true });
  let text = '';
  while (left.length > 0) text += (socket.read() as Buffer | null)?.toString() ?? '';
  return text;
}

test.each<[string, string[]]>([
  ['none', [ANSWER]],
  ['one in a piece of its own', [CONTINUE, ANSWER]],
  ['one before the answer in one piece', [CONTINUE + ANSWER]],
  ['two', [CONTINUE + CONTINUE, ANSWER]],
  ['byte by byte', (CONTINUE + ANSWER).split('')],
  ['the head in two pieces', [CONTINUE.slice(0, 20), CONTINUE.slice(20) + ANSWER]],
])('%s: the answer alone is read, and a body that looks like one is left', (_, pieces) => {
  expect(read(pieces)).toBe(ANSWER);
});

test('what is no HTTP is handed on as it is', () => {
  expect(read(['SSH-2.0', '-x'])).toBe('SSH-2.0-x');
});
