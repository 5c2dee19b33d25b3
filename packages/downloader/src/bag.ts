/** What can be in one bag at a time. */
export interface Bagged {
  /** Its place in the bag, kept by that; -1 outside. */
  bagAt: number;
}

/**
 * A set for what comes and goes with every download. A Set is laid anew again and again under such use, and each of its
 * old tables keeps all that was in the next one from being collected before the memory is gone through as a whole.
 */
export class Bag<T extends Bagged> {
  readonly #items: T[] = [];

  get items(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    item.bagAt = this.#items.push(item) - 1;
  }

  remove(item: T): void {
    const at = item.bagAt;
    if (at < 0) return;
    item.bagAt = -1;
    const last = this.#items.pop() as T;
    if (last === item) return;
    this.#items[at] = last;
    last.bagAt = at;
  }
}
