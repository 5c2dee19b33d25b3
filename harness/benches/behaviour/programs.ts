/** The programs that are looked at, and how each is told to do its best: retries, resume, exit codes that tell. */
export interface Program {
  readonly name: string;
  readonly version: readonly string[];
  /** Fetches URLs into the working folder. */
  readonly fetch: (urls: readonly string[]) => readonly string[];
  /** The same with a header of the user's. */
  readonly fetchWithHeader: (url: string, header: string) => readonly string[];
}

const CURL = ['curl', '-sS', '-L', '-Z', '--fail', '--retry', '3', '--retry-all-errors', '-C', '-'] as const;

export function programs(root: string): readonly Program[] {
  const ours = `${root}/target/release/fairfetch-rust`;
  return [
    {
      name: 'Fairfetch',
      version: [ours, '--version'],
      fetch: (urls) => [ours, '-q', '-d', '.', ...urls],
      fetchWithHeader: (url, header) => [ours, '-q', '-d', '.', '-H', header, url],
    },
    {
      name: 'curl',
      version: ['curl', '--version'],
      fetch: (urls) => [...CURL, ...urls.flatMap((url) => ['-O', url])],
      fetchWithHeader: (url, header) => ['curl', '-sS', '-L', '-H', header, '-O', url],
    },
    {
      name: 'aria2',
      version: ['aria2c', '--version'],
      // One connection a file, as everybody else: with several it asks for ranges at once.
      fetch: (urls) => ['aria2c', '-q', '-c', '-Z', '-s1', '--retry-wait=1', '-m', '4', ...urls],
      fetchWithHeader: (url, header) => ['aria2c', '-q', `--header=${header}`, url],
    },
    {
      name: 'wget2',
      version: ['wget2', '--version'],
      fetch: (urls) => ['wget2', '-q', '-c', '--tries=4', ...urls],
      fetchWithHeader: (url, header) => ['wget2', '-q', `--header=${header}`, url],
    },
  ];
}
