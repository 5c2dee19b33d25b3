import { describe, expect, it } from 'vitest';
import { check } from '../src/index.ts';

const shared = {
  name: 'v',
  title: 'V',
  about: 'A variant.',
  command: ['program', '{input}', '{dir}'],
  traits: { model: 'threads', reuse: true, http: ['1.1'], faithful: false },
};

function problemsOf(variant: object): readonly string[] {
  const manifest = {
    contract: 1,
    name: 'x',
    language: 'X',
    title: 'X',
    needs: [],
    setup: [],
    build: [],
    test: [],
    variants: [{ ...shared, ...variant }],
  };
  const checked = check('manifest', manifest);
  return checked.state === 'invalid' ? checked.problems : [];
}

describe('the interface of a variant', () => {
  it.each<[about: string, variant: object, problems: readonly string[]]>([
    ['the contract, unless it says otherwise', { level: 'races' }, []],
    ['the contract, said', { interface: 'contract', level: 'races' }, []],
    ['the contract needs a level', {}, ['variants/0 lacks level']],
    ['a peer', { interface: 'native', input: 'curl-config' }, []],
    ['a peer needs an input', { interface: 'native' }, ['variants/0 lacks input']],
    [
      'a peer is held to no level',
      { interface: 'native', input: 'curl-config', level: 'races' },
      ['variants/0/level has no place here'],
    ],
    [
      'the contract has an input of its own',
      { level: 'races', input: 'curl-config' },
      ['variants/0/input has no place here'],
    ],
    [
      'an input that nobody renders',
      { interface: 'native', input: 'telegram' },
      ['variants/0/input must be one of curl-config'],
    ],
    [
      'an interface there is not',
      { interface: 'own', level: 'races' },
      ['variants/0/interface must be one of contract, native'],
    ],
  ])('%s', (_about, variant, problems) => {
    expect(problemsOf(variant)).toEqual(problems);
  });
});
