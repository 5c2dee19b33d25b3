import type { AnswerHeaders } from '../download/answers.ts';
import type { Decision, Download } from '../download/download.ts';
import type { Attempt, Carrier, Carry } from '../download/task.ts';
import type { DownloadFailure } from '../failures/failure.ts';
import { PartFile } from '../files/part-file.ts';
import type { Place } from '../files/place.ts';
import type { Connections } from './connections.ts';
import { Exchange, type Answerer } from './exchange.ts';
import type { Watch } from './watch.ts';

/** Pieces go from the socket to the file, in the thread that reads them. */
export function carryOver(connections: Connections, watch: Watch): Carry {
  return (download, place, attempt) => new Transfer(download, place, attempt, connections, watch);
}

class Transfer implements Carrier, Answerer {
  readonly #download: Download;
  readonly #attempt: Attempt;
  readonly #file: PartFile;
  readonly #exchange: Exchange;
  #decision: Decision | undefined;

  constructor(download: Download, place: Place, attempt: Attempt, connections: Connections, watch: Watch) {
    this.#download = download;
    this.#attempt = attempt;
    this.#file = new PartFile(place);
    this.#exchange = new Exchange(connections, watch, this);
  }

  start(): void {
    this.#exchange.start(this.#download.ask());
  }

  cut(failure: DownloadFailure): void {
    this.#exchange.abort(failure);
  }

  onConnected(): void {
    this.#download.connected = true;
  }

  onAnswer(status: number, headers: AnswerHeaders): boolean {
    const decision = this.#download.answered(status, headers);
    this.#decision = decision;
    if (decision.do !== 'store') return false;
    this.#file.start(decision.offset, decision.note);
    return true;
  }

  onPiece(piece: Buffer): void {
    this.#download.counted(piece.length);
    if (this.#decision?.do !== 'store') return;
    const flaw = this.#download.body.receive(piece);
    if (flaw === undefined) this.#file.write(piece);
    else this.#exchange.abort(flaw);
  }

  onSecond(): void {
    try {
      if (this.#file.hasUnsaved) this.#file.flush();
    } catch (error) {
      this.#exchange.abort(error as Error);
    }
  }

  onEnd(): void {
    const decision = this.#decision as Decision;
    if (decision.do === 'ask-again') {
      this.start();
      return;
    }
    if (decision.do === 'fail') {
      this.#attempt.ended(decision.failure);
      return;
    }
    try {
      this.#download.body.verify();
      this.#file.commit();
    } catch (error) {
      this.onError(error);
      return;
    }
    this.#attempt.ended();
  }

  onError(error: unknown): void {
    let told = error;
    try {
      if (this.#download.canGoOn) this.#file.close();
      else this.#file.drop();
    } catch (diskError) {
      told = diskError;
    }
    this.#attempt.ended(told);
  }
}
