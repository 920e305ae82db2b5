import { escapeOctal, unescapeOctal } from '../../base/octal-escapes.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { realPath } from '../../remote/probes/files/real-path.ts'
import { sh } from '../../shell/quote.ts'

/** A mounted file system. Source: proc_pid_mountinfo(5). */
export interface Mount {
  /** The mount point, after all links are followed. */
  readonly path: string
  readonly source: string
  readonly fstype: string
  /** Its mount flags, such as `ro` and `noexec`. */
  readonly flags: ReadonlySet<string>
}

/** Returns the file systems that are mounted at a path, after links are followed. The last one covers the others. */
export async function mountsAt(host: ReadHost, path: string): Promise<readonly Mount[]> {
  // The path is resolved only if necessary: on a network file system whose server is down, that would hang.
  const found = await host.ask(mountsAtRealPath(path))
  if (found.length > 0) return found
  const real = await host.ask(realPath(path))
  return real === null || real === path ? [] : host.ask(mountsAtRealPath(real))
}

/** Returns the resource name of a mount point in changes. */
export function mountResource(path: string): string {
  return `mount:${path}`
}

function mountsAtRealPath(path: string): Probe<readonly Mount[]> {
  const escaped = escapeOctal(path)
  return probe({
    title: `what is mounted at ${path}`,
    script: sh`while read -r i p d r m o; do [ "$m" != ${escaped} ] || d_print_line "$o"; done </proc/self/mountinfo`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .filter(line => line !== '')
        .map(line => mountIn(path, line)),
    own: {
      resource: mountResource(path),
      isAlone: true,
      after: ({ after }) => (after ? [predicted(path, after)] : []),
    },
  })
}

/** Parses the fields of a mountinfo line after the mount point. */
function mountIn(path: string, line: string): Mount {
  const fields = line.split(' ')
  const [fstype = '', source = '', all = ''] = fields.slice(fields.indexOf('-') + 1)
  const flags = new Set((fields[0] ?? '').split(','))
  if (all.split(',').includes('ro')) flags.add('ro')
  return { path, fstype, source: unescapeOctal(source), flags }
}

function predicted(path: string, after: { readonly [field: string]: unknown }): Mount {
  const flags = [...flagsIn(String(after.options ?? ''))].flatMap(([flag, isSet]) => (isSet ? [flag] : []))
  return { path, source: String(after.source), fstype: String(after.fstype), flags: new Set(flags) }
}

/** Options that set or clear a mount flag. Source: mount(8), "Filesystem-independent mount options". */
const FLAGS: Readonly<Record<string, { readonly flag: string; readonly isSet: boolean }>> = {
  ro: { flag: 'ro', isSet: true },
  rw: { flag: 'ro', isSet: false },
  nosuid: { flag: 'nosuid', isSet: true },
  suid: { flag: 'nosuid', isSet: false },
  nodev: { flag: 'nodev', isSet: true },
  dev: { flag: 'nodev', isSet: false },
  noexec: { flag: 'noexec', isSet: true },
  exec: { flag: 'noexec', isSet: false },
  noatime: { flag: 'noatime', isSet: true },
  atime: { flag: 'noatime', isSet: false },
  nodiratime: { flag: 'nodiratime', isSet: true },
  diratime: { flag: 'nodiratime', isSet: false },
}

/** Returns the flags that mount options set or clear; later options override earlier ones. */
function flagsIn(opts: string): Map<string, boolean> {
  const named = opts.split(',').flatMap(option => FLAGS[option] ?? [])
  return new Map(named.map(({ flag, isSet }) => [flag, isSet]))
}

/**
 * Whether a mounted file system has the flags that the options ask for. True for an automount point that is not
 * mounted yet, which has no flags.
 */
export function hasFlags({ fstype, flags }: Mount, opts: string): boolean {
  return fstype === 'autofs' || [...flagsIn(opts)].every(([flag, isSet]) => flags.has(flag) === isSet)
}

/** Whether a file system is mounted from the given source; undefined if the host cannot find out. */
export async function isMountedFrom(
  host: ReadHost,
  mount: Mount,
  { src, opts }: { readonly src: string; readonly opts: string },
): Promise<boolean | undefined> {
  if (mount.source === src && !isBind(opts)) return true
  if (isBind(opts)) {
    const [there = null, here = null] = await host.ask(fileStates([src, mount.path]))
    const [from, at] = [there?.leadsTo ?? there, here?.leadsTo ?? here]
    return from === null || at === null ? undefined : from.device === at.device && from.inode === at.inode
  }
  const named = /^(UUID|LABEL|PARTUUID|PARTLABEL)="?([^"]*)"?$/.exec(src)
  const link = named ? `/dev/disk/by-${(named[1] ?? '').toLowerCase()}/${named[2]}` : src
  if (!link.startsWith('/dev/')) return mount.fstype === 'autofs' ? undefined : link === mount.source
  const [from, at] = await Promise.all([host.ask(realPath(link)), host.ask(realPath(mount.source))])
  // Only udev knows which device a tag such as `UUID=` refers to.
  if (from === null || (named && from === link && !(await isThere(host, link)))) return undefined
  return from === (at ?? mount.source)
}

function isBind(opts: string): boolean {
  return opts.split(',').some(option => option === 'bind' || option === 'rbind')
}

async function isThere(host: ReadHost, path: string): Promise<boolean> {
  const [state] = await host.ask(fileStates([path]))
  return state !== null
}
