/**
 * The time zone of the host, and whether its hardware clock is in UTC or local time.
 *
 *     - timezone:
 *         name: Europe/Berlin
 */
import {
  type ChangeInput,
  defineTask,
  fileState,
  inSync,
  plan,
  presentTools,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  BACKUPS_OUTPUTS,
  digestOf,
  type EditedFile,
  explainFiles,
  type FilePlan,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { omitUndefined } from '../../src/built-in/params.ts'
import { joinLines, splitLines } from '../../src/built-in/text.ts'

const ZONES = '/usr/share/zoneinfo'
const LINK = '/etc/localtime'
const DEBIAN = '/etc/timezone'
const RED_HAT = '/etc/sysconfig/clock'
const CLOCK = '/etc/adjtime'

const params = z
  .strictObject({
    name: text()
      .refine(
        name => /^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/.test(name),
        'expected the name of a time zone, such as `Europe/Berlin`',
      )
      .optional()
      .describe('Name of the time zone in the tz database.')
      .meta({ examples: ['Europe/Berlin', 'UTC'] }),
    hwclock: z
      .enum(['UTC', 'local'])
      .optional()
      .describe('Whether the hardware clock shows UTC or the local time.')
      .meta({ examples: ['UTC'] }),
  })
  .refine(({ name, hwclock }) => name !== undefined || hwclock !== undefined, {
    path: ['name'],
    message: 'expected a time zone or `hwclock`',
  })

interface TimezonePlan {
  readonly links: boolean
  readonly files: readonly FilePlan[]
  readonly clock?: { readonly by: 'timedatectl' | 'hwclock' }
}

export default defineTask({
  summary: 'Sets the time zone of the host.',
  example: `- timezone:
    name: Europe/Berlin
`,
  params,
  aliases: { rtc: 'hwclock' },
  outputs: {
    name: 'The value of `name`, if it is set.',
    hwclock: 'The value of `hwclock`, if it is set.',
    ...BACKUPS_OUTPUTS,
  },
  check: async ({ host, params: { name, hwclock } }) => {
    const [link, debian, redHat, clock] = await Promise.all([
      name === undefined ? undefined : linkOf(host, name),
      name === undefined
        ? undefined
        : fileWith(host, DEBIAN, text => (text.trim() === name ? text : `${name}\n`)),
      name === undefined ? undefined : fileWith(host, RED_HAT, text => withZone(text, name)),
      hwclock === undefined ? undefined : clockOf(host, hwclock),
    ])
    const files = [debian, redHat].filter(file => file?.kind === 'plan')
    const changes: ChangeInput[] = [
      ...(link ? [link] : []),
      ...files.flatMap(file => file.changes),
      ...(clock ? [clock.change] : []),
    ]
    const outputs = omitUndefined({ name, hwclock })
    if (changes.length === 0) return inSync(outputs)
    const data: TimezonePlan = {
      ...{ links: link !== undefined, files: files.map(file => file.data) },
      ...(clock ? { clock: { by: clock.by } } : {}),
    }
    return plan<TimezonePlan>(changes, data, outputs)
  },
  explain: explainFiles,
  mayChange: () => [LINK, DEBIAN, RED_HAT, CLOCK].map(path => ({ resource: `file:${path}` })),
  apply: async ({ host, project, params: { name, hwclock }, plan: { data } }) => {
    if (data.links)
      // The link is created under another name and renamed, so that the host always has a time zone.
      await host.run(
        sh`rm -f -- ${`${LINK}.new`} && ln -s ${`..${ZONES}/${name}`} ${`${LINK}.new`} && mv -f -- ${`${LINK}.new`} ${LINK}`,
        { title: `set the time zone ${name}` },
      )
    for (const file of data.files) await putFile(host, project, file)
    if (data.clock?.by === 'timedatectl')
      await host.run(sh`timedatectl set-local-rtc ${hwclock === 'local' ? 1 : 0}`, {
        title: 'set the hardware clock',
      })
    if (data.clock?.by === 'hwclock')
      await host.run(sh`hwclock --systohc ${hwclock === 'local' ? '--localtime' : '--utc'}`, {
        title: 'set the hardware clock',
      })
  },
})

/**
 * Returns the change of the link to the time zone; undefined if it is right. Throws TaskError if the host does not have
 * the time zone.
 */
async function linkOf(host: ReadHost, name: string): Promise<ChangeInput | undefined> {
  const path = `${ZONES}/${name}`
  const [zone, link] = await Promise.all([
    host.ask(fileState(path, { digest: 'sha256' })),
    host.ask(fileState(LINK, { digest: 'sha256' })),
  ])
  const file = zone?.leadsTo ?? zone
  if (file?.kind !== 'file')
    throw new TaskError(`the host has no time zone \`${name}\``, {
      hint: `see \`ls ${ZONES}\`, or install tzdata in an earlier task`,
    })
  if (link?.kind === 'directory')
    throw new TaskError(`expected a link or a file at \`${LINK}\`, found a directory`)
  // On an old host, it may be a copy of the time zone's file.
  const isCopy = link?.kind === 'file' && link.digest === (await digestOf(host, path, file))
  if (isCopy || (link?.kind === 'link' && zoneIn(link.target ?? '') === name)) return undefined
  const before = link?.kind === 'link' ? { state: 'link', target: link.target } : link && { state: 'file' }
  return {
    resource: `file:${LINK}`,
    action: link === null ? 'create' : 'update',
    before,
    after: { state: 'link', target: `..${ZONES}/${name}` },
  }
}

function zoneIn(target: string): string | undefined {
  return /^(?:\.\.)?\/(?:usr\/share|etc)\/zoneinfo\/(.*)$/.exec(target)?.[1]
}

/** Plans an edit of a file; in sync if the host does not have the file. */
async function fileWith(host: ReadHost, path: string, edit: (text: string) => string) {
  const file: EditedFile = await readEdited(host, path)
  const next = file.state === null ? file.text : edit(file.text)
  return next === file.text ? inSync() : planEdited(host, file, next)
}

/** Sets the time zone in the text of a file, if the file names one. */
function withZone(text: string, name: string): string {
  const lines = splitLines(text)
  const next = lines.map(line => {
    const [, key, value] = /^\s*(ZONE|TIMEZONE)\s*=\s*"?([^"]*?)"?\s*$/.exec(line) ?? []
    return key === undefined || value === name ? line : `${key}="${name}"`
  })
  return next.join('\n') === lines.join('\n') ? text : joinLines(next)
}

/** Returns the change of the hardware clock; undefined if it is right. Source: adjtime_config(5), third line. */
async function clockOf(host: ReadHost, wanted: 'UTC' | 'local') {
  const [{ text }, tools, systemd] = await Promise.all([
    readEdited(host, CLOCK),
    host.ask(presentTools(['timedatectl', 'hwclock'])),
    host.ask(fileState('/run/systemd/system')),
  ])
  const now = splitLines(text)[2]?.trim() === 'LOCAL' ? 'local' : 'UTC'
  if (now === wanted) return undefined
  const by = systemd !== null && tools.has('timedatectl') ? ('timedatectl' as const) : ('hwclock' as const)
  if (!tools.has(by))
    throw new TaskError('the host has no `hwclock` and no systemd to set the hardware clock', {
      hint: 'install util-linux-extra or util-linux in an earlier task',
    })
  return {
    by,
    change: {
      resource: `file:${CLOCK}`,
      action: text === '' ? 'create' : 'update',
      before: text === '' ? null : { hwclock: now },
      after: { hwclock: wanted, state: 'something' },
    },
  }
}
