/**
 * How often the gate is wrong on this machine, with real programs: sessions in which all three arms are the same program,
 * and sessions with a candidate that was made worse by a known amount. `npx nx run harness:gate-real`. Prints Markdown. The
 * machine should do nothing else.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CheckReport } from '@fairfetch/contract';
import { discoverBackends, selectVariants, type RaceVariant } from '../../src/backends/index.ts';
import { holdCheck } from '../../src/check/hold.ts';
import type { Arms } from '../../src/check/lanes.ts';
import { lanesOf, planCheck } from '../../src/check/plan.ts';
import { readCheck } from '../../src/check/store.ts';
import { openGrounds } from '../../src/commands/grounds.ts';
import { shuffled } from '../../src/plan/shuffle.ts';
import { scenarioRace } from '../../src/races.ts';
import { createRandom } from '../../src/random.ts';
import { takeLock } from '../../src/run/index.ts';
import { hostHash } from '../../src/store/index.ts';
import { stopOnSignals } from '../../src/signals.ts';
import { realWorld } from '../../src/world.ts';
import { alike, NOTHING, worse, type Injected } from './arms.ts';
import { readSessions, writeSessions, type RealSession } from './record.ts';
import { realTables } from './tables.ts';
import { timesOf } from './usual.ts';
import { NOBODY } from '../../src/check/contest.ts';

const HELP = `Usage: npx nx run harness:gate-real -- [--sessions N] [--injected N] [--budget S] [--out FILE]
       npx nx run harness:gate-real -- --show FILE

  --sessions N   sessions in which nothing differs (default: 60)
  --injected N   sessions of each kind of injection (default: 10)
  --budget S     seconds for each variant (default: 12)
  --only PATTERN variants of the sessions in which nothing differs, may be repeated
                 (default: one of each backend that is trusted)
  --inject ID    the variant that is made worse; its command is node MODULE (default: undici/event-loop)
  --scenario N   what is downloaded (default: brief.json beside this)
  --seed N       of all that is drawn (default: 1)
  --out FILE     where sessions are kept as JSON, one by one; one that was stopped goes on there
  --show FILE    no runs: prints what was kept
`;

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '60' },
    injected: { type: 'string', default: '10' },
    budget: { type: 'string', default: '12' },
    only: { type: 'string', multiple: true, default: [] },
    inject: { type: 'string', default: 'undici/event-loop' },
    scenario: { type: 'string', default: fileURLToPath(new URL('brief.json', import.meta.url)) },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    show: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const SLOWER = [0.05, 0.1, 0.2];
/** Blocks from which it is known how long a run takes and how much memory it needs. */
const MEASURING_BLOCKS = 5;

interface Kind {
  readonly name: string;
  readonly lanes: ReadonlyMap<string, Arms>;
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new RangeError(`--${name} takes a whole number above 0, not ${text}`);
}

/** What comes before the sessions: a place to run them in, and the programs. */
async function openBench(open: AsyncDisposableStack) {
  const world = realWorld(stopOnSignals(process));
  const seed = wholeNumber('seed', values.seed);
  const limits = { blocks: 10_000, precision: null, budgetS: null };
  const race = scenarioRace(world.loadScenario(values.scenario), seed, limits);
  const all = await discoverBackends(world.root, world.env);
  const field = selectVariants(all, [...values.only, values.inject]);
  open.adopt(takeLock(world.lockFolder, new Date().toISOString()), (lock) => lock.release());
  const trusted = all.variants.filter(({ level }) => level === 'trusted');
  const firsts = trusted.filter(
    ({ backend }, index) => trusted.findIndex((each) => each.backend === backend) === index,
  );
  const quiet = values.only.length > 0 ? selectVariants(all, values.only).variants : firsts;
  const target = field.variants.find(({ id }) => id === values.inject);
  if (target === undefined) throw new RangeError(`--inject ${values.inject} cannot be raced here`);
  const grounds = await openGrounds(
    open,
    { races: [race], field: { ...field, variants: [...quiet, target] }, ceilings: [], scratch: null },
    world,
  );
  return { world, seed, race, quiet, target, grounds };
}

type Bench = Awaited<ReturnType<typeof openBench>>;

/** One session of the gate, as `check` holds it. */
async function hold(bench: Bench, arms: Kind['lanes'], seed: number, blocks: number | null) {
  const { world, race, grounds } = bench;
  const folder = mkdtempSync(join(tmpdir(), 'gate-real-'));
  try {
    const side = { revision: null, committedAt: null, subject: null, changes: null, command: null };
    const { lanes, skipped } = lanesOf({ arms }, [race]);
    const session = planCheck({
      startedAt: world.now(),
      seed,
      sitting: randomBytes(6).toString('hex'),
      hostHash: await hostHash(),
      contest: {
        ...NOBODY,
        mode: 'commands',
        base: { ...side, name: 'base' },
        candidate: { ...side, name: 'candidate' },
        arms,
      },
      resolved: {
        scenarios: [values.scenario],
        only: [],
        budget: { seconds: blocks === null ? wholeNumber('budget', values.budget) : null, blocks },
        metrics: [],
        thresholds: {},
        conformance: false,
        inconclusive: 'pass',
      },
      shard: null,
      optionWords: [],
      races: [race],
      lanes,
      skipped,
      conformance: null,
      preparedSeconds: 0,
      provenance: grounds.provenance,
    });
    const { report, broken } = await holdCheck(session, lanes, folder, {
      executor: grounds.executor,
      scratch: grounds.scratch,
      signal: world.signal,
      now: world.now,
      clockMs: () => performance.now(),
      told: () => {},
    });
    if (broken !== null) throw broken;
    return { report, blocks: (await readCheck(folder)).blocks };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function medianOf(report: CheckReport, metric: string): number {
  return report.comparisons.find((each) => each.metric === metric)?.base?.median ?? Number.NaN;
}

/** Each kind of injection, sized by what the program takes here. */
async function kindsOf(bench: Bench): Promise<readonly Kind[]> {
  const { target } = bench;
  const only = (arms: Arms): Kind['lanes'] => new Map([[target.id, arms]]);
  const { report } = await hold(bench, only(worse(target, NOTHING)), bench.seed, MEASURING_BLOCKS);
  const timeMs = medianOf(report, 'time') / 1e6;
  const memoryMib = medianOf(report, 'memory') / 1024 / 1024;
  const kind = (name: string, by: Partial<Injected>): Kind => ({
    name,
    lanes: only(worse(target, { ...NOTHING, ...by })),
  });
  return [
    ...SLOWER.map((share) => kind(`time +${100 * share} %`, { spinMs: share * timeMs })),
    kind('memory +10 %', { ballastMib: Math.ceil(0.1 * memoryMib) }),
    kind('a connection more', { connections: 1 }),
  ];
}

function sessionOf(
  kind: string,
  seed: number,
  { report, blocks }: Awaited<ReturnType<typeof hold>>,
): RealSession {
  return {
    kind,
    seed,
    verdict: report.verdict,
    canJudge: report.selfDifferences.length === 0,
    seconds: report.seconds.raced,
    lanes: report.lanes.map((lane) => ({
      variant: lane.variant,
      blocks: lane.blocks,
      comparisons: report.comparisons
        .filter(({ variant }) => variant === lane.variant)
        .map(({ metric, verdict, doubt, ratio }) => ({ metric, verdict, doubt, ratio })),
      times: timesOf(blocks.filter(({ variant }) => variant === lane.variant)),
    })),
  };
}

async function run(): Promise<string> {
  await using open = new AsyncDisposableStack();
  const out = values.out ?? null;
  const bench = await openBench(open);
  const kinds = await kindsOf(bench);
  const quiet: Kind = {
    name: 'nothing differs',
    lanes: new Map(bench.quiet.map((variant: RaceVariant) => [variant.id, alike(variant)])),
  };
  const planned = [
    ...Array.from({ length: wholeNumber('sessions', values.sessions) }, () => quiet),
    ...kinds.flatMap((kind) => Array.from({ length: wholeNumber('injected', values.injected) }, () => kind)),
  ];
  const sessions: RealSession[] = out === null ? [] : [...readSessions(out)];
  // In random order: whatever the machine does for an hour falls on all kinds alike.
  const order = shuffled(planned, createRandom(bench.seed, 'gate real'));
  for (const [index, kind] of order.entries()) {
    if (index < sessions.length) continue;
    const held = await hold(bench, kind.lanes, bench.seed + 1 + index, null);
    if (bench.world.signal.aborted) break;
    sessions.push(sessionOf(kind.name, bench.seed + 1 + index, held));
    if (out !== null) writeSessions(out, sessions);
    process.stderr.write(`${index + 1} of ${order.length}: ${kind.name}: ${held.report.verdict}\n`);
  }
  return realTables(sessions);
}

if (values.help) process.stdout.write(HELP);
else process.stdout.write(values.show === undefined ? await run() : realTables(readSessions(values.show)));
