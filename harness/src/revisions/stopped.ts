/** The work was broken off by its signal: nothing went wrong, and there is nothing to report. */
export class Stopped extends Error {
  override readonly name = 'Stopped';

  constructor() {
    super('stopped before it was done');
  }
}
