import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Turns a folder into the root of a system that contains only busybox. Returns the words that start a shell in it. */
export function container(root: string): string[] {
  const busybox = '/bin/busybox'
  const libraries = execFileSync('ldd', [busybox], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)
  for (const file of [busybox, ...[...libraries].map(([, file = '']) => file)]) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    copyFileSync(file, join(root, file))
    chmodSync(join(root, file), 0o755)
  }
  for (const folder of ['dev', 'etc', 'tmp', 'var']) mkdirSync(join(root, folder), { recursive: true })
  for (const name of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n')) {
    if (name === 'busybox') continue
    try {
      symlinkSync('busybox', join(root, 'bin', name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n')
  const enter = 'mount --bind /dev "$1/dev" && r=$1 && shift && exec chroot "$r" "$@"'
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', enter, 'sh', root]
}
