import { describe, expect, test } from 'vitest';
import { barLine, plainLine, type ProgressState } from '../../src/progress/line.ts';
import { readVectors } from '../kit/index.ts';

interface ProgressVectors {
  readonly bar: readonly { about: string; state: ProgressState; columns: number; line: string }[];
  readonly plain: readonly { about: string; state: ProgressState; line: string }[];
}

const { bar, plain } = readVectors('progress') as ProgressVectors;

describe('barLine', () => {
  test.each(bar)('$about, $columns columns', ({ state, columns, line }) => {
    expect(barLine(state, columns)).toBe(line);
  });
});

describe('plainLine', () => {
  test.each(plain)('$about', ({ state, line }) => {
    expect(plainLine(state)).toBe(line);
  });
});
