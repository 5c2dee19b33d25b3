/** What can keep a command from doing its work, and the exit code each stands for. */
const EXIT_CODES = {
  // The command line is wrong.
  'bad-option': 2,
  'unknown-command': 2,
  'unknown-scenario': 2,
  'scenario-file': 2,
  'unknown-variant': 2,
  'unknown-case': 2,
  config: 2,
  // The machine or the workspace is not ready.
  'bad-scenario': 3,
  'bad-case': 3,
  'urls-file': 3,
  'nothing-to-race': 3,
  'not-built': 3,
  origin: 3,
  launcher: 3,
  counterpart: 3,
  scratch: 3,
  results: 3,
  // Results and a machine, or two results, that cannot stand beside each other.
  unlike: 3,
  // Two revisions that cannot be found, or a base that cannot be raced.
  revision: 3,
  base: 3,
  locked: 3,
} as const;

export type HarnessErrorCode = keyof typeof EXIT_CODES;

/** An error for a person: its message names the thing and the reason, its hint says what to do next. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly code: HarnessErrorCode;
  readonly hint: string;

  constructor(code: HarnessErrorCode, message: string, hint: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }

  get exitCode(): 2 | 3 {
    return EXIT_CODES[this.code];
  }
}

/** The system's word for what went wrong (`ENOSPC`, …), or the message where there is none. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOSPC: 'no room left on the device',
    EDQUOT: 'the disk quota is used up',
    EROFS: 'the file system is read-only',
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    ENOENT: 'no such file or folder',
    ENOTDIR: 'not a folder',
    EISDIR: 'it is a folder',
  };
  return (code === undefined ? undefined : known[code]) ?? message ?? String(error);
}
