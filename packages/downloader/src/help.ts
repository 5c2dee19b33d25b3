import { OPTIONS, type OfferedOption } from './cli.ts';
import type { Program } from './program.ts';

const NAME_COLUMNS = 19;

/** A new option does not compile until it has its line here. */
const ABOUT: Readonly<Record<Exclude<OfferedOption, 'strategy'>, string>> = {
  input: 'jobs, one a line: a URL, or JSON with\n"url", "path"?, "sha256"?, "bytes"?; - is stdin',
  dir: 'where files go, made if missing (default: downloads)',
  concurrency: 'most downloads in flight, 1 to 1024 (default: 10)',
  cacert: "PEM certificates trusted besides the system's",
  work: 'CPU work on bodies: none, sha256, fnv1a (default: none)',
  json: 'one summary document on stdout, nothing else there',
  records: 'one JSON line for each download, appended as it ends',
  progress: 'auto, bar, plain or none, on stderr (default: auto)',
  quiet: 'errors only',
  help: 'this text',
  version: 'name and version',
};

export function helpText(program: Program): string {
  const [first] = Object.keys(program.strategies);
  const options = Object.entries(OPTIONS).flatMap(([name, shape]) => {
    if (shape.kind === 'later') return [];
    const short = 'short' in shape ? `-${shape.short}, ` : '    ';
    const takes = shape.kind === 'value' ? ` ${shape.takes}` : '';
    const about =
      name === 'strategy' ? `one of those below (default: ${first})` : ABOUT[name as keyof typeof ABOUT];
    return [row(`${short}--${name}${takes}`, about)];
  });
  return [
    `Usage: ${program.name} [OPTION]... [URL]...`,
    '',
    'Downloads URLs, many at once; a file under its final name is always whole.',
    '',
    ...options,
    '',
    'Strategies:',
    ...Object.entries(program.strategies).map(([name, { about }]) => row(name, about)),
    '',
    'Exit: 0 all ok, 1 some failed, 2 wrong command line, 3 wrong environment.',
    '',
  ].join('\n');
}

/** A name on the left, what it means on the right; further lines of that are indented. */
function row(name: string, about: string): string {
  const below = `\n${' '.repeat(NAME_COLUMNS + 4)}`;
  return `  ${name.padEnd(NAME_COLUMNS)}  ${about.replaceAll('\n', below)}`;
}
