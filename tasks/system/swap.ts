/**
 * A swap file, in use now and after a reboot.
 *
 *     - swap: { path: /swapfile, size: 2G }
 */
import { posix } from 'node:path'
import {
  type ChangeInput,
  defineTask,
  fileState,
  flag,
  type Host,
  inSync,
  number,
  type Probe,
  plan,
  presentTools,
  probe,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  type FilePlan,
  filesystemResource,
  parseSize,
  planEdited,
  putFile,
  readEdited,
  signatureOn,
  withFstabEntry,
  withoutFstabEntry,
} from '../../src/built-in.ts'

/** A page is the least that mkswap makes a swap space of, and ten are the least that it accepts. */
const [PAGE, LEAST] = [4096, 40960]

const params = z
  .strictObject({
    path: text()
      .refine(path => /^\/[^\0\n]*[^\0\n/]$/.test(path), 'expected an absolute path, such as `/swapfile`')
      .default('/swapfile')
      .describe('The swap file.')
      .meta({ examples: ['/swapfile'] }),
    size: text()
      .refine(size => (parseSize(size) ?? 0) >= LEAST, 'expected a size of 40K or more, such as `2G`')
      .optional()
      .describe('Size of the file, with `K`, `M`, `G` or `T`. A file of another size is made again.')
      .meta({ examples: ['2G', '512M'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('`absent`: not in use, not in the fstab, and the file deleted.')
      .meta({ examples: ['absent'] }),
    active: flag()
      .default(true)
      .describe(
        'Whether it is in use now. With `false`, it is only prepared, and used from the next boot on.',
      )
      .meta({ examples: [false] }),
    priority: number()
      .refine(
        value => Number.isInteger(value) && value >= 0 && value <= 32767,
        'expected a whole number from 0 to 32767',
      )
      .optional()
      .describe('Swap spaces with higher numbers are used first.')
      .meta({ examples: [10] }),
  })
  .refine(({ state, size }) => state === 'absent' || size !== undefined, {
    path: ['size'],
    message: 'expected a size, such as `2G`',
  })

type Params = z.output<typeof params>

interface SwapPlan {
  readonly stops: boolean
  readonly makes: boolean
  readonly starts: boolean
  readonly removes: boolean
  readonly fstab?: FilePlan
}

export default defineTask({
  summary: 'Makes a swap file and uses it, now and after a reboot.',
  example: `- swap:
    path: /swapfile
    size: 2G
`,
  params,
  check: async ({ host, params }) => {
    const { path, state, active } = params
    const [tools, file, signature, isActive, fstab] = await Promise.all([
      host.ask(presentTools(TOOLS)),
      host.ask(fileState(path)),
      host.ask(signatureOn(path)),
      host.ask(isInUse(path)),
      readEdited(host, '/etc/fstab'),
    ])
    const missing = TOOLS.find(name => !tools.has(name))
    if (missing !== undefined)
      throw new TaskError(`the host has no \`${missing}\``, {
        hint: 'install util-linux, and mount on Debian, in an earlier task',
      })
    if (file && file.kind !== 'file')
      throw new TaskError(`expected a file or nothing at \`${path}\``, { hint: 'choose another path' })
    const isWanted = state === 'present'
    const size = wantedSize(params)
    const isRight = file?.size === size && file.mode === '0600' && signature?.type === 'swap'
    if (file && signature?.type !== 'swap' && file.size > 0)
      throw new TaskError(`\`${path}\` is a file that holds something else`, {
        hint: 'move it away, or choose another path',
      })
    const makes = isWanted && !isRight
    const edit = await planEdited(host, fstab, editedFstab(fstab.text, params))
    const data: SwapPlan = {
      makes,
      stops: isActive && (makes || !isWanted),
      starts: isWanted && active && (makes || !isActive),
      removes: !isWanted && file !== null,
      ...(edit.kind === 'plan' ? { fstab: edit.data } : {}),
    }
    const changes = [
      ...changesOf(params, data, file === null ? null : file.size, isActive),
      ...(edit.kind === 'plan' ? edit.changes : []),
    ]
    const outputs = { path, state, size: isWanted ? size : 0, active: isWanted && (active || isActive) }
    return changes.length === 0 ? inSync(outputs) : plan(changes, data, outputs)
  },
  mayChange: ({ params: { path } }) => [
    { resource: `file:${path}`, mayGo: true },
    { resource: inUseResource(path) },
    { resource: filesystemResource(path) },
    { resource: 'file:/etc/fstab' },
  ],
  apply: async ({ host, params, project, plan: { data } }) => {
    const { path } = params
    if (data.stops) await host.run(sh`LC_ALL=C swapoff -- ${path}`, { title: `stop swapping to ${path}` })
    if (data.makes) await make(host, params)
    if (data.removes) await host.run(sh`rm -f -- ${path}`, { title: `remove ${path}` })
    if (data.starts) {
      const priority = params.priority === undefined ? [] : ['-p', params.priority]
      await host.run(sh`LC_ALL=C swapon ${priority} -- ${path}`, { title: `swap to ${path}` })
    }
    // The fstab last: what cannot be used must not come back at the next start of the host.
    if (data.fstab) await putFile(host, project, data.fstab)
  },
})

const TOOLS = ['mkswap', 'swapon', 'swapoff', 'blkid']

/** The size in whole pages: the kernel uses no part of one. */
function wantedSize({ size = '' }: Params): number {
  return Math.floor((parseSize(size) ?? 0) / PAGE) * PAGE
}

function inUseResource(path: string): string {
  return `swap:${path}`
}

/** Asks whether the kernel swaps to a file. Source of the format: proc(5), with `\\040` for a space. */
function isInUse(path: string): Probe<boolean> {
  const escaped = path.replace(/[ \t\n\\]/g, sign => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)
  return probe({
    title: `whether ${path} is in use`,
    script: sh`while read -r name rest; do [ "$name" != ${escaped} ] || echo yes; done </proc/swaps`,
    parse: ({ stdout }) => stdout.toString().trim() === 'yes',
    own: { resource: inUseResource(path), after: ({ after }) => after?.active === true },
  })
}

function editedFstab(fstab: string, { path, state, priority }: Params): string {
  const key = { path: 'none', src: path }
  if (state === 'absent') return withoutFstabEntry(fstab, key)
  const opts = priority === undefined ? 'sw' : `sw,pri=${priority}`
  return withFstabEntry(fstab, { ...key, fstype: 'swap', opts, dump: '0', passno: '0' })
}

function changesOf(
  params: Params,
  { makes, stops, starts, removes }: SwapPlan,
  size: number | null,
  isActive: boolean,
): ChangeInput[] {
  const { path } = params
  const file = `file:${path}`
  const before = size === null ? null : { size }
  const after = { state: 'file', mode: '0600', size: wantedSize(params) }
  const isActiveAfter = starts || (isActive && !stops)
  return [
    ...(makes ? [{ resource: file, action: size === null ? 'create' : 'update', before, after }] : []),
    ...(makes
      ? [{ resource: filesystemResource(path), action: 'make', before: null, after: { type: 'swap' } }]
      : []),
    ...(isActiveAfter === isActive
      ? []
      : [
          {
            resource: inUseResource(path),
            action: isActiveAfter ? 'start' : 'stop',
            before: { active: isActive },
            after: { active: isActiveAfter },
          },
        ]),
    ...(removes ? [{ resource: file, action: 'delete', before, after: null }] : []),
  ]
}

/** Writes a new file next to the path, since only a whole one may have its name. */
async function make(host: Host, params: Params): Promise<void> {
  const { path } = params
  const blocks = wantedSize(params) / PAGE
  const made = posix.join(posix.dirname(path), `.${posix.basename(path)}.new`)
  // Written in full: the kernel refuses files with holes. On btrfs, a swap file must not be copied on write.
  await host.run(
    sh`export LC_ALL=C
umask 077
rm -f -- ${made} && : >${made} || exit
chattr +C -- ${made} 2>/dev/null
{ dd if=/dev/zero of=${made} bs=${PAGE} count=${blocks} 2>/dev/null && mkswap -- ${made} >/dev/null && mv -f -- ${made} ${path}; } || {
  rm -f -- ${made}
  echo ${`could not write ${path}: is there enough space?`} >&2
  exit 1
}`,
    { title: `make the swap file ${path}` },
  )
}
