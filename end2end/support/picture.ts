import { crc32, deflateSync } from 'node:zlib';

export type Colour = [number, number, number];

/** A file as a page takes it. */
export interface Payload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A PNG of one colour, as a file to upload. */
export function picture(colour: Colour, name = 'master.png'): File {
  return new File([png(colour)], name, { type: 'image/png' });
}

/** The same, as a page's file chooser takes it. */
export function payload(name: string, colour: Colour = [120, 90, 60]): Payload {
  return { name, mimeType: 'image/png', buffer: png(colour) };
}

function png(colour: Colour, width = 320, height = 180): Buffer<ArrayBuffer> {
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))]);
  const pixels = deflateSync(Buffer.concat(Array<Buffer>(height).fill(line)));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
