/** `ETCD_ENABLE_V2` is `enable-v2`. */
export function flagOf(setting: string): string {
  return setting.slice('ETCD_'.length).toLowerCase().replaceAll('_', '-')
}

/** Where etcd keeps its log: in its data directory, or where an option or a setting has it. */
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
