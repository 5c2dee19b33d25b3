const WORDS = 4;
const FIRST_SLOTS = 1 << 17;

/**
 * Texts to numbers above 0, in some forty bytes a text whatever its length: of each text a 128-bit digest is kept, and
 * two texts of one digest are out of the question. Open addressing: a text stands in the first free slot from where
 * its digest points to.
 */
export class DigestNumbers {
  readonly #digest: (text: string) => Uint32Array;
  #slots = FIRST_SLOTS;
  #digests = new Uint32Array(FIRST_SLOTS * WORDS);
  #numbers = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  constructor() {
    // Loaded when it is asked for: short lists never come here.
    const { hash } = process.getBuiltinModule('node:crypto');
    const words = new Uint32Array(WORDS);
    this.#digest = (text) => {
      const bytes = hash('sha256', text, 'buffer');
      for (let word = 0; word < WORDS; word += 1) words[word] = bytes.readUInt32LE(word * 4);
      return words;
    };
  }

  /** @returns 0 where there is none */
  get(text: string): number {
    return this.#numbers[this.#find(this.#digest(text))] as number;
  }

  set(text: string, number: number): void {
    const digest = this.#digest(text);
    const slot = this.#find(digest);
    if (this.#numbers[slot] === 0) {
      this.#digests.set(digest, slot * WORDS);
      this.#size += 1;
    }
    this.#numbers[slot] = number;
    if (this.#size * 4 > this.#slots * 3) this.#grow();
  }

  #find(digest: Uint32Array): number {
    const last = this.#slots - 1;
    for (let slot = (digest[0] as number) & last; ; slot = (slot + 1) & last) {
      if (this.#numbers[slot] === 0 || this.#isAt(slot * WORDS, digest)) return slot;
    }
  }

  #isAt(at: number, digest: Uint32Array): boolean {
    for (let word = 0; word < WORDS; word += 1) {
      if (this.#digests[at + word] !== digest[word]) return false;
    }
    return true;
  }

  #grow(): void {
    const [digests, numbers] = [this.#digests, this.#numbers];
    this.#slots *= 2;
    this.#digests = new Uint32Array(this.#slots * WORDS);
    this.#numbers = new Uint32Array(this.#slots);
    for (let slot = 0; slot < numbers.length; slot += 1) {
      if (numbers[slot] === 0) continue;
      const digest = digests.subarray(slot * WORDS, (slot + 1) * WORDS);
      const found = this.#find(digest);
      this.#digests.set(digest, found * WORDS);
      this.#numbers[found] = numbers[slot] as number;
    }
  }
}
