/** Fewer blocks are not looked at. */
const FIRST_LOOK = 6;

/** Looks are this far apart, as a share of the blocks at the last one: nothing is gained by more, and time is lost. */
const APART = 0.1;

/** The count of blocks at which to look next. */
export function nextLook(blocksAtLast: number): number {
  return Math.max(FIRST_LOOK, Math.ceil(blocksAtLast * (1 + APART)));
}
