import { readCommandLine, type CompareOptions } from '../../src/options.ts';

/** The resolved options of `compare ARGS`. */
export function compareOptions(...args: readonly string[]): CompareOptions {
  const invocation = readCommandLine(['compare', ...args]);
  if (invocation.state !== 'compare') throw new TypeError(`compare ${args.join(' ')} is ${invocation.state}`);
  return invocation.options;
}
