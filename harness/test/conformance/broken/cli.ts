import { broken } from './defects.ts';
import { FLAGS, resolve, SHORT, UsageError, VALUES, type Given, type Options } from './options.ts';

export type Command =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'run'; readonly options: Options };

/** What is refused by value, an empty one as well. */
const JUDGED = new Set(['N', 'S', 'BYTES', 'MODE', 'KIND', 'NAME', "'NAME: VALUE'"]);

/** Words of the command line, sorted by what they are. */
class Words {
  readonly values = new Map<string, Given>();
  readonly flags = new Set<string>();
  readonly headers: Given[] = [];
  readonly urls: string[] = [];
  readonly #words: string[];

  constructor(words: readonly string[]) {
    this.#words = [...words];
  }

  read(): void {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      const isOver = this.urls.length > 0 && broken('options-end-at-urls');
      if (word === '--' && !broken('no-double-dash')) this.urls.push(...this.#words.splice(0));
      else if (word.startsWith('--') && !isOver) this.#readLong(word);
      else if (word.startsWith('-') && word !== '-' && !isOver) this.#readShort(word);
      else this.urls.push(word);
      // What follows a request for help does not matter.
      if (this.flags.has('help')) return;
    }
  }

  #readLong(word: string): void {
    const equals = broken('no-equals-form') ? -1 : word.indexOf('=');
    const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
    this.#take(`--${name}`, completed(name), equals === -1 ? undefined : word.slice(equals + 1));
  }

  #readShort(word: string): void {
    for (let at = 1; at < word.length; at += 1) {
      const letter = word.charAt(at);
      const name = SHORT[letter] ?? '';
      const rest = word.slice(at + 1);
      if (FLAGS.has(name)) this.flags.add(name);
      else return this.#take(`-${letter}`, name, rest === '' ? undefined : rest);
    }
  }

  #take(shown: string, name: string, attached: string | undefined): void {
    const takes = VALUES[name];
    if (FLAGS.has(name) && !isMissingFlag(name)) {
      if (attached !== undefined && !broken('flag-value-ignored'))
        throw new UsageError(`${shown} takes no value`);
      this.flags.add(name);
    } else if (takes === undefined) {
      if (broken('unknown-option-ignored')) return;
      throw new UsageError(`unknown option ${shown}; --help lists the options`);
    } else {
      const text = attached ?? this.#words.shift();
      if (text === undefined || (text === '' && !JUDGED.has(takes))) this.#refuse(shown, takes);
      else if (name === 'header') this.headers.push({ shown, text });
      else this.values.set(name, { shown, text });
    }
  }

  #refuse(shown: string, takes: string): void {
    if (!broken('value-missing-accepted')) throw new UsageError(`${shown} takes ${takes}`);
  }
}

function completed(name: string): string {
  if (!broken('abbreviations-accepted') || name === '') return name;
  return [...Object.keys(VALUES), ...FLAGS].find((known) => known.startsWith(name)) ?? name;
}

function isMissingFlag(name: string): boolean {
  return (
    (name === 'help' && broken('no-help')) ||
    (name === 'version' && broken('no-version')) ||
    (name === 'fsync' && broken('fsync-refused'))
  );
}

/** @throws UsageError */
export function parseCommand(given: readonly string[]): Command {
  const words = new Words(given);
  words.read();
  if (words.flags.has('help')) return { kind: 'help' };
  if (words.flags.has('version')) return { kind: 'version' };
  return { kind: 'run', options: resolve(words.values, words.flags, words.headers, words.urls) };
}
