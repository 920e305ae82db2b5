/**
 * A file system on a device.
 *
 *     - filesystem: { dev: /dev/vdb1, fstype: ext4 }
 */
import {
  defineTask,
  flag,
  hostPath,
  inSync,
  type Plan,
  plan,
  type ReadHost,
  sh,
  TaskError,
  z,
} from '../../src/authoring/task.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { onlyRunTells, requireTools, splitWords, wordsParam } from '../../src/built-in/params.ts'
import {
  FILESYSTEM_TYPES,
  type FilesystemType,
  filesystemResource,
  growthRoom,
  signatureOn,
} from '../../src/built-in/storage.ts'

const TYPES = Object.keys(FILESYSTEM_TYPES) as [keyof typeof FILESYSTEM_TYPES]

const params = z
  .strictObject({
    dev: hostPath()
      .describe('Path of the device, or of a file that contains the file system.')
      .meta({ examples: ['/dev/vdb1', '/dev/data/srv'] }),
    fstype: z
      .enum(TYPES)
      .optional()
      .describe('Type of the file system. `lvm` makes the device a physical volume.')
      .meta({ examples: ['ext4', 'xfs'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('`absent` removes the signatures of the file system on the device. Its data is lost.')
      .meta({ examples: ['absent'] }),
    force: flag()
      .default(false)
      .describe('Overwrite a file system of another type, or a partition table.')
      .meta({ examples: [true] }),
    resizefs: flag()
      .default(false)
      .describe(
        'Grow the file system to the size of the device. Supported types: `btrfs`, `ext2`, `ext3`, `ext4`, `lvm` and `xfs`.',
      )
      .meta({ examples: [true] }),
    opts: wordsParam('expected options with their quotes closed')
      .default('')
      .describe('Options of the command that creates the file system.')
      .meta({ examples: ['-L data -m 1'] }),
  })
  .refine(({ state, fstype }) => state === 'absent' || fstype !== undefined, {
    path: ['fstype'],
    message: 'expected the type',
  })
  .refine(
    ({ resizefs, fstype }) =>
      !resizefs || fstype === undefined || growthOf(FILESYSTEM_TYPES[fstype]) !== undefined,
    { path: ['resizefs'], message: 'is not for this type: grow it with a command' },
  )

type Params = z.output<typeof params>

interface FilesystemPlan {
  readonly does: 'make' | 'grow' | 'wipe'
  /** The operand of the command that grows the file system: the device, or the mount point. */
  readonly place?: string | undefined
}

export default defineTask({
  summary: 'Creates a file system on a device, grows it, or removes it.',
  example: `- filesystem:
    dev: /dev/vdb1
    fstype: ext4
    opts: -L data
`,
  params,
  aliases: { device: 'dev', type: 'fstype' },
  outputs: {
    dev: 'The value of `dev`.',
    fstype: 'The value of `fstype`; null if it is not set.',
    state: 'The value of `state`.',
  },
  check: async ({ host, params, isCheckMode }) => {
    const { dev, fstype, state } = params
    const signature = prefetch(host.ask(signatureOn(dev)))
    await requireTools(host, ['blkid', 'wipefs'], 'install util-linux in an earlier task')
    const now = await signature
    const outputs = { dev, fstype: fstype ?? null, state }
    if (state === 'absent') {
      if (now?.type === undefined) return inSync(outputs)
      const change = { resource: filesystemResource(dev), action: 'wipe', before: { ...now }, after: {} }
      return plan<FilesystemPlan>([change], { does: 'wipe' }, outputs)
    }
    if (now === null) {
      if (isCheckMode) onlyRunTells(`what is on ${dev}, which does not exist`)
      throw new TaskError(`there is no device \`${dev}\``)
    }
    const type: FilesystemType = FILESYSTEM_TYPES[fstype ?? 'ext4']
    if (now.type === type.signature)
      return (params.resizefs && (await growth(host, params, type, outputs))) || inSync(outputs)
    if (now.type !== undefined && !params.force)
      throw new TaskError(`\`${dev}\` holds something else: ${now.type}`, {
        hint: 'set `force: true` to overwrite it; its data is lost',
      })
    await requireTools(host, [type.make[0]], installationOf(type))
    const change = {
      resource: filesystemResource(dev),
      action: 'make',
      before: now.type === undefined ? null : { type: now.type },
      after: { type: type.signature },
    }
    return plan<FilesystemPlan>([change], { does: 'make' }, outputs)
  },
  mayChange: ({ params }) => [{ resource: filesystemResource(params.dev) }],
  apply: async ({ host, params, plan: { data } }) => {
    const { dev, fstype = 'ext4', opts } = params
    const type: FilesystemType = FILESYSTEM_TYPES[fstype]
    const growing = growthOf(type)
    const title = `${data.does} ${dev}`
    if (data.does === 'wipe') await host.run(sh`LC_ALL=C wipefs --all -- ${dev}`, { title })
    else if (data.does === 'make')
      await host.run(sh`LC_ALL=C ${[...type.make, ...splitWords(opts), dev]}`, { title })
    else if (growing) await host.run(sh`export LC_ALL=C; ${growing.grow(data.place ?? dev)}`, { title })
  },
})

function growthOf(type: FilesystemType) {
  return type.growth
}

async function growth(
  host: ReadHost,
  { dev }: Params,
  type: FilesystemType,
  outputs: object,
): Promise<Plan<FilesystemPlan> | undefined> {
  const growing = growthOf(type)
  if (!growing) return undefined
  await requireTools(host, [...growing.tools, 'findmnt'], installationOf(type))
  const { bytes, mountPoint } = await host.ask(growthRoom(dev, growing))
  if (bytes <= 0) return undefined
  if (growing.isMounted && mountPoint === undefined)
    throw new TaskError(`the file system on \`${dev}\` can only grow while it is mounted`, {
      hint: 'mount it in an earlier task',
    })
  const change = {
    resource: filesystemResource(dev),
    action: 'grow',
    before: { unused: bytes },
    after: { type: type.signature, unused: 0 },
  }
  const place = growing.isMounted ? mountPoint : dev
  return plan<FilesystemPlan>([change], { does: 'grow', place }, { ...outputs })
}

function installationOf(type: FilesystemType): string {
  return `install ${type.package} in an earlier task`
}
