import { escapeOctal, unescapeOctal } from '../../base/octal-escapes.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { realPath } from '../../remote/probes/files/real-path.ts'
import { sh } from '../../shell/quote.ts'

/** Something that is mounted. Source: proc_pid_mountinfo(5). */
export interface Mount {
  /** Where it is mounted, links followed. */
  readonly path: string
  readonly source: string
  readonly fstype: string
  /** Its flags, such as `ro` and `noexec`. */
  readonly flags: ReadonlySet<string>
}

/** What is mounted at a path, links followed; the last one covers those before it. */
export async function mountsAt(host: ReadHost, path: string): Promise<readonly Mount[]> {
  // The path itself is not asked for unless it has to be: what lies on a server that is gone does not answer.
  const found = await host.ask(mountsAtRealPath(path))
  if (found.length > 0) return found
  const real = await host.ask(realPath(path))
  return real === null || real === path ? [] : host.ask(mountsAtRealPath(real))
}

/** A path as a change names what is mounted there. */
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

/** Reads the fields after the mount point. */
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

/** Options that set a flag or take it away. Source: mount(8), "Filesystem-independent mount options". */
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

/** The flags that options ask for; a later one overrides an earlier one. */
function flagsIn(opts: string): Map<string, boolean> {
  const named = opts.split(',').flatMap(option => FLAGS[option] ?? [])
  return new Map(named.map(({ flag, isSet }) => [flag, isSet]))
}

/** Whether what is mounted has every flag that the options name. What an automounter has not mounted yet has none. */
export function hasFlags({ fstype, flags }: Mount, opts: string): boolean {
  return fstype === 'autofs' || [...flagsIn(opts)].every(([flag, isSet]) => flags.has(flag) === isSet)
}

/** Whether something is mounted from a source; undefined if the host cannot know. */
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
  // What a tag names is known by udev alone.
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
