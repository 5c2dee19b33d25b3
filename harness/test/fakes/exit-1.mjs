// Gives up at once.
console.error('exit-1: cannot find my feet');
process.exitCode = 1;
