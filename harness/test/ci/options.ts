import { CHECK_OPTIONS } from '../../src/option-table.ts';

/** The options that check has. */
export const KNOWN_OPTIONS: readonly string[] = Object.keys(CHECK_OPTIONS);

/** The names of long options in a text. */
export function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, name]) => name ?? '');
}
