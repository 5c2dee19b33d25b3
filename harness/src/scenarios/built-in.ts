import { readFileSync } from 'node:fs';
import { parse, type Scenario } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';

/** Files in data/, the default first. */
const NAMES = ['seed', 'small', 'mixed', 'large', 'latency'] as const;

/** Names of the scenarios that come with the harness, the default first. */
export function scenarioNames(): readonly string[] {
  return NAMES;
}

/** Reads a built-in scenario and checks it against its schema; an unknown name is an error that lists those there are. */
export function loadScenario(name: string): Scenario {
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
