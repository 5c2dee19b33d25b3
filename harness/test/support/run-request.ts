import type { RaceVariant } from '../../src/backends/index.ts';
import type { RunFolder, RunRequest } from '../../src/run/index.ts';
import { expandScenario } from '../../src/scenarios/index.ts';
import { tinyScenario } from './scenario.ts';

interface RequestParts {
  readonly folder: RunFolder;
  readonly variant?: Partial<RaceVariant>;
  readonly tls?: boolean;
}

/** One run of `fake/good` on the tiny scenario. */
export function runRequest({ folder, variant = {}, tls = false }: RequestParts): RunRequest {
  const scenario = tinyScenario({ tls });
  return {
    variant: {
      id: 'fake/good',
      backend: 'fake',
      name: 'good',
      title: 'Fake good',
      about: 'For tests.',
      level: 'races',
      input: null,
      traits: { model: 'event-loop', reuse: true, http: ['1.1'], faithful: false },
      command: ['program'],
      folder: '/fake',
      workspace: '/',
      ...variant,
    },
    course: { source: 'origin', scenario, expanded: expandScenario(scenario, 1), seed: 1 },
    concurrency: scenario.concurrency,
    work: 'none',
    timeoutMs: 10_000,
    folder,
    signal: new AbortController().signal,
  };
}
