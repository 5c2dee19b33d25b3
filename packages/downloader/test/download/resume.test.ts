import { describe, expect, test } from 'vitest';
import {
  decideOnAnswer,
  rangeHeaders,
  type Part,
  type RangeAnswer,
  type RangeHeaders,
  type ResumeDecision,
  type Validator,
} from '../../src/download/resume.ts';
import { readVectors } from '../kit/index.ts';

interface ResumeVectors {
  readonly request: readonly { about: string; part: Part; headers: RangeHeaders | null }[];
  readonly answer: readonly (RangeAnswer & {
    about: string;
    offset: number;
    total?: number;
    validator: Validator;
    decision: ResumeDecision;
  })[];
}

const vectors = readVectors('resume') as ResumeVectors;

describe('rangeHeaders', () => {
  test.each(vectors.request)('$about', ({ part, headers }) => {
    expect(rangeHeaders(part) ?? null).toEqual(headers);
  });
});

describe('decideOnAnswer', () => {
  test.each(vectors.answer)('$about', (vector) => {
    expect(decideOnAnswer(vector.offset, vector.total, vector.validator, vector)).toBe(vector.decision);
  });
});
