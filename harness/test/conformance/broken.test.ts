import { join } from 'node:path';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { loadCases, type CaseOutcome } from '../../src/conformance/index.ts';
import { NOT_BUILT, WORKSPACE } from '../support/binaries.ts';
import { DEFECTS } from './broken/defects.ts';
import { carryOut, HANGING, trialsOf, type Trial } from './broken/trials.ts';

/** Most of them wait for a server that is slow or silent on purpose. */
const JOBS = 8;
const ALL_MS = 600_000;

const cases = await loadCases(join(WORKSPACE, 'packages/contract/cases'));
const trials = trialsOf(cases);

describe('the cases and the defects', () => {
  it('each defect that a case names is there', () => {
    const named = cases.flatMap(({ id, catches }) => catches.map((name) => ({ id, name })));
    expect(named.filter(({ name }) => !Object.hasOwn(DEFECTS, name))).toEqual([]);
  });

  it('each defect is named by a case', () => {
    const named = new Set(cases.flatMap(({ catches }) => catches));
    expect(Object.keys(DEFECTS).filter((name) => !named.has(name))).toEqual([]);
  });
});

describe.skipIf(NOT_BUILT !== null)('every case can fail', () => {
  const outcomes = new Map<Trial, CaseOutcome>();
  const outcomeOf = (trial: Trial, { skip }: TestContext): CaseOutcome => {
    const outcome = outcomes.get(trial) as CaseOutcome;
    return outcome.state === 'skipped' ? skip(outcome.reason) : outcome;
  };

  beforeAll(async () => {
    const all = await carryOut(trials, JOBS);
    for (const [index, trial] of trials.entries()) outcomes.set(trial, all[index] as CaseOutcome);
  }, ALL_MS);

  for (const trial of trials) {
    const { suiteCase, defect } = trial;
    if (defect === null) {
      it(`${suiteCase.id} passes without a defect`, (context) => {
        expect(outcomeOf(trial, context)).toMatchObject({ state: 'passed' });
      });
      continue;
    }
    it(`${suiteCase.id} catches ${defect}`, (context) => {
      const outcome = outcomeOf(trial, context);
      const checks = outcome.state === 'failed' ? outcome.findings.map(({ check }) => check) : [];
      expect(checks).not.toEqual([]);
      // What goes wrong by a mistake of the broken downloader's own proves nothing of the case.
      expect(checks).not.toContain('set-up');
      if (!HANGING.has(defect)) expect(checks).not.toContain('ends');
      if (defect !== 'traceback-on-closed-stdout') expect(checks).not.toContain('no-traceback');
    });
  }
});
