/** An entry of a tar file for a test. It may be invalid. */
export interface TarEntry {
  readonly path: string
  /** The type: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` pipe. */
  readonly type?: string
  readonly target?: string
  readonly content?: string
  /** Default 0644. */
  readonly mode?: number
}

/** Returns the bytes of a tar file with exactly these entries, in ustar form and without any checks. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, type = '0', target = '', content = '', mode = 0o644 }) => {
    const header = Buffer.alloc(512)
    const bytes = Buffer.from(content)
    header.write(path, 0, 100)
    header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
    header.write('0000000\0', 108)
    header.write('0000000\0', 116)
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('00000000000\0', 136)
    header.write(type, 156)
    header.write(target, 157, 100)
    header.write('ustar\0' + '00', 257)
    header.write(' '.repeat(8), 148)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
