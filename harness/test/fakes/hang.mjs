// Never ends, and does not listen to SIGTERM.
process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
