import { describe, expect, test } from 'vitest';
import { columnsOf, takesEscapes } from '../src/terminal.ts';

test.each([
  ['a terminal', 132, 132],
  ['one that nobody has sized', 0, 100],
  ['a pipe', undefined, 100],
])('the columns of %s', (_, columns, wanted) => {
  expect(columnsOf(columns === undefined ? {} : { columns }, 100)).toBe(wanted);
});

describe('escapes', () => {
  test.each([
    ['a terminal', { isTTY: true }, { TERM: 'xterm' }, true],
    ['one that says nothing of itself', { isTTY: true }, {}, true],
    ['one that only prints', { isTTY: true }, { TERM: 'dumb' }, false],
    ['a pipe', {}, { TERM: 'xterm' }, false],
  ])('%s', (_, output, env, takes) => {
    expect(takesEscapes(output, env)).toBe(takes);
  });
});
