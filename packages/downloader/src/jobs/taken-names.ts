import { DigestNumbers } from './digest-numbers.ts';
import { splitExtension } from './names.ts';

/** As long as names are few they are kept as they are: that costs no hash. */
const MOST_KEPT_WHOLE = 65_536;

/** The names taken in one run. Derived names and explicit paths share one set; a failed job's name stays taken. */
export class TakenNames {
  /**
   * Each name with the highest number given after it so far, 1 for none: a million equal names must not cost a million
   * look-ups each.
   */
  readonly #first = new Map<string, number>();
  #rest: DigestNumbers | undefined;
  readonly #mostKeptWhole: number;

  constructor(mostKeptWhole = MOST_KEPT_WHOLE) {
    this.#mostKeptWhole = mostKeptWhole;
  }

  /** Takes a derived name, numbered -2, -3, ... before its extension where it is taken already. */
  takeDerived(name: string): string {
    const given = this.#numberOf(name);
    if (given === 0) {
      this.#set(name, 1);
      return name;
    }
    const [stem, extension] = splitExtension(name);
    for (let number = given + 1; ; number += 1) {
      const numbered = `${stem}-${number}${extension}`;
      if (!this.takeExplicit(numbered)) continue;
      this.#set(name, number);
      return numbered;
    }
  }

  /** Takes exactly this path, or says false where it is taken. */
  takeExplicit(path: string): boolean {
    if (this.#numberOf(path) !== 0) return false;
    this.#set(path, 1);
    return true;
  }

  #numberOf(name: string): number {
    return this.#first.get(name) ?? this.#rest?.get(name) ?? 0;
  }

  #set(name: string, number: number): void {
    if (this.#first.size < this.#mostKeptWhole || this.#first.has(name)) this.#first.set(name, number);
    else (this.#rest ??= new DigestNumbers()).set(name, number);
  }
}
