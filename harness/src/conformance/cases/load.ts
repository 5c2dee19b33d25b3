import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../../errors.ts';
import { LEVELS } from '../levels.ts';
import { problemsOf } from './check.ts';
import { suiteCase, type SuiteCase } from './suite-case.ts';

const EXTENSION = '.json';

/**
 * Every case of a folder's files, by level, then in the order of the files' names and of the cases in them.
 * @throws HarnessError `bad-case` that names the file and the field
 */
export async function loadCases(folder: string): Promise<readonly SuiteCase[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw badCase(`the cases in ${folder} cannot be read: ${reasonOf(error)}`, error);
  });
  const files = names.filter((name) => name.endsWith(EXTENSION)).toSorted();
  const cases = (await Promise.all(files.map((name) => loadFile(join(folder, name))))).flat();
  if (cases.length === 0) throw badCase(`there is no case in ${folder}`);
  return LEVELS.flatMap((level) => cases.filter((each) => each.level === level));
}

async function loadFile(file: string): Promise<readonly SuiteCase[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw badCase(`${file} cannot be read: ${reasonOf(error)}`, error);
  });
  const checked = parse('conformance', text);
  if (checked.state === 'invalid') throw unfit(file, checked.problems.map(withName(text)));
  const group = basename(file, EXTENSION);
  const cases = checked.value.cases.map((given) => suiteCase(group, given));
  const twice = cases.filter(({ id }, index) => cases.findIndex((other) => other.id === id) < index);
  const problems = [
    ...twice.map(({ name }) => `two cases are called ${name}`),
    ...cases.flatMap((each) => problemsOf(each).map((problem) => `${each.name}: ${problem}`)),
  ];
  if (problems.length > 0) throw unfit(file, problems);
  return cases;
}

/** `cases/3/level …` says little to somebody who looks for a case by its name. */
function withName(text: string): (problem: string) => string {
  return (problem) => {
    const index = /^cases\/(\d+)/.exec(problem)?.[1];
    if (index === undefined) return problem;
    const { cases } = JSON.parse(text) as { cases: readonly { name?: unknown }[] };
    const { name } = cases[Number(index)] ?? {};
    return typeof name === 'string' ? `${name}: ${problem}` : problem;
  };
}

function unfit(file: string, problems: readonly string[]): HarnessError {
  return badCase(`${file} does not hold:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

function badCase(message: string, cause?: unknown): HarnessError {
  const hint = 'What a case may say is in packages/contract/schema/conformance.schema.json.';
  return new HarnessError('bad-case', message, hint, { cause });
}
