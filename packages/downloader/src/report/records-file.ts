import { closeSync, openSync } from 'node:fs';
import type { DownloadRecord } from '@fairfetch/contract';
import { writeWhole } from './write.ts';

/** Appends a line for each download as it ends. */
export class RecordsFile {
  readonly #descriptor: number;
  #lines: string[] = [];
  #scheduled = false;
  /** The first write that failed: the run goes on, and ends in exit 3. */
  failure: unknown;

  /** @throws when the file cannot be appended to */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'a');
  }

  append(record: DownloadRecord): void {
    this.#lines.push(JSON.stringify(record));
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Downloads that end in the same turn of the event loop share one write.
    setImmediate(() => this.#flush());
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    try {
      writeWhole(this.#descriptor, text);
    } catch (error) {
      this.failure ??= error;
    }
  }
}
