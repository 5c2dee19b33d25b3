import type { CheckReport } from '@fairfetch/contract';
import { cases, counted, exact, failures, lane, measured, report, same, side, SURE } from './fixtures.ts';

const SECOND = { variant: 'b/two' } as const;

const REASONS = [
  '30 connections where there were 10',
  'most of the difference is connecting, handshakes included: 31 ms where it was 10 ms',
];

/** 12 % slower, because each file gets a connection of its own. */
export const REGRESSED = report(
  [
    measured('time', 97.2, 1.1234, { ...SURE, verdict: 'regressed', reasons: REASONS }),
    measured('cpu', 41.5, 1.017, { verdict: 'unchanged' }),
    measured('memory', 21.4, 1.0004),
    exact('connections', counted(10), counted(30), {
      ...SURE,
      verdict: 'regressed',
      reasons: ['30 connections where there were 10'],
    }),
    exact('requests', counted(30), counted(30)),
    exact('bytesResent', counted(0), counted(0)),
    failures(counted(0), counted(0)),
    ...same(SECOND),
    cases(),
    cases(SECOND),
  ],
  {
    verdict: 'regressed',
    exitCode: 1,
    unaffected: ['c/three', 'c/four'],
    conformance: ['a/one', 'b/two'].map((variant) => ({
      variant,
      compared: 61,
      broken: [],
      mended: [],
      unsteady: [],
      triesEach: 3,
    })),
  },
);

export const PASSED = report([...same(), ...same(SECOND)]);

export const MIXED = report(
  [
    measured('time', 97.2, 1.031, {
      verdict: 'inconclusive',
      doubt: 'imprecise',
      holmPValue: 0.0412,
      interval: { low: 0.979, high: 1.086, confidence: 0.95 },
      detectableRatio: 1.118,
    }),
    measured('cpu', 41.5, 0.91, {
      ...SURE,
      verdict: 'improved',
      reasons: ['1.2 ms of CPU in the kernel, where it was 4.6 ms'],
    }),
    measured('memory', 21.4, 1.2, {
      verdict: 'inconclusive',
      doubt: 'few-blocks',
      blocks: 3,
      interval: null,
      detectableRatio: null,
    }),
    exact('connections', counted(10, 12), counted(11, 13), { verdict: 'inconclusive', doubt: 'counts-vary' }),
    exact('requests', counted(30), counted(30)),
    exact('bytesResent', counted(741_500), counted(0), { ...SURE, verdict: 'improved' }),
    failures(counted(0), counted(0)),
    ...same(SECOND),
    cases({ verdict: 'inconclusive', doubt: 'unsteady' }),
    cases({ ...SECOND, verdict: 'improved', reasons: ['names/long passes now'] }),
  ],
  {
    verdict: 'inconclusive',
    lanes: [lane({ endedBy: 'budget', seconds: 60.2 }), lane({ variant: 'b/two' })],
    onlyBase: ['c/old'],
    onlyCandidate: ['c/new'],
    skipped: [{ variant: 'd/gone', reason: 'it needs a program that is not here' }],
    conformance: [
      { variant: 'a/one', compared: 61, broken: [], mended: [], unsteady: ['stop/sigterm'], triesEach: 3 },
      { variant: 'b/two', compared: 61, broken: [], mended: ['names/long'], unsteady: [], triesEach: 3 },
    ],
  },
);

const DOUBT = { verdict: 'inconclusive', doubt: 'base-differs-from-itself' } as const;

export const CANNOT_JUDGE = report(
  same(DOUBT).concat(
    same({ ...SECOND, ...DOUBT }).map((each) =>
      each.metric === 'connections' ? Object.assign(each, { baseAgain: counted(12) }) : each,
    ),
  ),
  {
    verdict: 'cannot-judge',
    exitCode: 4,
    lanes: ['a/one', 'b/two'].map((variant) => lane({ variant, endedBy: 'base-differs-from-itself' })),
    selfDifferences: [
      { scenario: 'seed', variant: 'a/one', metric: 'time', ratio: 1.0412, holmPValue: 0.000_02 },
      { scenario: 'seed', variant: 'b/two', metric: 'connections', ratio: null, holmPValue: 0.004 },
    ],
  },
);

export const NOTHING = report([], {
  verdict: 'nothing-to-judge',
  lanes: [],
  candidate: side({ name: 'HEAD' }),
  seconds: { prepared: 0, raced: 0 },
});

export const SHARD = report(same(), {
  lanes: [lane()],
  shard: { index: 1, of: 2 },
  comparisonsElsewhere: 7,
});

export const STOPPED = report(
  same({ verdict: 'inconclusive', doubt: 'few-blocks', blocks: 2, interval: null, detectableRatio: null }),
  {
    verdict: 'inconclusive',
    complete: false,
    inconclusive: 'fail',
    exitCode: 4,
    lanes: [lane({ endedBy: 'stopped', blocks: 2, seconds: 1.1 })],
  },
);

export const BROKEN = report(
  [
    ...same(),
    cases({
      verdict: 'regressed',
      reasons: ['names/long does not pass any more', 'retry/reset does not pass any more'],
    }),
  ],
  {
    verdict: 'regressed',
    exitCode: 1,
    lanes: [lane()],
    conformance: [
      {
        variant: 'a/one',
        compared: 61,
        broken: ['names/long', 'retry/reset'],
        mended: [],
        unsteady: [],
        triesEach: 3,
      },
    ],
  },
);

export const SCENARIOS = report(
  ['seed', 'latency'].flatMap((scenario) =>
    same({ scenario }).concat(
      measured('time', 1520, 1.31, { ...SURE, scenario, variant: 'b/two', verdict: 'regressed' }),
    ),
  ),
  {
    verdict: 'regressed',
    exitCode: 1,
    lanes: ['seed', 'latency'].flatMap((scenario) => [
      lane({ scenario }),
      lane({ scenario, variant: 'b/two' }),
    ]),
  },
);

export const COMMANDS = report(
  [measured('time', 97.2, 1.2, { ...SURE, variant: 'command', verdict: 'regressed' })],
  {
    mode: 'commands',
    verdict: 'regressed',
    exitCode: 1,
    lanes: [lane({ variant: 'command' })],
    base: {
      name: 'a',
      revision: null,
      committedAt: null,
      subject: null,
      changes: null,
      command: "./old --say 'hi'",
    },
    candidate: {
      name: 'b',
      revision: null,
      committedAt: null,
      subject: null,
      changes: null,
      command: './new',
    },
  },
);

export const EVIL =
  '| a | <img src=x onerror=alert(1)> `code` ``` [link](http://evil.test) @everybody, all %0A::error::x \u001B[31mred\u001B[0m\u0007\u202E & "q" \'s\' ]]> $(reboot)\n# heading\r\n::set-output name=x::y\u0000\uD800 **bold** www.evil.test';

/** Everything that others can write holds what could break a format. */
export const HOSTILE = report(
  [
    measured('time', 97.2, 1.5, {
      ...SURE,
      variant: EVIL,
      scenario: EVIL,
      verdict: 'regressed',
      reasons: [EVIL],
    }),
    exact('connections', counted(1, 2), counted(1, 3), {
      variant: EVIL,
      scenario: EVIL,
      verdict: 'inconclusive',
      doubt: 'counts-vary',
    }),
    cases({ variant: EVIL, verdict: 'regressed', reasons: [EVIL] }),
  ],
  {
    verdict: 'regressed',
    exitCode: 1,
    base: side({ name: EVIL, subject: EVIL, revision: null, command: EVIL }),
    candidate: side({ name: EVIL, subject: EVIL }),
    lanes: [lane({ scenario: EVIL, variant: EVIL, title: EVIL })],
    onlyBase: [EVIL],
    skipped: [{ variant: EVIL, reason: EVIL }],
    conformance: [
      { variant: EVIL, compared: 3, broken: [EVIL], mended: [EVIL], unsteady: [EVIL], triesEach: 1 },
    ],
  },
);

export const REPORTS: Readonly<Record<string, CheckReport>> = {
  regressed: REGRESSED,
  passed: PASSED,
  mixed: MIXED,
  'cannot judge': CANNOT_JUDGE,
  nothing: NOTHING,
  shard: SHARD,
  stopped: STOPPED,
  broken: BROKEN,
  scenarios: SCENARIOS,
  commands: COMMANDS,
  hostile: HOSTILE,
};
