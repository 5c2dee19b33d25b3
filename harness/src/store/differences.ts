import type {
  Machine,
  Provenance,
  Session,
  SessionScenario,
  SessionVariant,
  Sitting,
} from '@fairfetch/contract';
import { canonicalJson } from '../scenarios/digest.ts';

/** What is not the same on two sides; null where a value is too long to be shown. */
export interface Difference {
  readonly what: string;
  readonly values: readonly [one: string, other: string] | null;
}

/** Something that must be the same, in words. */
interface Fact<Subject> {
  readonly name: string;
  readonly of: (subject: Subject) => string;
}

/** Machines of one kind report a little more or less memory, by what their kernel keeps for itself. */
const MEMORY_TOLERANCE = 0.02;

const orNone = (value: string | number | null): string => (value === null ? 'not known' : String(value));

const MACHINE: readonly Fact<Machine>[] = [
  { name: 'the architecture', of: ({ architecture }) => architecture },
  { name: 'the processor', of: ({ cpuModel }) => orNone(cpuModel) },
  { name: 'the number of cores', of: ({ cores }) => String(cores) },
  { name: 'the number of usable cores', of: ({ usableCores }) => String(usableCores) },
  { name: 'the limit on processor time', of: ({ cpuLimit }) => orNone(cpuLimit) },
  { name: 'the limit on memory', of: ({ memoryLimitBytes }) => orNone(memoryLimitBytes) },
  { name: 'the kernel', of: ({ kernel }) => kernel },
  { name: 'the governor', of: ({ governor }) => orNone(governor) },
];

const SURROUNDINGS: readonly Fact<Provenance>[] = [
  { name: 'the version of fairfetch', of: ({ harness }) => harness },
  { name: 'the version of Node', of: ({ node }) => node },
  { name: 'the git revision', of: ({ git }) => git?.revision ?? 'not known' },
  {
    name: 'the changes since that revision',
    of: ({ git }) => (git === null ? 'not known' : (git.changes ?? 'none')),
  },
  { name: 'the file system of the downloads', of: ({ scratch }) => scratch.fileSystem },
  {
    name: 'what becomes of downloads',
    of: ({ scratch }) => (scratch.keptUntilEnd ? 'kept until the end' : 'removed after each run'),
  },
];

const PLAN: readonly Fact<Session>[] = [
  { name: 'the seed', of: ({ seed }) => String(seed) },
  { name: 'the variants', of: ({ variants }) => variants.map(({ id }) => id).join(', ') },
  { name: 'the scenarios', of: ({ scenarios }) => scenarios.map(({ name }) => name).join(', ') },
];

const HOST: Fact<Sitting> = { name: 'the machine', of: ({ hostHash }) => hostHash };

function compared<Subject>(
  facts: readonly Fact<Subject>[],
  one: Subject,
  other: Subject,
): readonly Difference[] {
  return facts.flatMap(({ name, of }) => unlike(name, of(one), of(other)));
}

function unlike(what: string, one: string, other: string): readonly Difference[] {
  return one === other ? [] : [{ what, values: [one, other] }];
}

/** Of things too long to be shown. */
function changed(what: string, one: unknown, other: unknown): readonly Difference[] {
  return canonicalJson(one) === canonicalJson(other) ? [] : [{ what, values: null }];
}

function memoryDifferences(one: Machine, other: Machine): readonly Difference[] {
  const most = Math.max(one.memoryBytes, other.memoryBytes);
  const apart = Math.abs(one.memoryBytes - other.memoryBytes);
  return apart <= most * MEMORY_TOLERANCE
    ? []
    : unlike('the memory', `${one.memoryBytes} bytes`, `${other.memoryBytes} bytes`);
}

function toolDifferences(one: Provenance['tools'], other: Provenance['tools']): readonly Difference[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return names.flatMap((name) => unlike(name, one[name] ?? 'not there', other[name] ?? 'not there'));
}

/** What keeps figures from standing beside each other although the plan is one. */
export function provenanceDifferences(one: Provenance, other: Provenance): readonly Difference[] {
  return [
    ...compared(SURROUNDINGS, one, other),
    ...compared(MACHINE, one.machine, other.machine),
    ...memoryDifferences(one.machine, other.machine),
    ...toolDifferences(one.tools, other.tools),
  ];
}

/** Pairs are made within a machine: half a block of one and half of another's are no block. */
export function hostDifferences(one: Sitting, other: Sitting): readonly Difference[] {
  return compared([HOST], one, other);
}

/** In what two sessions are not of one plan. */
export function planDifferences(one: Session, other: Session): readonly Difference[] {
  const coarse = compared(PLAN, one, other);
  if (coarse.length > 0) return coarse;
  const scenarios = one.scenarios.flatMap((scenario, index) =>
    scenarioDifferences(scenario, other.scenarios[index] ?? scenario),
  );
  const found = [...scenarios, ...variantDifferences(one.variants, other.variants)];
  return found.length > 0 ? found : changed('the order of the runs', one.order, other.order);
}

/** Of variants with the same names, in the same order. */
export function variantDifferences(
  one: readonly SessionVariant[],
  other: readonly SessionVariant[],
): readonly Difference[] {
  return one.flatMap((variant, index) =>
    changed(`what the manifest says of ${variant.id}`, variant, other[index]),
  );
}

function scenarioDifferences(one: SessionScenario, other: SessionScenario): readonly Difference[] {
  const figures = [
    ...unlike(`the digest of ${one.name}`, one.digest, other.digest),
    ...unlike(`the number of blocks of ${one.name}`, String(one.blocks), String(other.blocks)),
  ];
  if (figures.length > 0) return figures;
  return changed(`what is said of scenario ${one.name}`, whereverItLies(one), whereverItLies(other));
}

/** The same list may have another name on another machine: its digest says that it is the same. */
function whereverItLies({ urls, title, ...scenario }: SessionScenario): unknown {
  return { ...scenario, lines: urls?.lines ?? null, ...(urls === null && { title }) };
}
