import { statfs } from 'node:fs/promises';

/** `f_type` of statfs(2), as Linux defines it. */
const NAMES: Readonly<Record<number, string>> = {
  0x01021994: 'tmpfs',
  0x858458f6: 'ramfs',
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x2fc12fc1: 'zfs',
  0xf2f52010: 'f2fs',
  0x794c7630: 'overlayfs',
  0x6969: 'nfs',
  0xff534d42: 'cifs',
  0x65735546: 'fuse',
  0x01021997: '9p',
};

const IN_MEMORY = new Set(['tmpfs', 'ramfs']);

/** What kind of file system a folder is on, and the room in it. */
export interface FileSystem {
  readonly name: string;
  readonly inMemory: boolean;
  readonly freeBytes: number;
}

export async function fileSystemOf(folder: string): Promise<FileSystem> {
  const { type, bavail, bsize } = await statfs(folder);
  const name = NAMES[type] ?? `0x${type.toString(16)}`;
  const inMemory = IN_MEMORY.has(name);
  const room = bavail * bsize;
  // What a file system in memory offers may be more than the memory there is.
  return { name, inMemory, freeBytes: inMemory ? Math.min(room, process.availableMemory()) : room };
}
