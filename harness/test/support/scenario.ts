import type { Scenario } from '@fairfetch/contract';

/** Small enough to be raced in a blink; what a test is about is given over it. */
export function tinyScenario(over: Partial<Scenario> = {}): Scenario {
  return {
    scenario: 1,
    name: 'tiny',
    title: 'a few tiny files',
    about: 'For tests.',
    concurrency: 2,
    tls: false,
    files: [{ count: 3, bytes: 1000 }],
    copies: 2,
    network: { rttMs: 1 },
    blocks: 1,
    timeoutSeconds: 10,
    ...over,
  };
}
