import type { Act, ConformanceStep, FileSpec } from '@fairfetch/contract';
import { placeholdersIn, readPlaceholder, RESERVED, textsOf } from './placeholders.ts';
import type { FileSpecs, SuiteCase } from './suite-case.ts';

const KINDS = [
  'of',
  'text',
  'json',
  'zeros',
  'link',
  'hardLink',
  'folder',
  'fifo',
  'any',
  'atLeastBytes',
] as const satisfies readonly (keyof FileSpec)[];
/** Kinds that say what is expected, and nothing that could be written. */
const EXPECTED_ONLY = new Set<string>(['any', 'atLeastBytes']);

/** What the schema cannot see: names that must exist, fields that only mean something together. */
export function problemsOf(suiteCase: SuiteCase): readonly string[] {
  const { serve, dir, outside, steps } = suiteCase;
  const files = new Set(Object.keys(serve?.files ?? {}));
  const reserved = RESERVED.filter((word) => files.has(word));
  return [
    ...reserved.map((word) => `serve/files/${word}: this name means something else between braces`),
    ...specProblems('dir', dir ?? {}, files, false),
    ...specProblems('outside', outside, files, false),
    ...placeholderProblems('dir', dir, suiteCase, files),
    ...placeholderProblems('outside', outside, suiteCase, files),
    ...steps.flatMap((step, index) => stepProblems(`steps/${index}`, step, suiteCase, files)),
  ];
}

function stepProblems(
  where: string,
  step: ConformanceStep,
  suiteCase: SuiteCase,
  files: ReadonlySet<string>,
): readonly string[] {
  // What the compiler takes for granted, the schema leaves to us: a case without steps is a step.
  if ((step as Partial<ConformanceStep>).expect === undefined) return [`${where} lacks expect`];
  const { expect, input, via } = step;
  const named = [
    ...Object.keys(expect.requests ?? {}).map((file) => ['requests', file] as const),
    ...(expect.gaps ?? []).map(({ file }) => ['gaps', file] as const),
    ...(expect.before ?? []).flat().map(({ file }) => ['before', file] as const),
  ];
  const open = input !== undefined && 'open' in input;
  return [
    ...named.flatMap(([field, file]) => unknownFile(`${where}/expect/${field}`, file, files)),
    ...specProblems(`${where}/expect/files`, expect.files ?? {}, files, true),
    ...specProblems(`${where}/expect/outside`, expect.outside ?? {}, files, true),
    ...actProblems(where, step, files),
    ...(open && via !== 'stdin' ? [`${where}/input/open: only a pipe stays open; say "via": "stdin"`] : []),
    ...placeholderProblems(where, step, suiteCase, files),
  ];
}

function actProblems(where: string, step: ConformanceStep, files: ReadonlySet<string>): readonly string[] {
  return (step.act ?? []).flatMap((act, index) => actProblem(`${where}/act/${index}`, act, files));
}

function actProblem(where: string, { when, do: deed }: Act, files: ReadonlySet<string>): readonly string[] {
  const [path, bytes] = when.fileBytes ?? ['', 0];
  if (typeof path !== 'string' || typeof bytes !== 'number') {
    return [`${where}/when/fileBytes takes [path, bytes]`];
  }
  const [target, spec] = deed.write ?? ['', { text: '' }];
  if (typeof target !== 'string' || typeof spec !== 'object') return [`${where}/do/write takes [path, spec]`];
  return specProblems(`${where}/do/write`, { [target]: spec }, files, false);
}

function specProblems(
  where: string,
  specs: FileSpecs,
  files: ReadonlySet<string>,
  expected: boolean,
): readonly string[] {
  return Object.entries(specs).flatMap(([path, spec = {}]) =>
    specProblem(`${where}/${path}`, spec, files, expected),
  );
}

function specProblem(
  at: string,
  spec: FileSpec,
  files: ReadonlySet<string>,
  expected: boolean,
): readonly string[] {
  const kinds = KINDS.filter((kind) => spec[kind] !== undefined);
  const [kind = 'of'] = kinds;
  if (kinds.length !== 1) return [`${at} must have exactly one of ${KINDS.join(', ')}`];
  const part = (['version', 'from', 'bytes'] as const).find((each) => spec[each] !== undefined);
  if (kind !== 'of' && part !== undefined) return [`${at}/${part} goes with "of" alone`];
  if (!expected && EXPECTED_ONLY.has(kind)) return [`${at}/${kind} can be expected, not written`];
  return spec.of === undefined ? [] : unknownFile(at, spec.of, files);
}

function unknownFile(where: string, file: string, files: ReadonlySet<string>): readonly string[] {
  return files.has(file) ? [] : [`${where}: nothing called ${file} is served`];
}

function placeholderProblems(
  where: string,
  value: unknown,
  suiteCase: SuiteCase,
  files: ReadonlySet<string>,
): readonly string[] {
  const names = new Set(textsOf(value).flatMap(placeholdersIn));
  return [...names].flatMap((name) => {
    const problem = placeholderProblem(name, suiteCase, files);
    return problem === null ? [] : [`${where}: {${name}} ${problem}`];
  });
}

function placeholderProblem(
  name: string,
  { serve, silent }: SuiteCase,
  files: ReadonlySet<string>,
): string | null {
  if (name === '') return 'opens nothing: a brace that is one is written {{';
  const placeholder = readPlaceholder(name);
  if (placeholder === null) return 'is no placeholder';
  if ('file' in placeholder && !files.has(placeholder.file)) return `needs a served file ${placeholder.file}`;
  if ('host' in placeholder && placeholder.host >= (serve === null ? 0 : (serve.hosts ?? 1))) {
    return `needs ${placeholder.host + 1} hosts`;
  }
  if (placeholder.kind.startsWith('proxy') && serve?.proxy === undefined) return 'needs serve/proxy';
  if (placeholder.kind === 'silent' && !silent) return 'needs peers/silent';
  if (placeholder.kind === 'lastModified' && serve === null) return 'needs serve';
  return null;
}
