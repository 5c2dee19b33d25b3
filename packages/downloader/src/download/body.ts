import { failure, type DownloadFailure } from '../failures/failure.ts';
import type { PlannedJob } from '../jobs/job.ts';
import { startFnv1a, startSha256, type Digest, type WorkKind } from './work.ts';

/** The bytes of a download: how many came and are stored, what they come to, and whether they are what was promised. */
export class Body {
  readonly #job: PlannedJob;
  readonly #workKind: WorkKind;
  #sha256: Digest | undefined;
  #work: Digest | undefined;
  #areDigestsFresh = true;
  #sha256Hex: string | undefined;
  #limit: number | undefined;
  /** Bytes of the file so far, those of earlier attempts included. */
  storedBytes = 0;
  /** Bytes of the answer's body so far. */
  receivedBytes = 0;
  /** Bytes the answer's body must have, where it has said so. */
  expectedBytes: number | undefined;

  constructor(job: PlannedJob, work: WorkKind) {
    this.#job = job;
    this.#workKind = work;
    this.#startDigests();
  }

  /** Whether every byte of the file must pass through the digests. */
  get hasDigests(): boolean {
    return this.#sha256 !== undefined || this.#work !== undefined;
  }

  /** The digests, for the bytes an earlier run has stored. */
  get digests(): readonly Digest[] {
    this.#areDigestsFresh = false;
    return [this.#sha256, this.#work].filter((digest) => digest !== undefined);
  }

  /** The whole file follows. */
  startOver(total: number | undefined, limit: number | undefined): void {
    if (!this.#areDigestsFresh) this.#startDigests();
    this.#expect(0, total, limit);
  }

  /** The rest follows; what is before the offset has passed through the digests. */
  goOn(offset: number, total: number, limit: number | undefined): void {
    this.#expect(offset, total - offset, limit);
  }

  /** A body follows that nobody wants. */
  expectNothing(): void {
    this.expectedBytes = undefined;
    this.receivedBytes = 0;
  }

  /** @returns why this piece must not be stored, if it must not */
  receive(piece: Uint8Array): DownloadFailure | undefined {
    const { length } = piece;
    this.receivedBytes += length;
    if (this.expectedBytes !== undefined && this.receivedBytes > this.expectedBytes)
      return failure('bad-response', { reason: `more than the ${this.expectedBytes} bytes it promised` });
    if (this.#limit !== undefined && this.storedBytes + length > this.#limit)
      return failure('too-large', { limit: this.#limit });
    this.storedBytes += length;
    this.#areDigestsFresh = false;
    this.#sha256?.update(piece);
    this.#work?.update(piece);
    return undefined;
  }

  /**
   * The body has ended; compares it with what was promised and with what the job says.
   * @throws DownloadFailure where they differ
   */
  verify(): void {
    const { expectedBytes, receivedBytes, storedBytes } = this;
    if (expectedBytes !== undefined && receivedBytes < expectedBytes)
      throw failure('short-body', { got: receivedBytes, expected: expectedBytes });
    const { bytes, sha256 } = this.#job;
    if (bytes !== undefined && bytes !== storedBytes)
      throw failure('size-mismatch', { got: storedBytes, expected: bytes });
    this.#areDigestsFresh = false;
    this.#sha256Hex = this.#sha256?.hex();
    if (sha256 !== undefined && sha256 !== this.#sha256Hex)
      throw failure('digest-mismatch', { got: this.#sha256Hex ?? '', expected: sha256 });
  }

  /** Of the verified body. */
  get sha256(): string | undefined {
    return this.#sha256Hex;
  }

  /** What --work comes to for the verified body. */
  get work(): string | undefined {
    return this.#workKind === 'sha256' ? this.#sha256Hex : this.#work?.hex();
  }

  #expect(offset: number, bytes: number | undefined, limit: number | undefined): void {
    this.storedBytes = offset;
    this.receivedBytes = 0;
    this.expectedBytes = bytes;
    this.#limit = limit;
  }

  #startDigests(): void {
    const needsSha256 = this.#job.sha256 !== undefined || this.#workKind === 'sha256';
    this.#sha256 = needsSha256 ? startSha256() : undefined;
    this.#work = this.#workKind === 'fnv1a' ? startFnv1a() : undefined;
    this.#areDigestsFresh = true;
  }
}
