import { TaskError } from '../../errors.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** The content of a device that blkid(8) identifies. */
export interface Signature {
  /**
   * `LVM2_member`, `swap`, the type of a file system, or for example `partition table (gpt)`; absent if nothing is
   * identified.
   */
  readonly type?: string
}

/** Returns the resource name of a device's content. */
export function filesystemResource(device: string): string {
  return `filesystem:${device}`
}

const [NOT_THERE, NOT_READABLE, SEVERAL] = [3, 4, 8]

/**
 * Returns a probe for the content of a device or file; null if the device does not exist. Throws TaskError if it cannot
 * be read.
 */
export function signatureOn(device: string): Probe<Signature | null> {
  return probe<Signature | null>({
    title: `what is on ${device}`,
    script: sh`[ -e ${device} ] || exit ${NOT_THERE}
[ -r ${device} ] || exit ${NOT_READABLE}
LC_ALL=C blkid -p -o export -- ${device}`,
    answers: [0, 2, NOT_THERE, NOT_READABLE, SEVERAL],
    parse: ({ status, stdout }) => {
      if (status === NOT_THERE) return null
      if (status === NOT_READABLE)
        throw new TaskError(`\`${device}\` cannot be read`, { hint: 'set `become: true`' })
      if (status === SEVERAL) return { type: 'several file systems' }
      const text = stdout.toString()
      if (status === 0 && !/^[A-Z_]+=/.test(text)) return busyboxSignature(text, device)
      const fieldOf = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]
      const table = fieldOf('PTTYPE')
      const type = fieldOf('TYPE') ?? (table === undefined ? undefined : `partition table (${table})`)
      return type === undefined ? {} : { type }
    },
    own: {
      resource: filesystemResource(device),
      after: ({ after }) => (after?.type === undefined ? {} : { type: String(after.type) }),
    },
  })
}

/**
 * Parses the output of busybox's blkid, which has no options: `DEVICE: LABEL="…" TYPE="…"`. Throws TaskError for empty
 * output, which can also mean a partition table.
 */
function busyboxSignature(text: string, device: string): Signature {
  const type = / TYPE="([^"]*)"\n$/.exec(text.replace(`${device}:`, ''))?.[1]
  if (type !== undefined) return { type }
  throw new TaskError(`the \`blkid\` of busybox cannot identify what is on \`${device}\``, {
    hint: 'install the `blkid` of util-linux in an earlier task',
  })
}
