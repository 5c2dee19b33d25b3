import { createRandom, type Random } from '../../random.ts';

/** A file of the trial. */
export interface TrialFile {
  /** Below the output folder. */
  readonly path: string;
  readonly bytes: number;
  /** Sent in chunks, so that its length is not known beforehand. */
  readonly chunked: boolean;
}

/**
 * Where a run is killed: at a moment, or when the server has fallen silent in the middle of its large files, at a byte of
 * each drawn at random. Fractions are of the run's course, 0 to 1.
 */
export type KillPoint =
  | { readonly kind: 'moment'; readonly fractions: readonly number[] }
  | { readonly kind: 'byte'; readonly stops: readonly number[] };

/** A file above this is described while it is under way, and can be resumed by another run (docs/contract.md, Resume). */
export const DESCRIBED_FROM_BYTES = 1024 * 1024;

const SMALL_FILES = 12;
const MEDIUM_FILES = 4;
const LARGE_FILES = 4;

/** Small, medium and large files in a mixed order; one small and one large of unknown length. */
export function trialFiles(seed: number): readonly TrialFile[] {
  const random = createRandom(seed, 'kill: files');
  const sizes = [
    ...draw(random, SMALL_FILES, 0, 64 * 1024),
    ...draw(random, MEDIUM_FILES, 100 * 1024, 900 * 1024),
    ...draw(random, LARGE_FILES, DESCRIBED_FROM_BYTES, 3 * 1024 * 1024),
  ];
  const files = sizes.map((bytes, at) => ({
    path: `${at % 3 === 0 ? 'sub/' : ''}file-${String(at).padStart(2, '0')}.bin`,
    bytes,
    chunked: at === SMALL_FILES - 1 || at === sizes.length - 1,
  }));
  return shuffled(files, random);
}

function draw(random: Random, count: number, least: number, most: number): readonly number[] {
  return Array.from({ length: count }, () => least + random.below(most - least));
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** Files that stand still in a trial of the byte kind. */
export function stoppedFiles(files: readonly TrialFile[]): readonly TrialFile[] {
  return files.filter(({ bytes }) => bytes >= DESCRIBED_FROM_BYTES);
}

/**
 * Points spread evenly over the course, each at random within its share, so that neither beginning nor end is missed.
 * Every third stops the large files at a byte; every fifth of the others is killed a second time while it makes good.
 */
export function killPoints(count: number, files: readonly TrialFile[], seed: number): readonly KillPoint[] {
  const random = createRandom(seed, 'kill: points');
  const large = stoppedFiles(files);
  return Array.from({ length: count }, (_, at) => {
    if (at % 3 === 2) return { kind: 'byte', stops: large.map(({ bytes }) => random.below(bytes)) };
    const fraction = (at + random.unit()) / count;
    return { kind: 'moment', fractions: at % 5 === 4 ? [fraction, random.unit()] : [fraction] };
  });
}
