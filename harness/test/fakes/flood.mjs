// Prints without end.
const line = 'x'.repeat(65_536);
const pour = () => {
  while (process.stdout.write(line)) {}
  process.stdout.once('drain', pour);
};
pour();
