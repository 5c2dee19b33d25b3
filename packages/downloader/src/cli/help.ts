import type { Program } from '../program.ts';
import { OPTIONS, type OptionName } from './options.ts';

const NAME_COLUMNS = 26;

/** A new option does not compile until it has its lines here. */
const ABOUT: Readonly<Record<Exclude<OptionName, 'strategy'>, string>> = {
  input: 'jobs, one a line: a URL, or JSON with\n"url", "path"?, "sha256"?, "bytes"?; - is stdin',
  dir: 'where files go, made if missing\n(default: downloads)',
  concurrency: 'most downloads in flight, 1 to 1024 (default: 10)',
  retries: 'further attempts after the first (default: 3)',
  'connect-timeout': 'look-up, TCP and TLS of an attempt (default: 10)',
  'stall-timeout': 'longest wait for the next byte (default: 30)',
  timeout: 'a download with all its attempts and waits,\n0 is no limit (default: 0)',
  'max-size': 'a larger body fails; 10K, 10M, 10G are understood',
  'max-redirects': 'most redirects to follow (default: 10)',
  existing: 'a file that is there already: overwrite, skip\nor fail (default: overwrite)',
  'no-resume': 'ignore what an earlier run left half done',
  header: "sent to each job's own server, may be repeated",
  cacert: "PEM certificates trusted besides the system's",
  fsync: 'flush file and folder before a download is done',
  work: 'CPU work on bodies: none, sha256, fnv1a\n(default: none)',
  json: 'one summary document on stdout, nothing else there',
  records: 'one JSON line for each download, appended',
  progress: 'auto, bar, plain or none on stderr (default: auto)',
  quiet: 'errors only',
  help: 'this text',
  version: 'name and version',
};

export function helpText(program: Program): string {
  const [first] = Object.keys(program.strategies);
  const options = Object.entries(OPTIONS).map(([name, shape]) => {
    const short = 'short' in shape ? `-${shape.short}, ` : '    ';
    const takes = shape.kind === 'value' ? ` ${shape.takes}` : '';
    const about =
      name === 'strategy' ? `one of those below (default: ${first})` : ABOUT[name as keyof typeof ABOUT];
    return row(`${short}--${name}${takes}`, about);
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
    'Proxies: http_proxy, https_proxy and no_proxy are honoured.',
    'Exit: 0 all ok, 1 some failed, 2 wrong command line, 3 wrong environment,',
    '130 or 143 stopped by SIGINT or SIGTERM.',
    '',
  ].join('\n');
}

/** A name on the left, what it means on the right; further lines of that are indented. */
function row(name: string, about: string): string {
  const below = `\n${' '.repeat(NAME_COLUMNS + 4)}`;
  return `  ${name.padEnd(NAME_COLUMNS)}  ${about.replaceAll('\n', below)}`;
}
