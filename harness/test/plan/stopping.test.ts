import { describe, expect, test } from 'vitest';
import { blocksAndRule, endOf, type Progress } from '../../src/plan/index.ts';

const usual = { fixed: 15, most: 200 };
const none = { blocks: null, precision: null, budgetS: null };
const precision = { halfWidth: 0.03, confidence: 0.97, leastBlocks: 10 };

describe('blocksAndRule', () => {
  test.each([
    ['nothing', {}, { blocks: 15 }],
    ['blocks', { blocks: 7 }, { blocks: 7 }],
    ['a budget', { budgetS: 60 }, { blocks: 15, stopping: { precision: null, budgetS: 60 } }],
    ['a precision', { precision: 0.03 }, { blocks: 200, stopping: { precision, budgetS: 150 } }],
    [
      'a precision and blocks',
      { precision: 0.03, blocks: 40 },
      { blocks: 40, stopping: { precision, budgetS: null } },
    ],
    [
      'all of them',
      { precision: 0.03, blocks: 40, budgetS: 90 },
      { blocks: 40, stopping: { precision, budgetS: 90 } },
    ],
  ])('with %s given', (_about, given, planned) => {
    expect(blocksAndRule({ ...none, ...given }, usual)).toEqual(planned);
  });
});

const progress = (over: Partial<Progress>): Progress => ({
  blocks: 12,
  spentMs: 13_000,
  halfWidths: [0.02, 0.03],
  ...over,
});

describe('endOf', () => {
  const adaptive = { blocks: 200, stopping: { precision, budgetS: 60 } };

  test.each<[about: string, over: Partial<Progress>, ended: string | null]>([
    ['all widths are narrow', {}, 'precision'],
    ['one is not', { halfWidths: [0.02, 0.0301] }, null],
    ['a row has no interval yet', { halfWidths: [0.02, null] }, null],
    ['there is nothing to look at', { halfWidths: [] }, null],
    ['it is too early to look', { blocks: 9 }, null],
    ['it is early enough', { blocks: 10 }, 'precision'],
    ['the next block would end within the budget', { halfWidths: [1], spentMs: 55_000 }, null],
    ['the next block would not', { halfWidths: [1], spentMs: 56_000 }, 'budget'],
    ['the warm-up alone spent it all', { blocks: 0, halfWidths: [], spentMs: 90_000 }, null],
    ['one block after that', { blocks: 1, halfWidths: [null], spentMs: 91_000 }, 'budget'],
    ['all planned blocks were run', { blocks: 200, halfWidths: [1] }, 'blocks'],
  ])('where %s', (_about, over, ended) => {
    expect(endOf(adaptive, progress(over))).toBe(ended);
  });

  test('without a rule looks at the count alone', () => {
    expect(endOf({ blocks: 15 }, progress({ spentMs: 1e9 }))).toBeNull();
    expect(endOf({ blocks: 12 }, progress({ halfWidths: [null] }))).toBe('blocks');
  });
});
