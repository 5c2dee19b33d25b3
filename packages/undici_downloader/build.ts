import { bundle } from '@fairfetch/downloader/bundle';

await bundle(import.meta.dirname, 'src/main.ts');
