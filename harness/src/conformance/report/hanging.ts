import { wrap } from '../../report/wrap.ts';

const LEAST_WIDTH = 20;

/** Text beside a heading, broken into lines that all begin below its first. */
export function hanging(heading: string, text: string, columns: number): string {
  const lines = wrap(text, Math.max(LEAST_WIDTH, columns - heading.length)).split('\n');
  return `${heading}${lines.join(`\n${' '.repeat(heading.length)}`)}`;
}
