import type { Socket } from 'node:net';

/** Whose next bytes are the beginning of an answer. */
export interface Awaiting {
  awaitsAnswer: boolean;
}

const HEAD_END = '\r\n\r\n';
const STATUS_LINE_START = Buffer.from('HTTP/1.1 100');
const MINOR_VERSION_AT = 7;
const STATUS_AT = 9;

/**
 * Passes over `100 Continue`, which nobody asked for: the library takes it for the end of all sense, though it takes
 * every other 1xx. Looks at the first bytes of an answer alone; what it does not pass over it does not touch.
 */
export function passOverContinue(socket: Socket, awaiting: Awaiting): void {
  // oxlint-disable-next-line typescript/unbound-method -- bound to the socket as it is called
  const { read } = socket;
  let held: Buffer | undefined;
  socket.read = (size?: number): Buffer | null => {
    let piece = read.call(socket, size) as Buffer | null;
    if (!awaiting.awaitsAnswer || piece === null) return piece;
    piece = held === undefined ? piece : Buffer.concat([held, piece]);
    held = undefined;
    while (isContinue(piece)) {
      const end = piece.indexOf(HEAD_END);
      if (end === -1) {
        held = piece;
        return null;
      }
      piece = piece.subarray(end + HEAD_END.length);
      if (piece.length === 0) return null;
    }
    awaiting.awaitsAnswer = false;
    return piece;
  };
}

/** Whether it begins like a 100, as far as it goes. */
function isContinue(piece: Buffer): boolean {
  if (piece.length > STATUS_AT && piece[STATUS_AT] !== STATUS_LINE_START[STATUS_AT]) return false;
  const compared = Math.min(piece.length, STATUS_LINE_START.length);
  for (let at = 0; at < compared; at += 1) {
    if (at !== MINOR_VERSION_AT && piece[at] !== STATUS_LINE_START[at]) return false;
  }
  return true;
}
