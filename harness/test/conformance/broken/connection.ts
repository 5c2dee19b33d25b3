import type { Socket } from 'node:net';
import { broken } from './defects.ts';
import { Failure } from './failure.ts';
import type { Source } from './http.ts';

/** A socket that is read piece by piece, each within the stall time-out. */
export class Connection implements Source {
  readonly socket: Socket;
  /** Whether an answer has come over it: only then may the server have grown tired of it. */
  hasServed = false;
  receivedBytes = 0;
  #sentMs = 0;
  readonly #pieces: Buffer[] = [];
  #isEnded = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', this.#take).on('error', this.#fail).on('end', this.#end).on('close', this.#end);
  }

  /** Open, and nothing unasked has come. */
  get isIdle(): boolean {
    if (broken('stale-connection-fails')) return true;
    const isOpen = !this.#isEnded && this.#error === undefined && !this.socket.destroyed;
    return isOpen && (this.#pieces.length === 0 || broken('reads-on-after-the-body'));
  }

  write(text: string): void {
    this.#sentMs = performance.now();
    this.socket.write(text);
  }

  /** The next bytes, or undefined at an orderly end. */
  async read(stallS: number): Promise<Buffer | undefined> {
    if (this.#pieces.length === 0 && !this.#isEnded && this.#error === undefined) await this.#wait(stallS);
    const piece = this.#pieces.shift();
    if (piece !== undefined) return piece;
    if (this.#error !== undefined) throw this.#error;
    return undefined;
  }

  /** Gives bytes back that belong to what is read next. */
  unread(bytes: Buffer): void {
    if (bytes.length > 0) this.#pieces.unshift(bytes);
  }

  async #wait(stallS: number): Promise<void> {
    const goneMs = broken('stall-counts-from-the-start') ? performance.now() - this.#sentMs : 0;
    const timer = setTimeout(
      () => {
        if (!broken('no-stall-timeout')) this.destroy(new Failure('stall-timeout', { seconds: stallS }));
      },
      Math.max(0, stallS * 1000 - goneMs),
    );
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.socket.resume();
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }

  destroy(reason?: Error): void {
    this.socket.destroy(reason);
  }

  /** Leaves the socket to somebody else. */
  detach(): void {
    const { socket } = this;
    socket.off('data', this.#take).off('error', this.#fail).off('end', this.#end).off('close', this.#end);
  }

  readonly #take = (piece: Buffer): void => {
    this.receivedBytes += piece.length;
    this.#pieces.push(piece);
    this.socket.pause();
    this.#wake?.();
  };

  readonly #fail = (error: Error): void => {
    this.#error = error;
    this.#wake?.();
  };

  readonly #end = (): void => {
    this.#isEnded = true;
    this.#wake?.();
  };
}
