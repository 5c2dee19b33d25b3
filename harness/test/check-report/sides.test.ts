import { describe, expect, test } from 'vitest';
import { raceInWords, sideInWords, subjectOf } from '../../src/check-report/sides.ts';
import { CANDIDATE, lane, report, side } from './fixtures.ts';
import { COMMANDS, NOTHING, SHARD } from './reports.ts';

describe('who is compared', () => {
  test.each([
    ['main (1a2b3c4d5e)', side()],
    ['the work tree (9f8e7d6c5b, with uncommitted changes)', CANDIDATE],
    [`${side().revision}`, side({ name: `${side().revision}` })],
    ["a (./old --say 'hi')", COMMANDS.base],
    ['./new', { ...COMMANDS.candidate, name: './new' }],
  ])('%s', (words, of) => {
    expect(sideInWords(of)).toBe(words);
  });

  test('a subject is one line, and not a long one', () => {
    expect(subjectOf(side({ subject: 'One\ntwo' }))).toBe('One two');
    expect(subjectOf(side({ subject: 'x'.repeat(5000) }))).toHaveLength(120);
    expect(subjectOf(side({ subject: ' ' }))).toBeNull();
    expect(subjectOf(COMMANDS.base)).toBeNull();
  });
});

describe('what was raced', () => {
  test.each([
    ['at most 1 min 0 s for', { seconds: 60, blocks: null }],
    ['at most 30 blocks for', { seconds: null, blocks: 30 }],
    ['at most 45 s or 1 block for', { seconds: 45, blocks: 1 }],
    ['without a limit', { seconds: null, blocks: null }],
  ])('%s', (words, budget) => {
    expect(raceInWords(report([], { lanes: [lane()], budget }))[1]).toContain(`(${words}`);
  });

  test('a shard says what it stands for; where nothing was raced there is nothing to say', () => {
    expect(raceInWords(SHARD).at(-1)).toBe('shard 1 of 2; 7 comparisons of other shards are corrected for');
    expect(raceInWords(NOTHING)).toEqual([]);
  });
});
