import type { Expect } from '@fairfetch/contract';
import type { Misfit, Observation } from '../observation.ts';
import { judgeTree, type ExpectedTree } from './files.ts';
import { INVARIANTS, type Served, type VariantTraits } from './invariants.ts';
import { judgeExit, judgeStderr, judgeStdout } from './output.ts';
import { judgeRecords, judgeSummary } from './records.ts';
import { judgeSight } from './requests.ts';
import { readStatement, type Statement } from './statement.ts';

export type { ExpectedEntry, ExpectedTree } from './files.ts';
export type { Served, VariantTraits } from './invariants.ts';

/** An expectation with every placeholder filled in, and with the bytes of every file it names. */
export interface Expectation {
  readonly expect: Expect;
  /** null: nothing is said of the files in DIR. */
  readonly files: ExpectedTree | null;
  /** null: what was put beside DIR is to be there as it was. */
  readonly outside: ExpectedTree | null;
}

/** Everything about one step that is not as it should be: first what the case says, then what always holds. */
export function judgeStep(
  expectation: Expectation,
  observation: Observation,
  variant: VariantTraits,
  served: Served,
): readonly Misfit[] {
  const statement = readStatement(observation.stdout, observation.records);
  const circumstances = {
    observation,
    statement,
    variant,
    served,
    expectedFiles: expectation.files,
    saysOutside: expectation.outside !== null,
  };
  return [
    ...judgeExpectation(expectation, observation, statement),
    ...INVARIANTS.flatMap(({ name, rule, misfits }) =>
      misfits(circumstances).map(({ expected, seen }) => ({ check: name, rule, expected, seen })),
    ),
  ];
}

function judgeExpectation(
  { expect, files, outside }: Expectation,
  observation: Observation,
  statement: Statement,
): readonly Misfit[] {
  const { after, sight } = observation;
  return [
    ...judgeExit(expect.exit, observation),
    ...observation.missed.map((deed) => ({
      check: 'act',
      rule: null,
      expected: deed,
      seen: 'it ended before that',
    })),
    ...(expect.files === null ? judgeNoDir(observation) : []),
    ...(files === null ? [] : judgeTree('files', files, after.dir)),
    ...(outside === null ? [] : judgeTree('outside', outside, after.outside)),
    ...(expect.records === undefined ? [] : judgeRecords(expect.records, statement)),
    ...(expect.summary === undefined ? [] : judgeSummary(expect.summary, statement)),
    ...(sight === null ? [] : judgeSight(expect, sight)),
    ...judgeStdout(expect.stdout, observation, statement),
    ...(expect.stderr === undefined ? [] : judgeStderr(expect.stderr, observation.stderr)),
  ];
}

function judgeNoDir({ after, before }: Observation): readonly Misfit[] {
  if (after.dir === null || before.dir !== null) return [];
  return [
    { check: 'files', rule: null, expected: 'no DIR: nothing is written to disk', seen: 'DIR was made' },
  ];
}
