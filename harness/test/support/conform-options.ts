import { readCommandLine, type ConformOptions } from '../../src/options.ts';

/** The resolved options of `conform ARGS`. */
export function conformOptions(...args: readonly string[]): ConformOptions {
  const invocation = readCommandLine(['conform', ...args]);
  if (invocation.state !== 'conform') throw new TypeError(`conform ${args.join(' ')} is ${invocation.state}`);
  return invocation.options;
}
