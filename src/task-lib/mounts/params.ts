import { z } from 'zod'
import { flag, hostPath, text } from '../../authoring/params.ts'

const STATES = [
  'mounted',
  'present',
  'unmounted',
  'absent',
  'remounted',
  'ephemeral',
  'absent_from_fstab',
] as const

const field = () => text().refine(value => value !== '' && !/[\r\n\0]/.test(value), 'expected one line')

/** The params of the task type `mount`. */
export const mountParams = z
  .strictObject({
    path: text()
      .refine(
        path => /^(\/|~)/.test(path) || path === 'none' || path === 'swap',
        'expected an absolute path, or `none`',
      )
      .refine(path => !path.includes('\0'), 'a path cannot hold a NUL byte')
      .describe(
        'Mount point. Use `none` for a swap space. With `mounted`, the directory is created if necessary.',
      )
      .meta({ examples: ['/srv/data'] }),
    state: z
      .enum(STATES)
      .describe(
        '`mounted` mounts the file system and writes its entry to the fstab. `present` only writes the entry. `ephemeral` only mounts it. `unmounted` unmounts it. `absent` unmounts it, removes the entry and deletes the directory. `absent_from_fstab` only removes the entry. `remounted` mounts it again on every run.',
      )
      .meta({ examples: ['mounted', 'present'] }),
    src: field()
      .optional()
      .describe('What to mount: a device, `UUID=…`, `LABEL=…`, a directory to bind, or a network address.')
      .meta({ examples: ['/dev/vdb1', 'UUID=b3e48f45-f933-4c8e-a700-22a159ec9077', 'nas:/export/data'] }),
    fstype: field()
      .optional()
      .describe('Type of the file system.')
      .meta({ examples: ['ext4', 'none'] }),
    opts: field()
      .default('defaults')
      .describe('Mount options.')
      .meta({ examples: ['noatime,nofail', 'bind,ro'] }),
    opts_no_log: flag()
      .default(false)
      .describe('Hide the mount options in all output.')
      .meta({ examples: [true] }),
    boot: flag()
      .default(true)
      .describe('`false` adds the option `noauto`, so the file system is not mounted at boot.')
      .meta({ examples: [false] }),
    dump: text()
      .refine(value => /^\d+$/.test(value), 'expected a number')
      .default('0')
      .describe('The fifth field of the fstab: whether dump(8) backs up the file system.')
      .meta({ examples: ['1'] }),
    passno: text()
      .refine(value => /^\d+$/.test(value), 'expected a number')
      .default('0')
      .describe(
        'The sixth field of the fstab: the order in which fsck(8) checks the file system at boot. `0` means never.',
      )
      .meta({ examples: ['2'] }),
    fstab: hostPath()
      .default('/etc/fstab')
      .describe('Path of the fstab.')
      .meta({ examples: ['/srv/root/etc/fstab'] }),
    backup: flag()
      .default(false)
      .describe('Keep a backup of the old fstab in the same directory.')
      .meta({ examples: [true] }),
  })
  .refine(({ state, src }) => src !== undefined || !NEEDS_SOURCE.has(state), {
    path: ['src'],
    message: 'expected what is mounted',
  })
  .refine(({ state, fstype }) => fstype !== undefined || !NEEDS_SOURCE.has(state), {
    path: ['fstype'],
    message: 'expected the type of the file system',
  })
  .refine(({ path, state }) => /^[/~]/.test(path) || /^(present|absent|absent_from_fstab)$/.test(state), {
    path: ['state'],
    message:
      'expected `present`, `absent` or `absent_from_fstab` for what is not mounted at a path, such as swap',
  })

const NEEDS_SOURCE: ReadonlySet<string> = new Set(['mounted', 'present', 'ephemeral'])

/** The validated params of `mount`. */
export type MountParams = z.output<typeof mountParams>
