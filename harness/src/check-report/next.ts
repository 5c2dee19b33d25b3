import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { laneOf } from './groups.ts';
import { limitOf, moreBlocksTell, timesTheBudget } from './doubts.ts';
import { isSameRevision } from './headline.ts';
import { plain } from './words.ts';

export interface Step {
  readonly text: string;
  /** null: there is none for it. */
  readonly command: string | null;
}

function step(text: string, command: string | null = null): Step {
  return { text, command };
}

const REVISION_LENGTH = 12;
/** More are not named: all are raced. */
const MOST_NAMED = 8;
const MOST_SECONDS = 86_400;
const MOST_BLOCKS = 10_000;

/** As a POSIX shell reads it back. */
function shellWord(text: string): string {
  const safe = plain(text);
  return /^[\w@%+=:,./-]+$/.test(safe) && !safe.startsWith('-')
    ? safe
    : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}

function option(name: string, value: string): string {
  return `--${name}=${shellWord(value)}`;
}

const isSameOption = (word: string, other: string): boolean =>
  word.split(/[= ]/)[0] === other.split(/[= ]/)[0];

/** Another repository has no script of ours. */
const programOf = (words: readonly string[]): string =>
  words.some((word) => word.startsWith('--workspace')) ? 'npx fairfetch check' : 'npm run check --';

/** `--name` or `--name=value`. */
function quotedOption(word: string): string {
  const [name = '', ...value] = word.split('=');
  return value.length === 0 ? name : option(name.slice(2), value.join('='));
}

/** The command that compares the same two again, over these variants. */
export function repeatCommand(
  report: CheckReport,
  variants: readonly string[],
  more: readonly string[] = [],
): string {
  const { mode, base, candidate, seed, optionWords } = report;
  const own = optionWords.filter((word) => !more.some((each) => isSameOption(word, each)));
  const distinct = [...new Set(variants)];
  const only =
    mode === 'commands' || distinct.length > MOST_NAMED
      ? []
      : distinct.map((each) => `--only ${shellWord(each)}`);
  const sides =
    mode === 'commands'
      ? [
          'npx fairfetch check',
          `--a ${shellWord(base.command ?? base.name)}`,
          `--b ${shellWord(candidate.command ?? candidate.name)}`,
        ]
      : [programOf(optionWords), option('base', base.revision?.slice(0, REVISION_LENGTH) ?? base.name)];
  return [...sides, ...only, ...own.map(quotedOption), ...more, `--seed ${seed}`].join(' ');
}

/** Where the candidate is a commit, it has to be there. */
function whereToRepeat({ mode, candidate: { revision, changes } }: CheckReport): string {
  if (mode === 'commands' || revision === null) return '';
  const at = `at ${revision.slice(0, REVISION_LENGTH)}`;
  return ` (${changes === null ? at : `${at} with the same changes`})`;
}

function variantsWith(verdict: CheckComparison['verdict'], { comparisons }: CheckReport): readonly string[] {
  return comparisons
    .filter((each) => each.verdict === verdict && each.kind !== 'cases')
    .map(({ variant }) => variant);
}

function afterRegression(report: CheckReport): readonly Step[] {
  if (report.verdict !== 'regressed') return [];
  const raced = variantsWith('regressed', report);
  const repeat = `Repeat it with the same orders of runs${whereToRepeat(report)}:`;
  return [
    ...(raced.length === 0 ? [] : [step(repeat, repeatCommand(report, raced))]),
    ...afterBrokenCase(report),
    ...(report.mode === 'commands' ? [] : [step(MEANT)]),
  ];
}

const MEANT =
  'Where it is meant, say so in the change: once that is merged it is the base of the next check.';

function afterBrokenCase({ conformance }: CheckReport): readonly Step[] {
  const found = conformance?.find(({ broken }) => broken.length > 0);
  const [first] = found?.broken ?? [];
  if (found === undefined || first === undefined) return [];
  const command = `npm run conform -- --only ${shellWord(found.variant)} --case ${shellWord(first)}`;
  return [step('See what a broken case expects and what it saw:', command)];
}

/** Options that multiply what was spent; none where no guess reaches so far. */
function largerBudget(report: CheckReport, open: readonly CheckComparison[]): readonly string[] {
  const { seconds, blocks } = report.budget;
  const times = open.reduce((most, each) => Math.max(most, timesTheBudget(each) ?? 0), 0);
  if (times === 0) return [];
  const isByBlocks = open.some((each) => limitOf(each, report) === '--blocks');
  return [
    ...(blocks === null || !isByBlocks ? [] : [`--blocks ${Math.min(MOST_BLOCKS, times * blocks)}`]),
    ...(seconds === null ? [] : [`--budget ${Math.min(MOST_SECONDS, Math.ceil(times * seconds))}s`]),
  ];
}

function afterDoubt(report: CheckReport): readonly Step[] {
  const open = report.comparisons.filter(
    (each) => moreBlocksTell(each) && laneOf(each, report)?.endedBy === 'budget',
  );
  const more = largerBudget(report, open);
  if (more.length === 0) return [];
  const variants = open.map(({ variant }) => variant);
  const text = `Decide what is open with more runs${whereToRepeat(report)}:`;
  return [step(text, repeatCommand(report, variants, more))];
}

function afterNothing(report: CheckReport): readonly Step[] {
  if (report.verdict !== 'nothing-to-judge') return [];
  if (isSameRevision(report)) {
    return [step('Name another --base, or change something: uncommitted changes count.')];
  }
  if (report.shard !== null && report.comparisonsElsewhere > 0) return [];
  return [
    step('See which variants there are and what they lack; --only chooses among them:', 'npx fairfetch list'),
  ];
}

const STOPPED = 'It was stopped: let it run to its end for a verdict on all.';
const QUIET =
  'Check again when nothing else runs on this machine, or on another: a larger budget does not help where the base differs from itself.';
const NOT_DECIDED = {
  pass: 'What is not decided lets the check pass here; with --inconclusive fail it does not.',
  fail: 'What is not decided does not let the check pass here; with --inconclusive pass it does.',
} as const;

/** What a person does with this report, the most pressing first. */
export function nextSteps(report: CheckReport): readonly Step[] {
  const { complete, selfDifferences, shard, verdict, inconclusive } = report;
  const again = repeatCommand(
    report,
    report.lanes.map(({ variant }) => variant),
  );
  return [
    ...(complete ? [] : [step(STOPPED, again)]),
    ...afterRegression(report),
    ...(selfDifferences.length === 0 ? [] : [step(QUIET, again)]),
    ...afterDoubt(report),
    ...(verdict === 'inconclusive' ? [step(NOT_DECIDED[inconclusive])] : []),
    ...afterNothing(report),
    ...(shard === null ? [] : [step(joinShards(shard), 'npx fairfetch merge DIR DIR')]),
  ];
}

function joinShards({ index, of }: NonNullable<CheckReport['shard']>): string {
  return `This is ${index} of ${of} shards: join their folders for the verdict on all.`;
}
