import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HarnessError } from '../../src/errors.ts';
import { loadScenario, scenarioNames } from '../../src/scenarios/index.ts';

describe('built-in scenarios', () => {
  test('are the files in data/, the default first', () => {
    const files = readdirSync(new URL('../../src/scenarios/data/', import.meta.url));
    expect(files.toSorted()).toEqual(
      scenarioNames()
        .map((name) => `${name}.json`)
        .toSorted(),
    );
    expect(scenarioNames()[0]).toBe('seed');
  });

  test.each(scenarioNames())('%s is valid, and named as its file', (name) => {
    expect(loadScenario(name).name).toBe(name);
  });

  test.each(['no-such', 'data', '', 'SEED'])('%j is refused, naming it and those there are', (name) => {
    const load = (): unknown => loadScenario(name);
    expect(load).toThrow(HarnessError);
    expect(load).toThrow(
      expect.objectContaining({
        code: 'unknown-scenario',
        exitCode: 2,
        message: `no scenario is called ${name}`,
        hint: `choose one of ${scenarioNames().join(', ')}`,
      }),
    );
  });
});
