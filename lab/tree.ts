import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHost } from './addresses.ts'
import { chosenHosts } from './herd.ts'
import { hostPlaces } from './places.ts'
import { ask } from './program.ts'

/** Paths that a host changes by itself, or when someone logs in. */
const volatile = [
  /^\/(dev|proc|run|sys|tmp)$/,
  /^\/var\/tmp\/systemd-private-/,
  /^\/var\/log\/(journal|btmp|lastlog|wtmp|faillog)$/,
  /^\/var\/lib\/systemd\/(random-seed|timers|timesync|linger|coredump|catalog)$/,
  /^\/var\/lib\/(private|sudo)$/,
  /^\/etc\/(\.updated|\.pwd\.lock)$/,
  /^\/var\/\.updated$/,
]

/**
 * Returns a hash of everything on a host's disk except volatile paths. With `list`, returns the hashed lines
 * instead: type, mode, owner, time of change, path, and content or link target; then extended attributes. Reads the
 * disk from outside, so the host does not notice.
 */
export async function tree(host: LabHost, list: boolean): Promise<string> {
  await chosenHosts([host])
  const { root, upper, base } = hostPlaces(host.name)
  const disk = { root, upper, base: readFileSync(base, 'utf8') }
  const lines = [...linesBelow(disk, ''), ...(await attributeLines(root))]
  const text = lines.map(line => `${line}\n`).join('')
  return list ? text : `${sha256(text)}\n`
}

type Disk = { root: string; upper: string; base: string }

/** Returns whether a host changes a path by itself, or when someone logs in. */
const isVolatile = (path: string) => volatile.some(pattern => pattern.test(path))

/** Returns a line for each path below a folder, except volatile paths. The folder `''` is the whole disk. */
export function linesBelow(disk: Disk, folder: string): string[] {
  const paths = readdirSync(join(disk.root, folder)).map(name => `${folder}/${name}`)
  return paths
    .sort()
    .filter(path => !isVolatile(path))
    .flatMap(path => linesOf(disk, path))
}

function linesOf(disk: Disk, path: string): string[] {
  const file = join(disk.root, path)
  const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  if (!stat) return [] // gone since the folder was read
  const mode = (stat.mode & 0o7777n).toString(8)
  const line = (type: string, rest: string) =>
    [type, mode, `${stat.uid}:${stat.gid}`, stat.mtimeNs, JSON.stringify(path), rest].join(' ')
  if (stat.isSymbolicLink()) return [line('l', JSON.stringify(readlinkSync(file)))]
  if (stat.isFile()) return [line('f', contentOf(disk, path))]
  if (stat.isDirectory()) return [line('d', ''), ...linesBelow(disk, path)]
  return [line('s', `${stat.rdev}`)]
}

/**
 * Returns a hash of a file's content. Most files come from the base, so only files that the host has in its own
 * layer are read.
 */
function contentOf({ root, upper, base }: Disk, path: string): string {
  if (!lstatSync(join(upper, path), { throwIfNoEntry: false })) return 'as-in-base'
  const own = readFileSync(join(root, path))
  const original = lstatSync(join(base, path), { throwIfNoEntry: false })
  const isSame =
    original?.isFile() && original.size === own.length && readFileSync(join(base, path)).equals(own)
  return isSame ? 'as-in-base' : sha256(own)
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

/** Returns access control lists, capabilities and other extended attributes, as getfattr prints them. */
async function attributeLines(root: string): Promise<string[]> {
  const { stdout } = await ask('getfattr', ['-R', '-P', '-h', '-d', '-m', '-', '-e', 'hex', '.'], {
    cwd: root,
  })
  return stdout
    .split('\n\n')
    .map(block => block.split('\n').filter(Boolean))
    .filter(
      ([title = '', ...values]) => values.length > 0 && !isVolatileBelow(title.replace('# file: ', '/')),
    )
    .map(([title = '', ...values]) => ['x', title.replace('# file: ', '/'), ...values.sort()].join(' '))
    .sort()
}

/** Returns whether a path, or a folder that contains it, is volatile. */
function isVolatileBelow(path: string): boolean {
  const parts = path.split('/')
  return parts.some((_, index) => isVolatile(parts.slice(0, index + 1).join('/')))
}
