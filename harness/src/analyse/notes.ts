import type { Note } from '@fairfetch/contract';

export interface NumberedNotes {
  readonly notes: Note[];
  /** For each row the indices of its notes, in the order of the rows. */
  readonly marks: readonly number[][];
}

/** Gives every different note one number, in the order in which a reader meets them; what holds for all rows comes last. */
export function numberNotes(rows: readonly (readonly Note[])[], general: readonly Note[]): NumberedNotes {
  const byText = new Map([...rows.flat(), ...general].map((note) => [note.text, note]));
  const texts = [...byText.keys()];
  const indexOf = new Map(texts.map((text, index) => [text, index]));
  const marks = rows.map((remarks) =>
    [...new Set(remarks.map(({ text }) => indexOf.get(text) as number))].toSorted(
      (left, right) => left - right,
    ),
  );
  return { notes: [...byText.values()], marks };
}
