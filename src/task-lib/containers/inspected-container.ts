import { z } from 'zod'
import { count, fact, optionalText, textMap, texts } from './inspected-fields.ts'

/** A list of words. podman before version 5 shows an entry point as one string. */
const words = z.union([texts, z.string().transform(line => (line === '' ? [] : line.split(' ')))])
/** A signal: docker shows its name, podman before version 5 its number. */
const signal = z.union([z.string(), z.number()]).nullish()

const healthcheck = z
  .object({ Test: texts, Interval: count, Timeout: count, StartPeriod: count, Retries: count })
  .nullish()

/** The configuration that a container inherits from its image. */
export const imageConfig = z.object({
  Cmd: texts,
  Entrypoint: words,
  Env: texts,
  ExposedPorts: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform(map => map ?? {}),
  Healthcheck: healthcheck,
  Labels: textMap,
  StopSignal: signal,
  User: optionalText,
  Volumes: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform(map => map ?? {}),
  WorkingDir: optionalText,
})

export type ImageConfig = z.output<typeof imageConfig>

/** The JSON that `image inspect` prints for an image. */
export const inspectedImage = z.object({
  Id: z.string(),
  Config: imageConfig.nullish(),
  RepoTags: texts,
  RepoDigests: texts,
})

export type InspectedImage = z.output<typeof inspectedImage>

const binding = z.object({ HostIp: optionalText, HostPort: optionalText })

/** The JSON that `podman container inspect` and `docker container inspect` print for a container. */
export const inspectedContainer = z.object({
  Id: z.string(),
  Image: z.string(),
  State: z.object({ Status: optionalText, Running: fact, Paused: fact }),
  Config: imageConfig.extend({
    CreateCommand: texts,
    Domainname: optionalText,
    Hostname: optionalText,
    Image: optionalText,
    OpenStdin: fact,
    StopTimeout: count,
    Tty: fact,
    Annotations: textMap,
  }),
  HostConfig: z.object({
    AutoRemove: fact,
    BlkioWeight: count,
    CapAdd: texts,
    CapDrop: texts,
    CgroupParent: optionalText,
    CpuPeriod: count,
    CpuQuota: count,
    CpuShares: count,
    CpusetCpus: optionalText,
    CpusetMems: optionalText,
    Devices: z
      .array(
        z.object({ PathOnHost: z.string(), PathInContainer: z.string(), CgroupPermissions: optionalText }),
      )
      .nullish()
      .transform(list => list ?? []),
    Dns: texts,
    DnsOptions: texts,
    DnsSearch: texts,
    ExtraHosts: texts,
    GroupAdd: texts,
    Init: z.boolean().nullish(),
    IpcMode: optionalText,
    LogConfig: z.object({ Type: optionalText, Config: textMap }),
    Memory: count,
    MemoryReservation: count,
    MemorySwap: count,
    NanoCpus: count,
    NetworkMode: optionalText,
    OomKillDisable: fact,
    OomScoreAdj: count,
    PidMode: optionalText,
    PidsLimit: count,
    PortBindings: z
      .record(z.string(), z.array(binding).nullish())
      .nullish()
      .transform(map => map ?? {}),
    Privileged: fact,
    PublishAllPorts: fact,
    ReadonlyRootfs: fact,
    RestartPolicy: z
      .object({ Name: optionalText, MaximumRetryCount: count })
      .nullish()
      .transform(policy => policy ?? { Name: '', MaximumRetryCount: 0 }),
    Runtime: optionalText,
    SecurityOpt: texts,
    ShmSize: count,
    Sysctls: textMap,
    Tmpfs: textMap,
    UTSMode: optionalText,
    Ulimits: z
      .array(z.object({ Name: z.string(), Soft: count, Hard: count }))
      .nullish()
      .transform(list => list ?? []),
    UsernsMode: optionalText,
    VolumesFrom: texts,
  }),
  Mounts: z
    .array(
      z.object({
        Type: optionalText,
        Name: optionalText,
        Source: optionalText,
        Destination: z.string(),
        RW: fact,
        Propagation: optionalText,
      }),
    )
    .nullish()
    .transform(list => list ?? []),
  NetworkSettings: z.object({
    Networks: z
      .record(
        z.string(),
        z.object({
          Aliases: texts,
          IPAddress: optionalText,
          GlobalIPv6Address: optionalText,
          IPAMConfig: z.object({ IPv4Address: optionalText, IPv6Address: optionalText }).nullish(),
        }),
      )
      .nullish()
      .transform(map => map ?? {}),
  }),
})

export type InspectedContainer = z.output<typeof inspectedContainer>
