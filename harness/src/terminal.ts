import type { Output } from './world.ts';

/** Columns of the terminal; one that nobody has sized says that it has none. */
export function columnsOf({ columns }: Pick<Output, 'columns'>, otherwise: number): number {
  return columns || otherwise;
}

/** Whether it takes more than text: colours, and a line that is drawn again in its place. */
export function takesEscapes(
  { isTTY = false }: Pick<Output, 'isTTY'>,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTTY && env['TERM'] !== 'dumb';
}
