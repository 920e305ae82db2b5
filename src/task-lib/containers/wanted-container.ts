/**
 * A health check. `test` is a shell command, or a list that begins with `CMD`, `CMD-SHELL` or `NONE`. Durations are
 * written as `30s`.
 */
export interface Healthcheck {
  readonly test: string | readonly string[]
  readonly interval?: string | undefined
  readonly timeout?: string | undefined
  readonly start_period?: string | undefined
  readonly retries?: number | undefined
}

/** A network that a container should be connected to. */
export interface WantedNetwork {
  readonly name: string
  readonly aliases?: readonly string[] | undefined
  readonly ipv4_address?: string | undefined
  readonly ipv6_address?: string | undefined
}

type Given<T> = T | undefined
type Texts = Given<readonly string[]>
type TextMap = Given<Readonly<Record<string, string>>>

/**
 * The wanted settings of a container, by the names that both programs share. A setting that is undefined is not set
 * by the task. Sizes are in bytes.
 */
export interface WantedSettings {
  readonly add_host?: TextMap
  readonly annotation?: TextMap
  readonly blkio_weight?: Given<number>
  readonly cap_add?: Texts
  readonly cap_drop?: Texts
  readonly cgroup_parent?: Given<string>
  readonly command?: Given<{ readonly entrypoint?: Texts; readonly command?: Texts }>
  readonly cpu_period?: Given<number>
  readonly cpu_quota?: Given<number>
  readonly cpu_shares?: Given<number>
  readonly cpus?: Given<number>
  readonly cpuset_cpus?: Given<string>
  readonly cpuset_mems?: Given<string>
  readonly device?: Texts
  readonly dns?: Texts
  readonly dns_option?: Texts
  readonly dns_search?: Texts
  readonly domainname?: Given<string>
  readonly env?: TextMap
  readonly expose?: Texts
  readonly group_add?: Texts
  readonly healthcheck?: Given<Healthcheck>
  readonly hostname?: Given<string>
  readonly init?: Given<boolean>
  readonly interactive?: Given<boolean>
  readonly ipc?: Given<string>
  readonly label?: TextMap
  readonly log_driver?: Given<string>
  readonly log_opt?: TextMap
  readonly memory?: Given<number>
  readonly memory_reservation?: Given<number>
  readonly memory_swap?: Given<number>
  readonly oom_kill_disable?: Given<boolean>
  readonly oom_score_adj?: Given<number>
  readonly pid?: Given<string>
  readonly pids_limit?: Given<number>
  readonly pod?: Given<string>
  readonly privileged?: Given<boolean>
  readonly publish?: Texts
  readonly publish_all?: Given<boolean>
  readonly read_only?: Given<boolean>
  readonly restart?: Given<string>
  readonly rm?: Given<boolean>
  readonly runtime?: Given<string>
  readonly secret?: Texts
  readonly security_opt?: Texts
  readonly shm_size?: Given<number>
  readonly stop_signal?: Given<string>
  readonly stop_timeout?: Given<number>
  readonly sysctl?: TextMap
  readonly tmpfs?: TextMap
  readonly tty?: Given<boolean>
  readonly ulimit?: Texts
  readonly user?: Given<string>
  readonly userns?: Given<string>
  readonly uts?: Given<string>
  readonly volume?: Given<{ readonly volumes: readonly string[]; readonly mounts: readonly string[] }>
  readonly volumes_from?: Texts
  readonly workdir?: Given<string>
}

/** How a setting of a container is compared with the wanted one. */
export type Comparison = 'strict' | 'ignore' | 'allow_more_present'

/** The wanted networks of a container. It is created with the mode or, without one, with the first of the names. */
interface WantedNetworks {
  /** A mode such as `host`, or the name of a network. */
  readonly mode?: string | undefined
  readonly names?: readonly WantedNetwork[] | undefined
}

/** The wanted container, independent of the program that runs it. */
export interface WantedContainer {
  readonly name: string
  readonly image?: string | undefined
  readonly settings: WantedSettings
  /** The wanted networks; undefined if the program chooses. */
  readonly networks?: WantedNetworks | undefined
  /** Returns how a setting, the image or the networks are compared. */
  readonly comparison: (setting: keyof WantedSettings | 'image' | 'networks') => Comparison
  /** Whether settings that the task does not set must have the defaults of the program and the image. */
  readonly isWhole: boolean
}
