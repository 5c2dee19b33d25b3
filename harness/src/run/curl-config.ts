import type { NamedJob } from './job-file.ts';

/** What curl's config files escape between double quotes; anything else stands for itself. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  '"': String.raw`\"`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\v': String.raw`\v`,
};

/** Jobs as `curl --config` reads them; paths are relative to its --output-dir. */
export function renderCurlConfig(jobs: readonly Pick<NamedJob, 'url' | 'path'>[]): string {
  return jobs.map(({ url, path }) => `url = ${quoted(url)}\noutput = ${quoted(path)}\n`).join('');
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"\t\n\r\v]/g, (character) => ESCAPES[character] ?? character)}"`;
}
