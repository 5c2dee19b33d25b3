/** Breaks text into lines of at most `columns`, the second and later ones indented; a word longer than a line is cut. */
export function wrap(text: string, columns: number, indent = ''): string {
  const width = Math.max(1, columns - indent.length);
  const words = text.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const room = lines.length > 1 ? width : columns;
    const fits = last !== undefined && last.length + 1 + word.length <= room;
    if (fits) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${indent}`);
}
