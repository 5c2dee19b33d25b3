import { bundle } from '@fairfetch/downloader/bundle';

// oxlint-disable-next-line import/no-default-export -- rolldown takes the default export
export default bundle('src/main.ts', 'src/worker.ts');
