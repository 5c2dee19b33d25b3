import type { Phases } from '@fairfetch/contract';

/** The parts a wall time falls into. */
export const PARTS = ['startUp', 'connecting', 'waiting', 'transferring', 'idle', 'drained', 'tail'] as const;
export type Part = (typeof PARTS)[number];

/** A part that makes up less of a difference does not decide it. */
const DECISIVE_SHARE = 0.5;

const OF_SLOTS = ['connecting', 'waiting', 'transferring', 'idle', 'drained'] as const;

export const wallOf = ({ startUpNs, insideNs, tailNs }: Phases): number => startUpNs + insideNs + tailNs;

/** Nanoseconds of wall time for each part: slot time over the slots, so that they add up to the wall time. */
function partsNs(phases: Phases): Readonly<Record<Part, number>> {
  const perSlot = OF_SLOTS.map((part) => [part, phases[`${part}Ns`] / phases.slots] as const);
  return {
    startUp: phases.startUpNs,
    tail: phases.tailNs,
    ...(Object.fromEntries(perSlot) as Record<(typeof OF_SLOTS)[number], number>),
  };
}

/** Nanoseconds of wall time. */
export const timeNs = (part: Part, phases: Phases): number => partsNs(phases)[part];

/** How much of what it is a part of a part is, 0 to 1: start-up and tail of the wall time, the others of the slot time. */
export function shareOf(part: Part, phases: Phases): number {
  const whole = part === 'startUp' || part === 'tail' ? wallOf(phases) : phases.insideNs;
  return whole > 0 ? partsNs(phases)[part] / whole : 0;
}

/**
 * The part that makes up at least half of what one run is slower than another, or null. The parts of each add up to its
 * wall time, so their differences add up to the difference.
 */
export function decisivePart(slower: Phases, faster: Phases): Part | null {
  const [theirs, others] = [partsNs(slower), partsNs(faster)];
  const differenceNs = wallOf(slower) - wallOf(faster);
  const [most] = PARTS.map((part) => ({ part, byNs: theirs[part] - others[part] })).toSorted(
    (left, right) => right.byNs - left.byNs,
  );
  return most !== undefined && differenceNs > 0 && most.byNs >= DECISIVE_SHARE * differenceNs
    ? most.part
    : null;
}
