import { readFileSync } from 'node:fs';
import { parse, type Scenario } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import { isScenarioFile, loadScenarioFile } from './file.ts';

/** Files in data/, the default first. */
const NAMES = [
  'seed',
  'small',
  'mixed',
  'large',
  'latency',
  'lossy-mobile',
  'many-hosts',
  'flaky',
  'cpu-python-loop',
  'cpu-library',
  'h2',
] as const;

/** Names of the scenarios that come with the harness, the default first. */
export function scenarioNames(): readonly string[] {
  return NAMES;
}

/**
 * Reads a scenario, a built-in one or a user's file, and checks it against its schema; an unknown name is an error that
 * lists those there are.
 */
export function loadScenario(name: string): Scenario {
  if (isScenarioFile(name)) return loadScenarioFile(name, NAMES);
  if (!(NAMES as readonly string[]).includes(name)) {
    throw new HarnessError(
      'unknown-scenario',
      `no scenario is called ${name}`,
      `choose one of ${NAMES.join(', ')}`,
    );
  }
  const text = readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8');
  const checked = parse('scenario', text);
  if (checked.state === 'invalid') {
    throw new HarnessError(
      'bad-scenario',
      `the file of scenario ${name} is not valid: ${checked.problems.join('; ')}`,
      'restore it from the repository',
    );
  }
  return checked.value;
}
