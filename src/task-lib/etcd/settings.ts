import { z } from 'zod'
import { hostPath, text } from '../../authoring/params.ts'

/** Params of task types that read or move the data of a member. */
export const etcdDataParams = {
  data_directory: hostPath()
    .default('/var/lib/etcd')
    .describe('The data directory of etcd.')
    .meta({ examples: ['/var/lib/etcd'] }),
  options: z
    .array(text())
    .default([])
    .describe('Additional command-line options of etcd. `--wal-dir` sets the folder of its write-ahead log.')
    .meta({ examples: [['--wal-dir=/fast/etcd']] }),
  settings: z
    .record(z.string(), text())
    .default({})
    .describe('Settings of etcd. `ETCD_WAL_DIR` sets the folder of its write-ahead log.')
    .meta({ examples: [{ ETCD_WAL_DIR: '/fast/etcd' }] }),
}

/** Returns the command-line option for a setting: `enable-v2` for `ETCD_ENABLE_V2`. */
export function flagOf(setting: string): string {
  return setting.slice('ETCD_'.length).toLowerCase().replaceAll('_', '-')
}

/**
 * Returns the directory of etcd's write-ahead log: the one set by an option or a setting, otherwise the one in the
 * data directory.
 */
export function walDirectoryOf(etcd: {
  readonly data_directory: string
  readonly options: readonly string[]
  readonly settings: Readonly<Record<string, string>>
}): string {
  const option = etcd.options.find(each => each.startsWith('--wal-dir='))
  return (
    option?.slice('--wal-dir='.length) ?? etcd.settings.ETCD_WAL_DIR ?? `${etcd.data_directory}/member/wal`
  )
}
