import { OPTIONS, type OfferedOption } from './cli.ts';
import type { Program } from './program.ts';

/** A new option does not compile until it has its line here. */
const ABOUT: Readonly<Record<Exclude<OfferedOption, 'strategy'>, string>> = {
  input: 'jobs, one a line: a URL, or JSON {"url", "path"?, "sha256"?, "bytes"?}; - is standard input',
  dir: 'where files go, made if missing (default: downloads)',
  concurrency: 'most downloads in flight, 1 to 1024 (default: 10)',
  cacert: 'PEM certificates trusted besides the default ones',
  work: 'CPU work on each body: none, sha256, fnv1a (default: none)',
  json: 'one summary document on stdout, nothing else there',
  records: 'one JSON line for each download, appended as it ends',
  progress: 'auto, bar, plain or none, on stderr (default: auto, a bar on a terminal)',
  quiet: 'errors only',
  help: 'this text',
  version: 'name and version',
};

export function helpText(program: Program): string {
  const [first] = Object.keys(program.strategies);
  const lines = Object.entries(OPTIONS).flatMap(([name, shape]) => {
    if (shape.kind === 'later') return [];
    const short = 'short' in shape ? `-${shape.short}, ` : '    ';
    const takes = shape.kind === 'value' ? ` ${shape.takes}` : '';
    const about =
      name === 'strategy'
        ? `${Object.keys(program.strategies).join(' or ')} (default: ${first})`
        : ABOUT[name as keyof typeof ABOUT];
    return [`  ${`${short}--${name}${takes}`.padEnd(24)} ${about}`];
  });
  const strategies = Object.entries(program.strategies).map(
    ([name, { about }]) => `  ${name.padEnd(12)} ${about}`,
  );
  return [
    `Usage: ${program.name} [OPTION]... [URL]...`,
    'Downloads URLs side by side. A file under its final name is always whole.',
    '',
    ...lines,
    '',
    'Strategies:',
    ...strategies,
    '',
    'Exit: 0 all ok, 1 some failed, 2 wrong command line, 3 wrong environment (folder, input, CA file, records).',
    '',
  ].join('\n');
}
