/** Rows of one group, in order: no two of them were told apart. */
type Group = readonly number[];

type Pair = readonly [number, number];

/** Each group that holds both rows of a pair becomes two, one without either. */
function insert(groups: readonly Group[], [one, other]: Pair): readonly Group[] {
  return groups.flatMap((group) =>
    group.includes(one) && group.includes(other)
      ? [one, other].map((left) => group.filter((row) => row !== left))
      : [group],
  );
}

const isPartOf = (group: Group, other: Group): boolean => group.every((row) => other.includes(row));

/** A group that is part of another says nothing more; of two equal ones the first stays. */
function absorb(groups: readonly Group[]): readonly Group[] {
  return groups.filter(
    (group, index) =>
      !groups.some(
        (other, at) => at !== index && isPartOf(group, other) && (group.length < other.length || at < index),
      ),
  );
}

/** In the order of their first members, then of their second, …: the group of the first row comes first. */
function byMembers(left: Group, right: Group): number {
  const at = left.findIndex((row, index) => row !== right[index]);
  return (left[at] ?? 0) - (right[at] ?? 0);
}

/** a, b, …, z, aa, ab, … */
function letterOf(index: number): string {
  const last = String.fromCodePoint(97 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

/**
 * A compact letter display: for each of `count` rows its letters, so that two rows share one exactly if they are not in
 * `toldApart`. By insertion and absorption (Piepho, "An algorithm for a letter-based representation of all-pairwise
 * comparisons", Journal of Computational and Graphical Statistics 13, 2004).
 */
export function letterDisplay(count: number, toldApart: readonly Pair[]): readonly (readonly string[])[] {
  const everyone = Array.from({ length: count }, (_, row) => row);
  const groups = toldApart
    .reduce((sofar, pair) => absorb(insert(sofar, pair)), [everyone] as readonly Group[])
    .toSorted(byMembers);
  return everyone.map((row) =>
    groups.flatMap((group, index) => (group.includes(row) ? [letterOf(index)] : [])),
  );
}
